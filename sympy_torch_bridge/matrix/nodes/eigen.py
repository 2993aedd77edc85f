"""Eigenvalues and eigenvectors of symmetric matrices: ``d(lambda) = v.T*dA*v`` and ``dv = R*dA*v``.

R is the pseudoinverse of ``lambda*I - A``. From the differential of a pseudoinverse of constant rank, with
``R*v = 0``, follows ``dR = R*dA*R - (v.T*dA*v)*R**2 - R**2*dA*v*v.T - v*v.T*dA*R**2``.

These hold for symmetric changes, which say of a gradient no more than its symmetric part.

Source: Matrix Cookbook (2012), eq. 67 and 68, for the first two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic, Expr, MatrixExpr, Rational

from ..eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from ..sums import total
from ..trace import trace
from ..transposition import transposed
from ..words import product
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _of_matrix(rule: Callable[[Any, Any], Any]) -> Callable[[Basic, int, Basic], Basic]:
    """Refuse the derivative by the index, which is a whole number."""

    def checked(node: Basic, position: int, seed: Basic) -> Basic:
        if position:
            raise RuleGapError("an index depends on the variable")
        found: Basic = rule(node, seed)
        return found

    return checked


def _parts(node: Any) -> tuple[MatrixExpr, MatrixExpr, MatrixExpr]:
    """Return the vector as a column and as a row, and the pseudoinverse."""
    vector = Eigenvector(*node.args)
    return vector, transposed(vector), ShiftedPseudoinverse(*node.args)


def _symmetric(matrix: MatrixExpr) -> MatrixExpr:
    """Return the part of a gradient that symmetric changes see."""
    mirrored = transposed(matrix)
    return matrix if mirrored == matrix else product(Rational(1, 2), total(matrix, mirrored))


def _pull_value(node: Eigenvalue, cotangent: Expr) -> MatrixExpr:
    column, row, _ = _parts(node)
    return product(cotangent, column, row)


def _push_value(node: Eigenvalue, change: MatrixExpr) -> Expr:
    column, row, _ = _parts(node)
    return trace(product(row, change, column))


def _pull_vector(node: Eigenvector, cotangent: MatrixExpr) -> MatrixExpr:
    _, row, inverse = _parts(node)
    return _symmetric(product(inverse, cotangent, row))


def _push_vector(node: Eigenvector, change: MatrixExpr) -> MatrixExpr:
    column, _, inverse = _parts(node)
    return product(inverse, change, column)


def _pull_inverse(node: ShiftedPseudoinverse, cotangent: MatrixExpr) -> MatrixExpr:
    column, row, inverse = _parts(node)
    square, symmetric = product(inverse, inverse), _symmetric(cotangent)
    return total(
        product(inverse, symmetric, inverse),
        product(-1, trace(product(symmetric, square)), column, row),
        product(-1, square, symmetric, column, row),
        product(-1, column, row, symmetric, square),
    )


def _push_inverse(node: ShiftedPseudoinverse, change: MatrixExpr) -> MatrixExpr:
    column, row, inverse = _parts(node)
    square = product(inverse, inverse)
    return total(
        product(inverse, change, inverse),
        product(-1, trace(product(row, change, column)), square),
        product(-1, square, change, column, row),
        product(-1, column, row, change, square),
    )


RULES = (
    NodeRule(head=Eigenvalue, pull=_of_matrix(_pull_value), push=_of_matrix(_push_value)),
    NodeRule(head=Eigenvector, pull=_of_matrix(_pull_vector), push=_of_matrix(_push_vector)),
    NodeRule(head=ShiftedPseudoinverse, pull=_of_matrix(_pull_inverse), push=_of_matrix(_push_inverse)),
)
