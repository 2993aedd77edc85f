"""Operations on single entries: Hadamard products and powers, and functions applied to every entry."""

from __future__ import annotations

from sympy import HadamardPower, HadamardProduct, MatrixExpr
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ..elementwise import ENTRY, applied, hadamard, hadamard_power
from ..slope import slope
from ..words import is_matrix, product
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _product(node: HadamardProduct, position: int, seed: MatrixExpr) -> MatrixExpr:
    """Multiply by the other factors: the rule is its own adjoint."""
    return hadamard(seed, *node.args[:position], *node.args[position + 1 :])


def _power(node: HadamardPower, position: int, seed: MatrixExpr) -> MatrixExpr:
    if position or is_matrix(node.exp):
        raise RuleGapError("an entrywise power with a variable or matrix exponent has no rule")
    return product(node.exp, hadamard(seed, hadamard_power(node.base, node.exp - 1)))


def _function(node: ElementwiseApplyFunction, position: int, seed: MatrixExpr) -> MatrixExpr:
    if position != 1:
        raise RuleGapError("the applied function itself depends on the variable")
    return hadamard(seed, applied(slope(node.function(ENTRY), ENTRY), ENTRY, node.expr))


RULES = (
    NodeRule(head=HadamardProduct, pull=_product, push=_product),
    NodeRule(head=HadamardPower, pull=_power, push=_power),
    NodeRule(head=ElementwiseApplyFunction, pull=_function, push=_function),
)
