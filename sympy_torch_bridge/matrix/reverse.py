"""Reverse mode: the gradient of a scalar expression by a matrix, in one sweep from the root to the leaves."""

from __future__ import annotations

from sympy import Basic, Expr, MatrixSymbol, S, Symbol, ZeroMatrix

from ..errors import InputTypeError
from .entry import normalised
from .graph import BOUND, graph_of
from .projection import projected
from .scalars import plus
from .simplification import simplified
from .sum_parts import SumParts
from .sums import total
from .sweep import Sweep
from .words import is_matrix

__all__ = ["gradient"]


def gradient(f: Expr, wrt: MatrixSymbol | Symbol) -> Expr:
    """Differentiate a scalar or 1x1 expression by a matrix.

    Parameters
    ----------
    f : Expr or MatrixExpr
        A scalar expression, or a matrix expression of shape (1, 1) such as ``x.T*A*x``.
    wrt : MatrixSymbol or Symbol

    Returns
    -------
    Expr
        The gradient in the shape of ``wrt``: entry (i, j) is the derivative by ``wrt[i, j]``.  By a matrix
        that is assumed structured it is the projected gradient.

    Raises
    ------
    InputTypeError
        ``f`` is a matrix, or ``wrt`` is not a symbol.
    MatrixDerivativeError
        A node on the way from ``f`` to ``wrt`` has no rule.

    Examples
    --------
    >>> from sympy import Determinant, MatrixSymbol, Trace, log
    >>> A, X, x = MatrixSymbol("A", 3, 3), MatrixSymbol("X", 3, 3), MatrixSymbol("x", 3, 1)
    >>> gradient(x.T * A * x, x)
    (A + A.T)*x
    >>> gradient(log(Determinant(X)), X)
    X.T**(-1)
    >>> gradient(Trace(X * X.T), X)
    2*X
    """
    require_symbol(wrt)
    result = _pulled_back(_scalar(f), wrt, S.One)
    if result is None:
        return ZeroMatrix(*wrt.shape) if is_matrix(wrt) else S.Zero
    return projected(simplified(result), wrt)


def _pulled_back(expression: Basic, wrt: MatrixSymbol | Symbol, seed: Basic) -> Expr | None:
    """Return what ``wrt`` receives when the expression has the cotangent ``seed``; None for nothing."""
    graph = graph_of(expression)
    sweep = Sweep(graph, wrt)
    root = len(graph.nodes) - 1
    cotangents: dict[int, Basic] = {root: seed} if sweep.active[root] else {}
    result: Basic | None = None
    for index in range(root, -1, -1):
        if index not in cotangents:
            continue
        cotangent = cotangents.pop(index)
        node = graph.nodes[index]
        if node == wrt:
            result = _joined(result, cotangent, evaluate=sweep.evaluate)
            continue
        if isinstance(node, BOUND):
            share = _of_sum(sweep.parts_of_sum(index, cotangent), wrt, cotangent)
            if share is not None:
                result = _joined(result, share, evaluate=sweep.evaluate)
        for position, operand in graph.varying(index, sweep.active):
            share = sweep.pulled(index, position, cotangent)
            cotangents[operand] = _joined(cotangents.get(operand), share, evaluate=sweep.evaluate)
    return result


def _of_sum(parts: SumParts, wrt: MatrixSymbol | Symbol, cotangent: Basic) -> Expr | None:
    """Add up over the index what ``wrt`` receives from one term."""
    share = _pulled_back(parts.term, wrt, cotangent)
    if share is None:
        return None
    return parts.added(simplified(share) if is_matrix(share) else share)


def _joined(first: Basic | None, second: Basic, *, evaluate: bool) -> Basic:
    """Add two cotangents of one node."""
    if first is None:
        return second
    return total(first, second) if is_matrix(second) else plus([first, second], evaluate=evaluate)


def _scalar(f: Expr) -> Expr:
    """Return ``f`` in the form of entry; a 1x1 matrix becomes a scalar there."""
    entry = normalised(f) if isinstance(f, Basic) else None
    if entry is None or is_matrix(entry):
        got = f"a {type(f).__name__}" if entry is None else f"of shape {entry.shape}"
        raise InputTypeError(
            "f", got, expected="a scalar expression or a 1x1 matrix", hint="use differential or jacobian"
        )
    return entry


def require_symbol(wrt: Basic) -> None:
    """Raise unless ``wrt`` is a symbol."""
    if not isinstance(wrt, (MatrixSymbol, Symbol)):
        raise InputTypeError(
            "wrt",
            f"{wrt} ({type(wrt).__name__})",
            expected="a MatrixSymbol or a Symbol",
            hint="put a new symbol in place of the expression, differentiate, and substitute back",
        )
