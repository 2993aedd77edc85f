"""Integral: definite ones by quadrature, indefinite ones where SymPy knows an antiderivative."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy
import torch

from ...errors import UnsupportedFunctionError
from ..body import Body, lowered_body
from ..closed_form import can_lower, closed_form
from ..expressions.capture import captured_by
from ..expressions.free_symbols import free_symbols
from ..expressions.traversal import postorder
from ..integrals.integration import DefiniteIntegral, TracedIntegral
from ..integrals.switches import SMOOTH, Switch, settled, switches
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import ADD, DIV, GE, SUB, WHERE, call
from .sums import has_supplied

__all__ = ["FORMS"]

# Integrands and bounds with more distinct nodes are not rewritten in the distance from an endpoint.
_SMALL = 200
_HIGHEST_DEGREE = 8
_SECONDS = 20.0  # for a closed form where there is no numerical one
_INFINITE = (sympy.oo, -sympy.oo)
_OSCILLATING = (sympy.sin, sympy.cos, sympy.besselj, sympy.bessely, sympy.airyai)
_MINIMUM, _MAXIMUM = call(torch.minimum), call(torch.maximum)


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
    closed = _closed(lowering, expr, inner, lower in _INFINITE or upper in _INFINITE)
    if closed is not None:
        lowering.traits.extend(closed)
        return (yield closed, scope)
    found = [
        s for s in switches(inner, variable) if s.order < SMOOTH or not {lower, upper} & {*(s.places or ())}
    ]
    ends = yield from _ends(lowering, lower, upper, found, scope)
    uncut = [switch for switch in found if switch.places is None]
    total = -1
    for left, right in pairwise(ends):
        within = settled(inner, variable, found, _inside(left, right))
        segment = _Segment(within, variable, left, right)
        part = yield from _segment(lowering, segment, uncut, scope)
        total = part if total < 0 else lowering.builder.add(ADD, total, part)
    return total


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a segment: an expression or a placeholder, and the node of its value (-1 if infinite)."""

    place: Any
    node: int

    @property
    def is_placeholder(self) -> bool:
        return isinstance(self.place, sympy.Dummy)


