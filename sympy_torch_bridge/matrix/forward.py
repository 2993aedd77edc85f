"""Forward mode: the differential of any expression, in one sweep from the leaves to the root."""

from __future__ import annotations

from sympy import (
    Basic,
    Expr,
    Lambda,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    S,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    sympify,
)

from ..errors import InputTypeError
from .entry import normalised
from .graph import BOUND, graph_of
from .rebuilding import EVALUATION_DEPTH, rebuilt
from .reverse import require_symbol
from .scalars import plus
from .simplification import simplified
from .sums import total
from .sweep import Sweep
from .transposition import transposed
from .words import is_matrix, product, split

__all__ = ["differential"]


def differential(expression: Expr, wrt: MatrixSymbol | Symbol, change: Expr) -> Expr:
    """Return the differential of an expression: its change to first order when ``wrt`` changes.

    Parameters
    ----------
    expression : Expr or MatrixExpr
        Scalar or matrix of any shape.
    wrt : MatrixSymbol or Symbol
    change : Expr
        The change of ``wrt``, of the same shape; usually a symbol such as ``dX``, or 1 for a
        scalar ``wrt``, which makes the result a derivative.

    Returns
    -------
    Expr
        An expression linear in ``change``, in the shape of ``expression``.  A 1x1 matrix
        counts as a scalar.

    Raises
    ------
    InputTypeError
        ``wrt`` is not a symbol or ``change`` has another shape.
    MatrixDerivativeError
        A node on the way from ``wrt`` to the root has no rule.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Symbol, Trace
    >>> X, dX, B = (MatrixSymbol(name, 3, 3) for name in ("X", "dX", "B"))
    >>> differential(X.I, X, dX)
    -X**(-1)*dX*X**(-1)
    >>> differential(Trace(X.T * X), X, dX)
    2*Trace(X.T*dX)
    >>> t = Symbol("t")
    >>> differential((X + t * B).I, t, 1)
    -(t*B + X)**(-1)*B*(t*B + X)**(-1)
    """
    raw = raw_differential(expression, wrt, change)
    return simplified(raw) if is_matrix(raw) else _with_change_last(raw, change)


def _with_change_last(scalar: Expr, change: Expr) -> Expr:
    """Turn every trace so that it ends with the change: ``tr(G.T*dX)`` shows the gradient G."""
    graph = graph_of(scalar)
    if not is_matrix(change) or graph.depth > EVALUATION_DEPTH:
        return scalar
    turned = {node: _turned(node, change) for node in graph.nodes if isinstance(node, Trace)}
    return rebuilt(scalar, turned) if turned else scalar


def _turned(node: Trace, change: MatrixExpr) -> Trace:
    _, word = split(node.arg)
    if Transpose(change) in word:
        _, word = split(transposed(product(*word)))
    if len(word) < 2 or change not in word:
        return node
    at = word.index(change) + 1
    return Trace(MatMul(*word[at:], *word[:at]))


def raw_differential(expression: Expr, wrt: MatrixSymbol | Symbol, change: Expr) -> Expr:
    """Return the differential before it is simplified."""
    require_symbol(wrt)
    step = sympify(change) if isinstance(change, (int, float)) else change
    _require_shape(wrt, step)
    return _pushed_forward(normalised(expression), wrt, step)


def _pushed_forward(expression: Basic, wrt: MatrixSymbol | Symbol, step: Expr) -> Expr:
    graph = graph_of(expression)
    sweep = Sweep(graph, wrt)
    reached = graph.reached(sweep.active)
    changes: dict[int, Basic] = {}
    for index, node in enumerate(graph.nodes):
        if reached[index]:
            shares = [
                sweep.pushed(index, position, changes[operand])
                for position, operand in graph.varying(index, sweep.active)
            ]
            if isinstance(node, Lambda):
                changes[index] = node  # a function that depends on wrt: the rule of its user refuses it
                continue
            if isinstance(node, BOUND):
                parts = sweep.parts_of_sum(index, step)
                changes[index] = parts.added(_pushed_forward(parts.term, wrt, step))
                continue
            changes[index] = step if node == wrt else _added(shares, evaluate=sweep.evaluate)
    root = graph.nodes[-1]
    zero = ZeroMatrix(*root.shape) if is_matrix(root) else S.Zero
    return changes.get(len(graph.nodes) - 1, zero)


def _added(shares: list[Basic], *, evaluate: bool) -> Basic:
    return total(*shares) if is_matrix(shares[0]) else plus(shares, evaluate=evaluate)


def _require_shape(wrt: Basic, change: Basic) -> None:
    expected = wrt.shape if is_matrix(wrt) else None
    got = change.shape if isinstance(change, Basic) and is_matrix(change) else None
    if got != expected:
        raise InputTypeError(
            "change",
            "a scalar" if got is None else f"of shape {got}",
            expected="a scalar" if expected is None else f"a matrix of shape {expected}, like {wrt}",
        )
