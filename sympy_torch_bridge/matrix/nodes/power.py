"""Inverses and powers: ``d(X**-1) = -X**-1*dX*X**-1`` and the sum over the places of ``dX`` in ``X**k``."""

from __future__ import annotations

from sympy import Expr, Identity, Inverse, MatPow, MatrixExpr, S, Tuple

from ..inverse import raised
from ..matrix_sum import fresh_index, matrix_sum
from ..sums import total
from ..transposition import transposed
from ..words import product, split
from .rule import NodeRule, RuleGapError

__all__ = ["RULES"]

# Longer sums are unreadable written out; the trace of a power needs no sum at any exponent.
_LONGEST = 16


def _places(base: MatrixExpr, exponent: Expr, change: MatrixExpr) -> MatrixExpr:
    """Return the sum of ``base**r * change * base**(k-1-r)`` over the places r of the change."""
    if not exponent.is_integer:
        hint = "" if exponent.is_number else f'; Symbol("{exponent}", integer=True) is one'
        raise RuleGapError(f"the exponent {exponent} is not known to be an integer{hint}")
    if not exponent.is_Integer or abs(exponent) > _LONGEST:
        place = fresh_index(base, exponent, change)
        term = product(raised(base, place), change, raised(base, exponent - 1 - place))
        return matrix_sum(term, Tuple(place, 0, exponent - 1))
    k = int(exponent)
    if k > 0:
        splits = [(r, k - 1 - r) for r in range(k)]
        return total(*(product(raised(base, S(r)), change, raised(base, S(s))) for r, s in splits))
    splits = [(r, k - 1 - r) for r in range(-1, k - 1, -1)]
    return total(*(product(-1, raised(base, S(r)), change, raised(base, S(s))) for r, s in splits))


def _pull(node: MatPow, position: int, cotangent: MatrixExpr) -> MatrixExpr:
    if position == 1:
        raise RuleGapError("the exponent depends on the variable")
    base = transposed(node.base)
    coefficient, word = split(cotangent)
    if len(word) == 1 and isinstance(word[0], Identity):
        # All places of a change commute past the identity, so a symbolic exponent is no obstacle.
        return product(coefficient, node.exp, raised(base, node.exp - 1))
    return _places(base, node.exp, cotangent)


def _push(node: MatPow, position: int, change: MatrixExpr) -> MatrixExpr:
    if position == 1:
        raise RuleGapError("the exponent depends on the variable")
    return _places(node.base, node.exp, change)


RULES = (
    NodeRule(head=MatPow, pull=_pull, push=_push),
    NodeRule(
        head=Inverse,
        pull=lambda node, position, cotangent: product(-1, transposed(node), cotangent, transposed(node)),
        push=lambda node, position, change: product(-1, node, change, node),
    ),
)
