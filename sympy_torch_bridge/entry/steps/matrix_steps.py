"""The derivation of a rule on matrices: the differential of each node, from the inside out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import (
    Add,
    Determinant,
    HadamardProduct,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    Pow,
    Symbol,
    Trace,
    Transpose,
)
from sympy.core.function import Application
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from ...errors import BridgeError
from ...matrix.entry import normalised
from ...matrix.forward import differential
from ...matrix.graph import BOUND, graph_of
from ...matrix.scalars import SYMPY_FAILURES
from ...matrix.sweep import Sweep
from ...matrix.transposition import transposed
from ...matrix.words import product
from ...rules import Rule
from ...rules.statement import text_of
from .layout import engine_derivative
from .slope_table import slope_table
from .step import Step
from .words import AT_THE_CHANGE, FOUND, TOGETHER

__all__ = ["change_of", "matrix_rules", "matrix_steps"]

_RULES: Mapping[Any, str] = {
    MatMul: "matrix.line.product",
    MatPow: "matrix.line.product",
    Trace: "matrix.line.trace",
    MatAdd: "matrix.line.sum",
    Inverse: "matrix.inverse.line",
    Determinant: "matrix.determinant.line",
    HadamardProduct: "matrix.line.hadamard",
    KroneckerProduct: "matrix.line.kronecker",
    Transpose: "matrix.line.transpose",
    Add: "rule.sum",
    Mul: "rule.product",
    Pow: "rule.power-of-function",
}


def matrix_steps(rule: Rule) -> tuple[Step, ...]:
    """Return the steps that lead to a rule on matrices; none for a rule to begin with.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> for step in matrix_steps(BY_ID["matrix.quadratic-form"]):
    ...     print(step.after)
    dx.T*A*x + x.T*A*dx
    Trace(x.T*(A + A.T)*dx)
    (A + A.T)*x
    """
    found = _found(rule)
    try:
        return (*found.steps, *_conclusion(rule, found)) if found.steps or found.rules else ()
    except (BridgeError, *SYMPY_FAILURES):
        return ()


def matrix_rules(rule: Rule) -> tuple[str, ...]:
    """Return the rules of the catalogue that the steps apply, in a small part of the time."""
    found = _found(rule)
    return tuple(dict.fromkeys([*(name for step in found.steps for name in step.rules), *found.rules]))


def change_of(wrt: Any) -> Any:
    """Return the symbol for the change of a variable.

    Examples
    --------
    >>> change_of(MatrixSymbol("X", 2, 3)).shape, change_of(Symbol("t"))
    ((2, 3), dt)
    """
    return _symbol(f"d{wrt}", wrt)


def _symbol(name: str, like: Any) -> Any:
    return MatrixSymbol(name, *like.shape) if isinstance(like, MatrixExpr) else Symbol(name, real=True)


@dataclass(slots=True)
class _Found:
    """Steps for the nodes, and the rules that were applied without a step of their own."""

    steps: list[Step] = field(default_factory=list)
    rules: tuple[str, ...] = ()


def _found(rule: Rule) -> _Found:
    try:
        found = _differentials(rule)
    except (BridgeError, *SYMPY_FAILURES):
        return _Found()
    used = {*found.rules, *(name for step in found.steps for name in step.rules)}
    return _Found() if rule.id in used else found


def _differentials(rule: Rule) -> _Found:
    """Return the differential of each node that depends on the variable."""
    wrt, graph = rule.wrt, graph_of(normalised(rule.lhs))
    sweep = Sweep(graph, wrt)
    reached = graph.reached(sweep.active)
    changes: dict[int, Any] = {}
    carried: dict[int, tuple[str, ...]] = {}
    parts: dict[Any, Any] = {}
    found = _Found()
    for index, node in enumerate(graph.nodes):
        if not reached[index]:
            continue
        if isinstance(node, BOUND):
            return _Found()
        if node == wrt or not node.has(MatrixSymbol):
            changes[index] = change_of(wrt) if node == wrt else node.diff(wrt) * change_of(wrt)
            continue
        operands = graph.varying(index, sweep.active)
        shares = [sweep.pushed(index, position, changes[operand]) for position, operand in operands]
        after = _as_trace(shares[0] if len(shares) == 1 else _added(shares), parts)
        before = (name for _, operand in operands for name in carried.get(operand, ()))
        rules = tuple(dict.fromkeys((*_rules_of(node), *before)))
        if isinstance(node, Transpose | Trace) or after in parts:
            # Linear and without a choice: said together with the next step.
            changes[index], carried[index] = after, rules
            continue
        inner = tuple((symbol, part) for symbol, part in parts.items() if after.has(symbol))
        found.steps.append(Step("differential", node, after, wrt, rules, "", inner))
        changes[index] = _symbol(f"d[{text_of(node)}]", node)
        parts[changes[index]] = node
    found.rules = carried.get(len(graph.nodes) - 1, ())
    return found


def _added(shares: list[Any]) -> Any:
    return MatAdd(*shares).doit(deep=False) if isinstance(shares[0], MatrixExpr) else Add(*shares)


def _as_trace(after: Any, parts: Iterable[Any]) -> Any:
    """Write the only entry of a matrix as its trace, as the engine does everywhere else."""
    single = [symbol for symbol in parts if getattr(symbol, "shape", None) == (1, 1)]
    return after.xreplace({symbol[0, 0]: Trace(symbol) for symbol in single})


def _rules_of(node: Any) -> tuple[str, ...]:
    found = next((_RULES[head] for head in type(node).__mro__ if head in _RULES), None)
    if found is not None:
        return (found,)
    body = node.function.expr if isinstance(node, ElementwiseApplyFunction) else node
    if isinstance(body, Application) and len(body.args) == 1:
        slot = Symbol("u", real=True)
        known = slope_table().of_function(body.func(slot), 0, frozenset())
        return ("rule.chain", *((known.rule,) if known else ()))
    return ()


def _conclusion(rule: Rule, inside: _Found) -> list[Step]:
    derivative = engine_derivative(rule)
    steps: list[Step] = []
    change = change_of(rule.wrt)
    is_matrix = isinstance(derivative, MatrixExpr)
    if is_matrix and _is_scalar(rule.lhs) and derivative.shape == rule.wrt.shape:
        total = Trace(product(transposed(derivative), change))
        steps.append(Step("differential", rule.lhs, total, rule.wrt, inside.rules, AT_THE_CHANGE))
    elif len(inside.steps) > 1 or inside.rules:
        total = differential(rule.lhs, rule.wrt, change)
        steps.append(Step("differential", rule.lhs, total, rule.wrt, inside.rules, TOGETHER))
    if derivative is not None:
        steps.append(Step("found", rule.lhs, derivative, rule.wrt, word=FOUND))
    return steps


def _is_scalar(expr: Any) -> bool:
    return getattr(expr, "shape", (1, 1)) == (1, 1)
