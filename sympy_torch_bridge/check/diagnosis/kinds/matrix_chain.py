"""Wrong derivatives of matrix expressions by rules used wrongly, rather than by slips in the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixExpr

from .... import symbolic
from ....errors import BridgeError
from ....program.expressions.traversal import postorder
from ..words import Words
from .matrix import MatrixProposal

__all__ = ["chain_proposals"]

# Each takes two derivatives by the matrix engine.
_MAX_PARTS = 6
# No symbol of a formula has this name.
_NAME = "(part)"


def chain_proposals(expr: Any, derivative: Any, wrt: Any) -> Iterator[MatrixProposal]:
    """Yield derivatives without an inner derivative, and those by a matrix taken for symmetric.

    Parameters
    ----------
    expr : sympy.Basic
        A scalar in matrices.
    derivative : sympy.Basic
        The right one.
    wrt : MatrixSymbol

    Examples
    --------
    >>> A, X = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("X", 3, 3)
    >>> for p in chain_proposals(sympy.Determinant(A + 2 * X), sympy.Determinant(X), X):
    ...     print(p.kind, "|", p.text, "|", p.formula)
    inner-derivative | the inner derivative of A + 2*X left out | Determinant(A + 2*X)*(A + 2*X).T**(-1)
    inner-derivative | the inner derivative of 2*X left out | Determinant(A + 2*X)*(A + 2*X).T**(-1)
    """
    yield from _inner_derivatives(expr, wrt)
    if isinstance(derivative, MatrixExpr) and derivative.shape[0] == derivative.shape[1] != 1:
        yield from _by_symmetric(derivative, wrt)


def _inner_derivatives(expr: Any, wrt: Any) -> Iterator[MatrixProposal]:
    parts = [node for node in postorder(expr) if _has_inner_derivative(node, expr, wrt)]
    for part in parts[: -_MAX_PARTS - 1 : -1]:
        stand_in = sympy.MatrixSymbol(_NAME, *part.shape)
        outer = expr.xreplace({part: stand_in})
        try:
            by_part, rest = symbolic.gradient(outer, stand_in), symbolic.gradient(outer, wrt)
        except (BridgeError, ValueError, TypeError, AttributeError):
            continue  # the engine has no rule, or the outer function is none of a matrix
        formula = by_part if rest == sympy.ZeroMatrix(*wrt.shape) else by_part + rest
        text = Words("the inner derivative of {} left out", part)
        yield MatrixProposal("inner-derivative", text, part, formula.xreplace({stand_in: part}))


def _has_inner_derivative(node: Any, expr: Any, wrt: Any) -> bool:
    """Tell whether a part is a function of the variable in its shape, and more than that or its transpose."""
    return (
        isinstance(node, MatrixExpr)
        and node not in (wrt, wrt.T, expr)
        and node.shape == wrt.shape
        and node.has(wrt)
    )


def _by_symmetric(derivative: Any, wrt: Any) -> Iterator[MatrixProposal]:
    diagonal = sympy.HadamardProduct(sympy.Identity(derivative.shape[0]), derivative)
    both = derivative + derivative.T
    once = "its diagonal once"
    found = (
        (both - diagonal, f"the sum of the derivative and its transpose, {once}"),
        (2 * derivative - diagonal, f"twice the derivative, {once}"),
        (2 * derivative.T - diagonal, f"twice the transposed derivative, {once}"),
        (both, "the sum of the derivative and its transpose"),
        (both / 2, "the symmetric part of the derivative"),
    )
    for formula, what in found:
        text = Words("{} taken for symmetric: {}", wrt, what)
        yield MatrixProposal("symmetric-variable", text, wrt, formula)
