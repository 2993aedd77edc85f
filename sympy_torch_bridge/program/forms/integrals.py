"""Integral: definite ones by quadrature, indefinite ones where SymPy knows an antiderivative."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..body import Body, lowered_body
from ..closed_form import can_lower, closed_form
from ..integration import DefiniteIntegral, TracedIntegral
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import DIV, SUB, Operation
from ..traits import postorder
from .sums import has_supplied

__all__ = ["FORMS"]

# Integrands and bounds with more distinct nodes are not rewritten in the distance from an endpoint.
_SMALL = 200
_HIGHEST_DEGREE = 8
_OSCILLATING = (sympy.sin, sympy.cos, sympy.besselj, sympy.bessely, sympy.airyai)


def _integral(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    integrand, *limits = expr.args
    inner = expr.func(integrand, *limits[:-1]) if limits[:-1] else integrand
    if len(limits[-1]) != 3:
        return (yield from _antiderivative(lowering, expr, scope))
    variable, lower, upper = limits[-1]
    if lower is sympy.oo or upper is -sympy.oo:
        turned = -expr.func(inner, (variable, upper, lower))
        lowering.traits.extend(turned)
        return (yield turned, scope)
    is_infinite = lower is -sympy.oo or upper is sympy.oo
    if is_infinite and (closed := _closed(lowering, expr, inner)) is not None:
        lowering.traits.extend(closed)
        return (yield closed, scope)
    if is_infinite:
        half = lowering.builder.number(1)
    else:
        high = yield upper, scope
        low = yield lower, scope
        half = lowering.builder.add(DIV, lowering.builder.add(SUB, high, low), lowering.builder.number(2))
    distance = sympy.Dummy("s", positive=True)
    starts = _starts(inner, variable, lower, upper, distance)
    bodies = yield from _bodies(lowering, starts, distance, scope)
    operation = Operation("Integral", _quadrature(lowering, expr, bodies, is_infinite), supplied=True)
    return lowering.builder.add(operation, half, *bodies[0].captured)


def _quadrature(lowering: Lowering, expr: Any, bodies: list[Body], is_infinite: bool) -> Any:
    kind = TracedIntegral if has_supplied(lowering, expr) else DefiniteIntegral
    return kind([body.function for body in bodies], is_infinite=is_infinite)


def _bodies(
    lowering: Lowering, starts: list[Any], distance: Any, scope: Scope
) -> Generator[tuple[Any, Scope], int, list[Body]]:
    """Lower the pieces as functions of the distance and of the symbols of all of them."""
    together = sympy.Tuple(*starts)
    bodies = []
    for start in starts:
        bodies.append((yield from lowered_body(lowering, start, [distance], scope, within=together)))
    return bodies


def _starts(integrand: Any, variable: Any, lower: Any, upper: Any, distance: Any) -> list[Any]:
    """Write the integrand in the distance from each finite endpoint, or from 0 if there is none."""
    if lower is -sympy.oo and upper is sympy.oo:
        return [_at(integrand, variable, distance, distance), _at(integrand, variable, -distance, distance)]
    ends = ((lower, 1), (upper, -1))
    return [
        _at(integrand, variable, end + sign * distance, distance)
        for end, sign in ends
        if end not in (sympy.oo, -sympy.oo)
    ]


def _at(integrand: Any, variable: Any, place: Any, distance: Any) -> Any:
    """Substitute, so that what vanishes at the endpoint is exactly proportional to the distance."""
    if sum(1 for _ in postorder(sympy.Tuple(integrand, place))) > _SMALL:
        return sympy.Subs(integrand, variable, place)
    try:
        return integrand.subs(variable, place).replace(
            lambda node: node.is_Add and node.has(distance), lambda node: _cancelled(node, distance)
        )
    except (TypeError, ValueError, AttributeError, NotImplementedError):
        return sympy.Subs(integrand, variable, place)


def _cancelled(total: Any, distance: Any) -> Any:
    """Expand a polynomial in the distance whose constant term cancels: ``1 - (1 - s)**2`` is ``2*s - s**2``."""
    if not total.is_polynomial(distance) or sympy.degree(total, distance) > _HIGHEST_DEGREE:
        return total
    expanded = sympy.expand(total)
    return sympy.factor_terms(expanded) if expanded.subs(distance, 0) == 0 else total


def _closed(lowering: Lowering, expr: Any, integrand: Any) -> Any:
    """Return SymPy's value of an oscillating integral over an infinite range, which no quadrature reaches."""
    if expr in lowering.numeric or has_supplied(lowering, expr):
        return None
    lowering.numeric.add(expr)
    if not any(isinstance(node, _OSCILLATING) or node is sympy.I for node in postorder(integrand)):
        return None
    closed = closed_form(expr)
    return closed if closed is not None and can_lower(lowering, closed) else None


def _antiderivative(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    closed = closed_form(expr)
    if closed is None or closed.has(sympy.Integral):
        hint = "no antiderivative was found; give bounds, Integral(f, (x, a, b)), which are integrated numerically"
        raise UnsupportedFunctionError("Integral", ["Integral"], hint=hint)
    lowering.traits.extend(closed)
    return (yield closed, scope)


FORMS: dict[type[Any], FormFunction] = {sympy.Integral: _integral}
