"""Adjoints of matrices with real symbols: transposes, with every imaginary unit turned round."""

from __future__ import annotations

from sympy import Abs, Adjoint, Basic, I, Lambda, MatrixExpr, arg, conjugate, im, re, sign

from .graph import graph_of
from .rebuilding import rebuilt
from .transposition import transposed

__all__ = ["adjoint", "has_unit"]

# Their value does not turn round with the unit.
_OF_PARTS = (Abs, arg, conjugate, im, re, sign)


def has_unit(expression: Basic) -> bool:
    """Say whether the imaginary unit occurs in an expression, or in a function of entries."""
    return any(node is I or (isinstance(node, Lambda) and node.has(I)) for node in graph_of(expression).nodes)


def adjoint(matrix: MatrixExpr) -> MatrixExpr:
    """Return the conjugate transpose, all symbols taken as real; an Adjoint where that is not enough.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
    >>> adjoint(A * B), adjoint(A + I * B)
    (B.T*A.T, (A - I*B).T)
    """
    if not has_unit(matrix):
        return transposed(matrix)
    if any(isinstance(node, (*_OF_PARTS, Lambda, Adjoint)) for node in graph_of(matrix).nodes):
        return Adjoint(matrix)
    return transposed(rebuilt(matrix, {I: -I}))