def _inside(left: _End, right: _End) -> Any:
    """Return a place between two ends."""
    if left.node >= 0 and right.node >= 0:
        return (left.place + right.place) / 2
    return left.place + 1 if left.node >= 0 else right.place - 1 if right.node >= 0 else 0


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of the range within which the integrand is smooth."""

    integrand: Any
    variable: Any
    left: _End
    right: _End

    @property
    def finite(self) -> list[_End]:
        return [end for end in (self.left, self.right) if end.node >= 0]

    @property
    def placeholders(self) -> list[_End]:
        return [end for end in (self.left, self.right) if end.is_placeholder]

    def starts(self, distance: Any) -> list[tuple[Any, Any]]:
        """Write the integrand in the distance from each finite end, or from 0 if there is none.

        Beside it stands the place, for which the variable remains in an integrand that is too large.
        """
        ends = [(end, sign) for end, sign in ((self.left, 1), (self.right, -1)) if end.node >= 0]
        places = [end.place + sign * distance for end, sign in ends] or [distance, -distance]
        return [(_at(self.integrand, self.variable, place, distance), place) for place in places]


def _ends(
    lowering: Lowering, lower: Any, upper: Any, found: Sequence[Switch], scope: Scope
) -> Generator[tuple[Any, Scope], int, list[_End]]:
    """Return the bounds with the cuts between them, in the direction of the integral."""
    low = -1 if lower in _INFINITE else (yield lower, scope)
    high = -1 if upper in _INFINITE else (yield upper, scope)
    cuts = []
    for place in dict.fromkeys(place for switch in found for place in switch.places or ()):
        lowering.traits.extend(place)
        cuts.append(_between(lowering, (yield place, scope), low, high))
    inner = [_End(sympy.Dummy("cut"), node) for node in _in_order(lowering, cuts, low, high)]
    return [_End(lower, low), *inner, _End(upper, high)]


def _between(lowering: Lowering, node: int, low: int, high: int) -> int:
    """Move a cut that lies outside to the nearest bound: the segment behind it is empty."""
    add = lowering.builder.add
    if low >= 0 and high >= 0:
        smallest, largest = add(_MINIMUM, low, high), add(_MAXIMUM, low, high)
        return add(_MINIMUM, add(_MAXIMUM, node, smallest), largest)
    if low >= 0:
        return add(_MAXIMUM, node, low)
    return add(_MINIMUM, node, high) if high >= 0 else node


def _in_order(lowering: Lowering, cuts: list[int], low: int, high: int) -> list[int]:
    """Sort the cuts by exchanges, downwards where the upper bound is the smaller one."""
    add = lowering.builder.add
    for end in range(len(cuts) - 1, 0, -1):
        for i in range(end):
            cuts[i], cuts[i + 1] = (
                add(_MINIMUM, cuts[i], cuts[i + 1]),
                add(_MAXIMUM, cuts[i], cuts[i + 1]),
            )
    if low < 0 or high < 0 or len(cuts) < 2:
        return cuts
    upwards = add(GE, high, low)
    return [add(WHERE, upwards, first, last) for first, last in zip(cuts, cuts[::-1], strict=True)]


def _segment(
    lowering: Lowering, segment: _Segment, uncut: Sequence[Switch], scope: Scope
) -> Generator[tuple[Any, Scope], int, int]:
    add = lowering.builder.add
    distance = sympy.Dummy("s", real=True)  # negative where the range runs backwards
    ends = segment.placeholders
    bound = [distance, *(end.place for end in ends)]
    starts = segment.starts(distance)
    bodies = yield from _bodies(lowering, segment, starts, bound, scope)
    is_infinite = segment.left.node < 0 or segment.right.node < 0
    if is_infinite:
        half = lowering.builder.number(1)
    else:
        half = add(DIV, add(SUB, segment.right.node, segment.left.node), lowering.builder.number(2))
    pieces = [body.function for body in bodies]
    held = [ends.index(end) if end in ends else None for end in segment.finite] or [None, None]
    symbols = [*(end.place for end in ends), *bodies[0].symbols]
    moving = [_order(symbol, segment, uncut) for symbol in symbols]
    function: Any
    if has_supplied(lowering, segment.integrand):
        if any(order is not None for order in moving):
            hint = "split the range where the integrand jumps: the gradient of a supplied function needs it"
            raise UnsupportedFunctionError("Integral", ["Integral"], hint=hint)
        function = TracedIntegral(pieces, is_infinite=is_infinite, held=held, is_rough=bool(uncut))
    else:
        function = DefiniteIntegral(
            pieces, is_infinite=is_infinite, orders=moving, held=held, is_rough=bool(uncut)
        )
    return bodies[0].called(lowering, "Integral", function, half, *(end.node for end in ends))


def _order(symbol: Any, segment: _Segment, uncut: Sequence[Switch]) -> int | None:
    """Return how often the integral may be differentiated by a symbol under the integral sign.

    None: any number of times. The distance from an end is kept while a symbol changes, so that a
    switch moves also when the end does.
    """
    ends = {s for end in (segment.left, segment.right) for s in free_symbols(end.place)}
    orders = [s.order for s in uncut if symbol in ends or symbol in free_symbols(s.argument)]
    return min(orders, default=None)


def _bodies(
    lowering: Lowering,
    segment: _Segment,
    starts: Sequence[tuple[Any, Any]],
    bound: Sequence[Any],
    scope: Scope,
) -> Generator[tuple[Any, Scope], int, list[Body]]:
    """Lower the pieces as functions of the distance and of the symbols of all of them."""
    inside = [segment.variable]
    together = {s for start in starts for part in start for s in captured_by(part, inside, lowering.inputs)}
    bodies = []
    for start, place in starts:
        body = yield from lowered_body(
            lowering, start, bound, scope, replaced={segment.variable: place}, also=tuple(together)
        )
        bodies.append(body)
    return bodies


def _at(integrand: Any, variable: Any, place: Any, distance: Any) -> Any:
    """Substitute, so that what vanishes at the endpoint is exactly proportional to the distance."""
    if sum(1 for _ in postorder(sympy.Tuple(integrand, place))) > _SMALL:
        return integrand
    try:
        return integrand.subs(variable, place).replace(
            lambda node: node.is_Add and node.has(distance), lambda node: _cancelled(node, distance)
        )
    except (TypeError, ValueError, AttributeError, NotImplementedError):
        return integrand  # SymPy cannot rewrite it: the same function, with fewer digits near the end


def _cancelled(total: Any, distance: Any) -> Any:
    """Expand a polynomial whose constant term cancels: ``1 - (1 - s)**2`` is ``2*s - s**2``."""
    if not total.is_polynomial(distance) or sympy.degree(total, distance) > _HIGHEST_DEGREE:
        return total
    expanded = sympy.expand(total)
    return sympy.factor_terms(expanded) if expanded.subs(distance, 0) == 0 else total


def _closed(lowering: Lowering, expr: Any, integrand: Any, is_infinite: bool) -> Any:
    """Return SymPy's value where no quadrature reaches it: of impulses, and of endless oscillations."""
    if expr in lowering.numeric:
        return None
    lowering.numeric.add(expr)
    nodes = list(postorder(integrand))
    has_impulse = any(isinstance(node, sympy.DiracDelta) for node in nodes)
    oscillates = any(isinstance(node, _OSCILLATING) or node is sympy.I for node in nodes)
    if not has_impulse and (not (oscillates and is_infinite) or has_supplied(lowering, expr)):
        return None
    closed = closed_form(expr, seconds=_SECONDS)
    if closed is not None and can_lower(lowering, closed):
        return closed
    if has_impulse:
        hint = "SymPy has no value for this integral of a DiracDelta; write what it picks out"
        raise UnsupportedFunctionError("Integral", ["Integral"], hint=hint)
    return None


def _antiderivative(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    closed = closed_form(expr, seconds=_SECONDS)
    if closed is None or closed.has(sympy.Integral):
        hint = "no antiderivative was found; Integral(f, (x, a, b)) with bounds is integrated numerically"
        raise UnsupportedFunctionError("Integral", ["Integral"], hint=hint)
    lowering.traits.extend(closed)
    return (yield closed, scope)


FORMS: dict[type[Any], FormFunction] = {sympy.Integral: _integral}
