"""The ``structure`` argument of the derivatives: assumptions for the time of one call."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sympy import assuming

from ..matrix.structure import assumption_of

__all__ = ["Structures", "assumed"]

Structures = str | Mapping[Any, str] | None


def assumed(structure: Structures, wrt: Any) -> AbstractContextManager[Any]:
    """Return a context in which matrices have the structures that were given.

    Parameters
    ----------
    structure : str, mapping of MatrixSymbol to str, or None
        A single name is that of the structure of ``wrt``.
    wrt : object

    Raises
    ------
    OptionError
        No structure has this name.
    InputTypeError
        What is said to be structured is no square matrix.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Q
    >>> from sympy.assumptions.assume import global_assumptions
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assumed("symmetric", X):
    ...     Q.symmetric(X) in global_assumptions
    True
    """
    if structure is None:
        return nullcontext()
    given = structure if isinstance(structure, Mapping) else {wrt: structure}
    context: AbstractContextManager[Any] = assuming(
        *(assumption_of(n, symbol) for symbol, n in given.items())
    )
    return context
