"""The question of a derivative with more than two axes, entry by entry."""

from __future__ import annotations

from typing import Any

import sympy

from ..program.expressions.free_symbols import free_symbols
from .matrix_hessian import hessian_question
from .question import Question
from .written_out import WrittenOut

__all__ = ["jacobian_question"]


def jacobian_question(written: WrittenOut, order: int, *formulas: Any) -> Question:
    """Ask for all derivatives by the entries.

    Parameters
    ----------
    written : WrittenOut
    order : int
    *formulas : sympy.Basic
        Of the claim: they may hold further scalar symbols.

    Examples
    --------
    >>> from .written_out import written_out
    >>> X = sympy.MatrixSymbol("X", 2, 2)
    >>> jacobian_question(written_out(X * X, X), 1).shape
    (4, 4)
    """
    scalars = sorted(
        {s for f in formulas for s in free_symbols(f) if isinstance(s, sympy.Symbol)},
        key=sympy.default_sort_key,
    )
    more = [sympy.ImmutableDenseMatrix([scalars])] if scalars else []
    return written.question(*more) if order == 1 else hessian_question(written, *more)
