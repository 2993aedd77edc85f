"""Integral: definite ones by quadrature, indefinite ones where SymPy knows an antiderivative."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import sympy
from sympy.core.relational import Relational

from ...errors import UnsupportedFunctionError
from ..body import Body
from ..captured import Captured
from ..closed_form import can_lower, closed_form
from ..complex_plane import refuses_complex
from ..expressions.free_symbols import free_symbols
from ..expressions.traversal import postorder
from ..integrals.cut_integral import STILL_AT_ZERO, Cut, CutIntegral, Number, Part, Quantity, Segment
from ..integrals.integration import DefiniteIntegral, TracedIntegral
from ..integrals.piece import Chosen, Piece
from ..integrals.start import Origin, is_zero, started, symbol_of, vanishes
from ..integrals.switches import Switch, settled, switches
from ..lowering import Form, FormFunction, Lowering, Scope
from .sums import has_supplied

__all__ = ["FORMS"]

_SECONDS = 20.0  # for a closed form where there is no numerical one
_INFINITE = (sympy.oo, -sympy.oo)
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
    closed = _closed(lowering, expr, inner, lower in _INFINITE or upper in _INFINITE)
    if closed is not None:
        lowering.traits.extend(closed)
        return (yield closed, scope)
    if variable in free_symbols(sympy.Tuple(lower, upper)):
        # Outside it is another symbol of the same name.
        own = sympy.Dummy(variable.name)
        inner, variable = inner.xreplace({variable: own}), own
    finite = tuple(None if bound in _INFINITE else bound for bound in (lower, upper))
    found = [_with_known_zero(switch, variable, finite) for switch in switches(inner, variable)]
    span = _Range(variable, (finite[0], finite[1]), found, settled(inner, variable, found))
    return (yield from _numerical(lowering, inner, span, scope))


def _with_known_zero(switch: Switch, variable: Any, bounds: Sequence[Any]) -> Switch:
    """Return a switch of two zeros with the other one alone, where one is seen to be a bound."""
    if switch.zeros is not None and switch.zeros.is_squared:
        for bound in bounds:
            if bound is not None and vanishes(switch.argument, variable, bound):
                return replace(switch, zeros=switch.zeros.beside(bound, variable))
    return switch


@dataclass(frozen=True, slots=True)
class _Range:
    """The range of an integral, and what its integrand switches at."""

    variable: Any
    bounds: tuple[Any, Any]  # None where infinite
    found: Sequence[Switch]
    decided: Sequence[Any]  # jumps that are constant between cuts

    @property
    def cuts(self) -> dict[Any, int]:
        """The first place of each group of zeros, by their location."""
        zeros = [s.zeros for s in self.found if s.zeros is not None]
        counts = {z.location: z.count for z in zeros if z.count > 1 or not self._is_bound(z.middle)}
        return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))

    def _is_bound(self, place: Any) -> bool:
        return any(bound is not None and is_zero(place - bound) for bound in self.bounds)

    @property
    def uncut(self) -> list[Switch]:
        """Switches at places that are not known."""
        return [switch for switch in self.found if switch.zeros is None]

    def order(self, symbol: Any, ends: Collection[Any]) -> int | None:
        """Return how often the integral may be differentiated by a symbol under the integral sign.

        None: any number of times. The distance from an end is kept while a symbol changes, so that a
        switch moves also when the end does.
        """
        orders = [s.order for s in self.uncut if symbol in ends or symbol in free_symbols(s.argument)]
        return min(orders, default=None)


def _numerical(
    lowering: Lowering, integrand: Any, span: _Range, scope: Scope
) -> Generator[tuple[Any, Scope], int, int]:
    """Lower the bounds, the places of cuts, and the integrand on each kind of segment between them."""
    captured = Captured(lowering, scope)
    bounds: list[Part | None] = []
    for bound in span.bounds:
        bounds.append(None if bound is None else (yield from _part(captured, bound)))
    cuts = []
    for middle, measure, is_squared in span.cuts:
        at = yield from _part(captured, middle)
        around = None if measure is None else (yield from _part(captured, measure))
        cuts.append(Cut(at, around, is_squared))
    decided = []
    for jump in span.decided:
        number = sympy.Piecewise((1, jump), (0, True)) if isinstance(jump, Relational) else jump
        decided.append((yield from _part(captured, number, span.variable)))
    known: dict[Any, Number] = {}
    left, right = (symbol_of(side, 0, known) for side in (Quantity.LEFT, Quantity.RIGHT))
    first, last = span.bounds
    pairs = [(first, right), (left, right), (left, last)] if cuts else [span.bounds]
    is_supplied = any(has_supplied(lowering, e) for e in (integrand, *span.bounds) if e is not None)
    segments = []
    for pair in pairs:
        body, segment = yield from _segment(captured, integrand, span, pair, known, is_supplied=is_supplied)
        segments.append(segment)
    function = CutIntegral(bounds[0], bounds[1], cuts, decided, segments, is_widened=not is_supplied)
    return captured.called(body, "Integral", function, lowering.builder.number(1))


def _part(captured: Captured, expr: Any, *bound: Any) -> Generator[tuple[Any, Scope], int, Part]:
    body, positions = yield from captured.body(expr, bound)
    return Part(body.function, positions, refuses_complex(body.program))


def _segment(
    captured: Captured,
    integrand: Any,
    span: _Range,
    ends: tuple[Any, Any],
    known: dict[Any, Number],
    *,
    is_supplied: bool,
) -> Generator[tuple[Any, Scope], int, tuple[Body, Segment]]:
    """Lower the integrand in the distance from each finite end, or from 0 if there is none."""
    distance = sympy.Dummy("s", real=True)  # negative where the range runs backwards
    finite = [(end, side) for end, side in zip(ends, (1, -1), strict=True) if end is not None]
    starts = [
        started(
            integrand, Origin(span.variable, distance, end, side), span.found, span.decided, span.cuts, known
        )
        for end, side in finite or [(None, 1), (None, -1)]
    ]
    lowered = []
    for start in starts:
        inside = set(free_symbols(sympy.Tuple(start.integrand, start.place)))
        numbers = [symbol for symbol in known if symbol in inside]
        body, positions = yield from captured.body(
            start.integrand, [distance, *numbers], replaced={span.variable: start.place}
        )
        lowered.append((start, body, numbers, positions))
    numbers = [symbol for symbol in known if any(symbol in own for _, _, own, _ in lowered)]
    symbols = sorted({position for *_, positions in lowered for position in positions})
    arguments = [*numbers, *symbols]
    pieces = [
        Piece(
            Chosen(body.function, tuple(arguments.index(key) for key in (*own, *positions))),
            arguments.index(start.end) if start.end in own else None,
            start.side,
        )
        for start, body, own, positions in lowered
    ]
    is_infinite = len(finite) < 2
    moving = {*known, *free_symbols(sympy.Tuple(*(end for end, _ in finite)))}
    orders = [
        *(span.order(number, moving) for number in numbers),
        *(span.order(captured.symbol(position), moving) for position in symbols),
    ]
    is_rough = bool(span.uncut)
    integral: DefiniteIntegral | TracedIntegral
    if is_supplied:
        if any(order is not None for order in orders):
            hint = "split the range where the integrand jumps: the gradient of a supplied function needs it"
            raise UnsupportedFunctionError("Integral", ["Integral"], hint=hint)
        integral = TracedIntegral(pieces, is_infinite=is_infinite, is_rough=is_rough)
    else:
        offsets = [i for i, n in enumerate(numbers) if known[n][0] in STILL_AT_ZERO]
        integral = DefiniteIntegral(
            pieces, is_infinite=is_infinite, orders=orders, offsets=offsets, is_rough=is_rough
        )
    return lowered[0][1], Segment(integral, tuple(known[number] for number in numbers), tuple(symbols))


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
