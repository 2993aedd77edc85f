"""Which derivatives in formulas can be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from ...errors import UnsupportedFunctionError
from ...exact import ExactFunction

__all__ = ["evaluated"]

Key = TypeVar("Key", bound=Hashable)


def evaluated(
    formulas: Mapping[Key, Sequence[Any]], function: Callable[[Sequence[Any]], ExactFunction]
) -> tuple[dict[Key, ExactFunction], tuple[str, ...]]:
    """Prepare derivatives for evaluation; say which functions of them have no values.

    Parameters
    ----------
    formulas : mapping to sequences of sympy.Expr
        Empty where there is no formula.
    function : callable
        Returns formulas as an exact function.

    Examples
    --------
    >>> import sympy
    >>> z, f = sympy.Symbol("z"), sympy.Function("f")
    >>> found, notes = evaluated({1: (2 * z,), 2: (f(z),)}, lambda exprs: ExactFunction(exprs, [z]))
    >>> list(found), notes
    ([1], ("SymPy's derivative holds 'f', which cannot be evaluated exactly: the limit ...",))
    """
    found, notes = {}, []
    for key, exprs in formulas.items():
        try:
            if exprs:
                found[key] = function(exprs)
        except UnsupportedFunctionError as error:
            note = f"SymPy's derivative holds '{error.function}', which cannot be evaluated exactly"
            notes.append(f"{note}: the limit of quotients judges alone")
    return found, tuple(dict.fromkeys(notes))
