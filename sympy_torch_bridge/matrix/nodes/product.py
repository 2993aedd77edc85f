"""Matrix products with scalar factors: ``d(c*A*B) = dc*A*B + c*dA*B + c*A*dB``."""

from __future__ import annotations

from sympy import Expr, MatMul, MatrixExpr, Mul

from ..trace import trace
from ..transposition import transposed
from ..words import is_matrix, product
from .rule import NodeRule

__all__ = ["RULES"]


def _pull(node: MatMul, position: int, cotangent: MatrixExpr) -> Expr:
    if not is_matrix(node.args[position]):
        return trace(product(transposed(cotangent), _without(node, position)))
    scalar = Mul(*(a for a in node.args if not is_matrix(a)))
    left = [a for a in node.args[:position] if is_matrix(a)]
    right = [a for a in node.args[position + 1 :] if is_matrix(a)]
    return product(
        scalar,
        *(transposed(factor) for factor in reversed(left)),
        cotangent,
        *(transposed(factor) for factor in reversed(right)),
    )


def _without(node: MatMul, position: int) -> MatrixExpr:
    return product(*node.args[:position], *node.args[position + 1 :])


def _push(node: MatMul, position: int, change: Expr) -> MatrixExpr:
    return product(*node.args[:position], change, *node.args[position + 1 :])


RULES = (NodeRule(head=MatMul, pull=_pull, push=_push),)
