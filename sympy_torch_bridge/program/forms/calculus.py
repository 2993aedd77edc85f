"""Derivative and Subs nodes, of functions that SymPy can differentiate and of those it cannot.

SymPy evaluates what it can. Derivatives of a function that the user supplies are derivatives of the
torch callable by its argument slots; whatever SymPy leaves as it is, torch differentiates.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from ...errors import InputTypeError, UnsupportedFunctionError
from ...matrix import keeping, slope
from ..body import lowered_body
from ..expressions.traversal import postorder
from ..gradients.pointwise import differentiated
from ..lowering import Form, FormFunction, Lowering, Scope, derivative_of_supplied, guarded
from .matrix_calculus import concerns_matrices, matrix_derivative

__all__ = ["FORMS", "slot_orders"]

# What SymPy raises where it has no derivative, or cannot follow the expression.
_NO_DERIVATIVE = (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError)


def _derivative(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    orders = slot_orders(expr)
    if orders is not None:
        head = type(expr.expr)
        if lowering.vocabulary.is_supplied(head):
            return (yield from _of_slots(lowering, expr.expr, orders, scope))
        if head in lowering.vocabulary.ops:
            return (yield from _by_autograd(lowering, expr, scope))
        yield expr.expr, scope  # refused there, with the hint for an undefined function
    value = _evaluated(lowering, expr)
    if value is None:
        return (yield from _by_autograd(lowering, expr, scope))
    lowering.traits.extend(value)
    return (yield value, scope)


def slot_orders(expr: Any) -> tuple[int, ...] | None:
    """Return how often ``u(x, t)`` is differentiated by each argument, if the arguments are plain."""
    if not isinstance(expr.expr, AppliedUndef):
        return None
    arguments = expr.expr.args
    orders = [0] * len(arguments)
    for variable, count in expr.variable_count:
        holders = [i for i, part in enumerate(arguments) if any(n == variable for n in postorder(part))]
        if len(holders) != 1 or arguments[holders[0]] != variable or not count.is_Integer:
            return None
        orders[holders[0]] += int(count)
    return tuple(orders)


def _of_slots(lowering: Lowering, function: Any, orders: tuple[int, ...], scope: Scope) -> Form:
    arguments = []
    for part in function.args:
        arguments.append(guarded(lowering, (yield part, scope), scope))
    if scope.entrywise:
        arguments = list(lowering.builder.aligned(tuple(arguments)))
    return derivative_of_supplied(lowering, type(function), arguments, orders, scope)


def _evaluated(lowering: Lowering, expr: Any) -> Any:
    """Return the derivative as SymPy gives it, all symbols real, or None where torch has to differentiate."""
    if not all(count.is_Integer for _, count in expr.variable_count):
        raise UnsupportedFunctionError(
            "Derivative", ["Derivative"], hint="the order of a derivative has to be a number"
        )
    if concerns_matrices(expr):
        return matrix_derivative(expr)
    value = expr.expr
    try:
        with keeping(lowering.vocabulary.keeps):
            for variable, count in expr.variable_count:
                for _ in range(int(count)):
                    value = slope(value, variable)
    except _NO_DERIVATIVE:
        return None
    return None if isinstance(value, sympy.Derivative) and value.expr == expr.expr else value


def _by_autograd(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    counts: dict[Any, int] = {}
    for variable, count in expr.variable_count:  # one of these may be there twice, in a mixed derivative
        counts[variable] = counts.get(variable, 0) + int(count)
    variables = list(counts)
    if not all(isinstance(variable, sympy.Symbol) for variable in variables):
        hint = "torch differentiates by symbols; SymPy has no derivative of this expression"
        raise UnsupportedFunctionError("Derivative", ["Derivative"], hint=hint)
    at = []
    for variable in variables:
        at.append((yield variable, scope))
    body = yield from lowered_body(lowering, expr.expr, variables, scope)
    positions = [i for i, count in enumerate(counts.values()) for _ in range(count)]
    return body.called(lowering, "derivative", differentiated(body.function, positions), *at)


def _subs(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower the points outside, the expression with its variables bound to them."""
    _require_points(expr)
    if not all(isinstance(variable, sympy.Symbol) for variable in expr.variables):
        value = expr.doit()
        if value == expr:
            hint = f"SymPy cannot put {expr.point[0]} for {expr.variables[0]}, which is no symbol: write "
            hint += "sympy.Subs(expr, (x, t), (0, 1)), one symbol for each point"
            raise UnsupportedFunctionError("Subs", ["Subs"], hint=hint)
        lowering.traits.extend(value)
        return (yield value, scope)
    points = []
    for point in expr.point:
        points.append((yield point, scope))
    bound = dict(zip(expr.variables, points, strict=True))
    at = dict(zip(expr.variables, expr.point, strict=True))
    lowering.partial.update(bound[s] for s, point in at.items() if not lowering.traits.is_total(point))
    # What is not tame would poison the gradient of a branch that is not taken.
    wild = {s: point for s, point in at.items() if not lowering.traits.is_tame(point)}
    inner = Scope(scope, bound=bound, points=wild, entrywise=scope.entrywise)
    return (yield expr.expr, lowering.keep(inner))


def _require_points(expr: Any) -> None:
    """Refuse a node with another number of points than variables, or with points that are no numbers.

    SymPy's constructor checks the first, but not a node that is built again from other parts.
    """
    variables, points = expr.variables, expr.point
    example = "write sympy.Subs(expr, (x, t), (0, 1)): one point for each symbol, and each symbol once"
    if len(variables) != len(points) or len(set(variables)) != len(variables):
        counts = f"{len(variables)} ({', '.join(map(str, variables))}) at {len(points)}"
        got = f"a substitution for variables at points, {counts} ({', '.join(map(str, points))})"
        raise InputTypeError("Subs", got, expected="as many points as different variables", hint=example)
    for variable, point in zip(variables, points, strict=True):
        is_number = isinstance(point, sympy.Expr) and not getattr(point, "is_Matrix", False)
        if isinstance(variable, sympy.Symbol) and not is_number:
            got = f"given {point} for {variable}, a {type(point).__name__}"
            raise InputTypeError("Subs", got, expected="a number or an expression for a symbol", hint=example)


FORMS: dict[type[Any], FormFunction] = {sympy.Derivative: _derivative, sympy.Subs: _subs}
