"""The Hessian of a scalar matrix expression by a vector, written out in entries."""

from __future__ import annotations

from typing import Any

import sympy

from ..errors import OptionError
from .explicit import explicit
from .higher_claim import higher_claim
from .matrix_case import MatrixCase
from .question import Question, question_of
from .written_out import WrittenOut, written_out

__all__ = ["hessian_question", "matrix_hessian", "refuse_other_orders"]


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
        The order is above 2, or the expression is no scalar.
    InputShapeError
        The claim has not one entry for each pair of entries of ``wrt``.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 2, 1), sympy.MatrixSymbol("A", 2, 2)
    >>> matrix_hessian(x.T * A * x, A + A.T, x, 2).claim.text
    '[[2*A[0,0], A[0,1] + A[1,0]], [A[0,1] + A[1,0], 2*A[1,1]]]'
    """
    refuse_other_orders(expr, order)
    written = written_out(expr, wrt, claimed)
    right = explicit(claimed, written.entries)
    question = hessian_question(written, right)
    return MatrixCase(expr, written.entries, question, higher_claim(right, question), written.coordinates)


def hessian_question(written: WrittenOut, *claims: Any) -> Question:
    """Ask for the second derivatives; ``claims`` are explicit matrices with further inputs.

    Examples
    --------
    >>> x = sympy.MatrixSymbol("x", 2, 1)
    >>> hessian_question(written_out(sympy.Trace(x * x.T), x)).claim_shape
    (2, 2)
    """
    outputs = list(written.outputs.flat())
    others = {symbol for matrix in (*claims, *written.entries.values()) for symbol in matrix.free_symbols}
    variables = list(written.variables.flat())
    return question_of(
        outputs if len(outputs) > 1 else outputs[0], variables, sorted(others, key=sympy.default_sort_key), 2
    )


def refuse_other_orders(expr: Any, order: int) -> None:
    """Refuse the higher derivatives that are not checked.

    Raises
    ------
    OptionError
        The order is above 2, or the expression is no scalar.

    Examples
    --------
    >>> x = sympy.MatrixSymbol("x", 2, 1)
    >>> refuse_other_orders(sympy.Trace(x * x.T), 2)
    """
    if order != 2 or getattr(expr, "shape", (1, 1)) != (1, 1):
        hint = (
            "with matrix symbols, order=2 is the Hessian of a scalar by a vector, a matrix or a symbol, or "
            "the second derivative of a vector or a matrix by a vector or a symbol"
        )
        raise OptionError("order", order, accepted=[1, 2] if order > 2 else [1], hint=hint)
