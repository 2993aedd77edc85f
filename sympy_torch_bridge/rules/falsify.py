"""Falsified twins: wrong copies of a rule that a checker must reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import (
    Add,
    Identity,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixExpr,
    Mul,
    OneMatrix,
    Rational,
    ZeroMatrix,
    ones,
)

from ..matrix.entry import normalised
from ..matrix.sums import total
from ..matrix.transposition import transposed
from ..matrix.words import as_power, product
from ._rule import Rule
from .falsified_branch import wrong_on_one_branch

__all__ = ["OFFSET", "falsified"]

# Far above the rounding of float64 and far below what anyone sees in a plot.
OFFSET = Rational(1, 10**5)


def falsified(rule: Rule) -> dict[str, Rule]:
    """Return wrong twins of a rule by the kind of mistake.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    dict of str to Rule
        ``sign``, ``factor`` (twice the right side), ``offset`` (1e-5 added to every entry),
        ``transposed`` (of a matrix with more than one row and column), ``reordered`` (two factors of a
        product exchanged), ``dropped-term`` (of a sum) and, for each branch of a rule that has several,
        ``branch-1``, ``branch-2``, ... (1e-5 added there alone). A twin that says the same as the rule is
        left out, so each of them is wrong.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> for twin in falsified(BY_ID["derivative.tanh"]).values():
    ...     print(twin.statement_text)
    d/dx tanh(x) = tanh(x)**2 - 1
    d/dx tanh(x) = 2 - 2*tanh(x)**2
    d/dx tanh(x) = 100001/100000 - tanh(x)**2
    d/dx tanh(x) = 1
    >>> list(falsified(BY_ID["derivative.constant"]))
    ['offset']
    """
    right = _multiplied_out(rule.rhs)
    wrong = {
        "sign": -right,
        "factor": 2 * right,
        "offset": right + OFFSET * _ones_like(right),
        "transposed": _transposed(right),
        "reordered": _reordered(right),
        "dropped-term": _without_a_term(right),
        **wrong_on_one_branch(rule, OFFSET),
    }
    return {kind: _twin(rule, kind, rhs) for kind, rhs in wrong.items() if rhs is not None and rhs != right}


def _twin(rule: Rule, mistake: str, rhs: Any) -> Rule:
    return replace(
        rule,
        id=f"{rule.id}.falsified-{mistake}",
        title=f"{rule.title}, falsified: {mistake}",
        rhs=rhs,
        shapes=(),
        source="",
        tags=(*rule.tags, "falsified"),
    )


def _multiplied_out(rhs: Any) -> Any:
    """Turn an unevaluated product of explicit matrices into one matrix."""
    is_product = isinstance(rhs, MatMul) and all(isinstance(factor, MatrixBase) for factor in rhs.args)
    return rhs.as_explicit() if is_product else rhs


def _is_matrix(expr: Any) -> bool:
    return isinstance(expr, MatrixExpr | MatrixBase)


def _ones_like(expr: Any) -> Any:
    if not _is_matrix(expr):
        return 1
    return ones(*expr.shape) if isinstance(expr, MatrixBase) else OneMatrix(*expr.shape)


def _transposed(expr: Any) -> Any:
    # The transpose of a column says nothing wrong: which way a vector lies is a matter of writing.
    if not _is_matrix(expr) or 1 in expr.shape:
        return None
    if isinstance(expr, MatrixBase):
        return expr.T
    mirrored = transposed(expr)
    difference = total(normalised(mirrored), product(-1, normalised(expr)))
    return None if isinstance(difference, ZeroMatrix) else mirrored


def _reordered(expr: Any) -> Any:
    """Exchange the first two neighbours of one shape in a product of matrices, if there are any."""
    if isinstance(expr, MatAdd):
        return _with_first_changed(expr, _reordered)
    factors = list(expr.args) if isinstance(expr, MatMul | KroneckerProduct) else []
    for place, (left, right) in enumerate(pairwise(factors)):
        if _is_matrix(left) and left.shape == right.shape and left.is_square and not _commute(left, right):
            factors[place : place + 2] = right, left
            return expr.func(*factors)
    return _with_first_changed(expr, _reordered) if isinstance(expr, MatMul) else None


def _with_first_changed(expr: Any, change: Callable[[Any], Any]) -> Any:
    """Change the first operand that can be changed."""
    for place, operand in enumerate(expr.args):
        changed = change(operand) if isinstance(operand, MatAdd | MatMul | KroneckerProduct) else None
        if changed is not None:
            return expr.func(*expr.args[:place], changed, *expr.args[place + 1 :])
    return None


def _commute(left: Any, right: Any) -> bool:
    """Tell whether two factors are powers of one matrix, or one is a multiple of the identity."""
    return as_power(left)[0] == as_power(right)[0] or any(isinstance(f, Identity) for f in (left, right))


def _without_a_term(expr: Any) -> Any:
    """Leave out the last term of the first sum among the factors of ``expr``, if there is one."""
    factors = list(expr.args) if isinstance(expr, Mul | MatMul) else [expr]
    for position, factor in enumerate(factors):
        if isinstance(factor, Add | MatAdd):
            kept = _ordered(factor)[:-1]
            factors[position] = factor.func(*kept) if len(kept) > 1 else kept[0]
            return expr.func(*factors) if len(factors) > 1 else factors[0]
    return None


def _ordered(total: Any) -> list[Any]:
    # In the order in which a sum is printed, so that the reader misses the term that stands last.
    return list(total.as_ordered_terms()) if isinstance(total, Add) else list(total.args)
