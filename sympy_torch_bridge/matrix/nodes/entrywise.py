"""Operations on single entries: Hadamard products and powers, and functions applied to every entry."""

from __future__ import annotations

from sympy import Expr, HadamardPower, HadamardProduct, MatrixExpr, OneMatrix, log
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ..elementwise import ENTRY, applied, hadamard, hadamard_power
from ..slope import slope
from ..sums import total
from ..trace import trace
from ..words import is_matrix, product
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]


def _product(node: HadamardProduct, position: int, seed: MatrixExpr) -> MatrixExpr:
    """Multiply by the other factors: the rule is its own adjoint."""
    return hadamard(seed, *node.args[:position], *node.args[position + 1 :])


def _by_base(node: HadamardPower, seed: MatrixExpr) -> MatrixExpr:
    if not is_matrix(node.base):
        raise RuleGapError("the entrywise power of a scalar base has no rule")
    if is_matrix(node.exp):
        lower = total(node.exp, product(-1, OneMatrix(*node.exp.shape)))
        return hadamard(seed, node.exp, HadamardPower(node.base, lower))
    return product(node.exp, hadamard(seed, hadamard_power(node.base, node.exp - 1)))


def _by_exponent(node: HadamardPower, seed: MatrixExpr) -> MatrixExpr:
    if not is_matrix(node.base):
        raise RuleGapError("the entrywise power of a scalar base has no rule")
    return hadamard(seed, node, applied(log(ENTRY), ENTRY, node.base))


def _pull_power(node: HadamardPower, position: int, cotangent: MatrixExpr) -> Expr:
    if not position:
        return _by_base(node, cotangent)
    share = _by_exponent(node, cotangent)
    return share if is_matrix(node.exp) else _added_up(share)


def _added_up(matrix: MatrixExpr) -> Expr:
    """Return the sum of all entries."""
    rows, columns = matrix.shape
    return trace(product(OneMatrix(1, rows), matrix, OneMatrix(columns, 1)))


def _push_power(node: HadamardPower, position: int, change: Expr) -> MatrixExpr:
    if not position:
        return _by_base(node, change)
    if is_matrix(change):
        return _by_exponent(node, change)
    return product(change, _by_exponent(node, OneMatrix(*node.shape)))


def _function(node: ElementwiseApplyFunction, position: int, seed: MatrixExpr) -> MatrixExpr:
    if position != 1:
        raise RuleGapError("the applied function itself depends on the variable")
    return hadamard(seed, applied(slope(node.function(ENTRY), ENTRY), ENTRY, node.expr))


RULES = (
    NodeRule(head=HadamardProduct, pull=_product, push=_product),
    NodeRule(head=HadamardPower, pull=_pull_power, push=_push_power),
    NodeRule(head=ElementwiseApplyFunction, pull=_function, push=_function),
)
