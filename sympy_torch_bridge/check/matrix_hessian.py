"""The Hessian of a scalar matrix expression by a vector, written out in entries."""

from __future__ import annotations

from typing import Any

import sympy

from ..errors import OptionError
from ..program.expressions.free_symbols import free_symbols
from .explicit import explicit
from .higher_claim import higher_claim
from .matrix_case import MatrixCase, named_entries
from .question import question_of

__all__ = ["matrix_hessian"]


def matrix_hessian(expr: Any, claimed: Any, wrt: Any, order: int) -> MatrixCase:
    """Write a scalar expression and its claimed second derivative by a vector out in entries.

    Parameters
    ----------
    expr, claimed : sympy.Basic
    wrt : MatrixSymbol with one row or one column, or Symbol
    order : int

    Raises
    ------
    OptionError
        The order is above 2, the expression is no scalar, or ``wrt`` is no vector.
    InputShapeError
        The claim has not one entry for each pair of entries of ``wrt``.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> matrix_hessian(x.T * A * x, A + A.T, x, 2).claim.text
    '[[2*A[0,0], A[0,1] + A[1,0]], [A[0,1] + A[1,0], 2*A[1,1]]]'
    """
    is_vector = not isinstance(wrt, sympy.MatrixSymbol) or 1 in wrt.shape
    if order != 2 or getattr(expr, "shape", (1, 1)) != (1, 1) or not is_vector:
        hint = "with matrix symbols, order=2 is the Hessian of a scalar by a vector or a scalar symbol"
        raise OptionError("order", order, accepted=[1], hint=hint)
    found = {s for e in (expr, claimed, wrt) for s in free_symbols(e) if isinstance(s, sympy.MatrixSymbol)}
    entries = {symbol: named_entries(symbol) for symbol in sorted(found, key=str)}
    (output,) = explicit(expr, entries).flat()
    right = explicit(claimed, entries)
    variables = list(entries[wrt].flat()) if wrt in entries else [wrt]
    others = {symbol for matrix in (right, *entries.values()) for symbol in matrix.free_symbols}
    question = question_of(output, variables, sorted(others, key=sympy.default_sort_key), order)
    return MatrixCase(expr, entries, question, higher_claim(right, question))
