"""The arguments of the symbolic derivatives, validated: what is differentiated, by what, how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Add,
    Determinant,
    Expr,
    Integer,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    NDimArray,
    Piecewise,
    Pow,
    Symbol,
    Trace,
    Tuple,
    exp,
    sympify,
)
from sympy.matrices.expressions.dotproduct import DotProduct

from ..errors import InputTypeError, OptionError
from ..matrix.eigen import Eigenvalue
from ..matrix.graph import graph_of
from ..program.expressions.traversal import is_matrix, postorder

__all__ = ["expression_of", "has_matrix_nodes", "is_scalar", "orders_of", "require_variable"]


def expression_of(expr: Any) -> Any:
    """Return an expression, or a container of expressions, with Python numbers made exact."""
    if isinstance(expr, dict):
        return {key: expression_of(value) for key, value in expr.items()}
    if isinstance(expr, (list, tuple)):
        return type(expr)([expression_of(entry) for entry in expr])
    if isinstance(expr, (Expr, MatrixBase, NDimArray)):
        return expr
    if isinstance(expr, (int, float, complex)) and not isinstance(expr, bool):
        return sympify(expr)
    hint = "parse_expression(text) turns a text into an expression" if isinstance(expr, str) else ""
    raise InputTypeError("expr", f"a {type(expr).__name__}", expected="a SymPy expression", hint=hint)


# Nodes of scalars that SymPy also builds of matrices, and whose value then is one.
_KEEPS_MATRICES = (Add, Mul, Pow, exp)


def is_scalar(expr: Expr) -> bool:
    """Say whether an expression has one value; a 1x1 matrix counts as one."""
    valued: dict[int, bool] = {}
    for node in postorder(expr):
        if is_matrix(node):
            valued[id(node)] = node.shape != (1, 1)
        elif isinstance(node, Piecewise):
            valued[id(node)] = any(valued[id(pair.args[0])] for pair in node.args)
        else:
            valued[id(node)] = isinstance(node, _KEEPS_MATRICES) and any(valued[id(p)] for p in node.args)
    return not valued[id(expr)]


def has_matrix_nodes(expr: Expr) -> bool:
    """Say whether an expression holds matrix operations; single entries ``X[i, j]`` are scalars."""
    return any(
        isinstance(node, (Trace, Determinant, DotProduct, Eigenvalue))
        or (isinstance(node, MatrixExpr) and not isinstance(node, MatrixSymbol))
        for node in graph_of(expr).nodes
    ) or isinstance(expr, MatrixSymbol)


def require_variable(wrt: Any, *, scalar: bool = False) -> None:
    """Raise unless ``wrt`` is something an expression can be differentiated by."""
    if getattr(wrt, "_diff_wrt", False) and not (scalar and isinstance(wrt, MatrixSymbol)):
        return
    hint = "put a new Symbol in place of the expression, differentiate, and substitute back"
    if isinstance(wrt, int):
        hint = f"write (x, {wrt}) for a derivative of order {wrt}"
    elif isinstance(wrt, str):
        hint = f"pass Symbol({wrt!r}), the object that occurs in the expression"
    elif scalar and isinstance(wrt, MatrixSymbol):
        hint = f"pass {wrt} alone, not in a list"
    raise InputTypeError("wrt", f"{wrt} ({type(wrt).__name__})", expected="a symbol", hint=hint)


def orders_of(expr: Any, wrt: Sequence[Any]) -> list[tuple[Expr, int]]:
    """Return each variable with its order."""
    if not wrt:
        return [(_only_symbol(expr), 1)]
    return [_variable_and_order(entry) for entry in wrt]


def _variable_and_order(entry: Any) -> tuple[Expr, int]:
    variable, order = entry if isinstance(entry, (tuple, Tuple)) and len(entry) == 2 else (entry, 1)
    require_variable(variable)
    if isinstance(order, bool) or not isinstance(order, (int, Integer)) or order < 0:
        raise OptionError("order", order, accepted=("a non-negative integer",))
    return variable, int(order)


def _only_symbol(expr: Any) -> Symbol:
    """Return the one symbol of an expression, which then need not be named."""
    entries = list(expr.values()) if isinstance(expr, dict) else expr
    scalars = [entries] if isinstance(entries, Expr) else list(entries)
    nodes = {n for s in scalars for n in graph_of(s).nodes if isinstance(n, (Symbol, MatrixSymbol))}
    if len(nodes) == 1:
        return nodes.pop()
    names = ", ".join(sorted(map(str, nodes))) or "none"
    raise InputTypeError(
        "wrt",
        "missing",
        expected="a symbol, because the expression does not hold exactly one",
        hint=f"it holds: {names}",
    )
