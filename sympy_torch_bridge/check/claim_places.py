"""Points at the conditions of a claim: a formula that says where it changes is looked at there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise, product, zip_longest
from typing import Any

import sympy
from sympy.core.relational import Relational

from ..errors import UnsupportedFunctionError
from ..exact import ExactFunction
from ..program.expressions.traversal import postorder
from .box import Box
from .crossings import polynomial_zeros, zeros_along
from .landmarks import argument_zeros
from .roughness import switches
from .size import is_small

__all__ = ["ClaimPlaces"]

Point = dict[Any, float]
# Distances from a change, as shares of where it lies: clearly on one side, and near.
_CLEAR = 2.0**-8
_CLOSE = 2.0**-20
_MAX_SWITCHES = 8
_MAX_ARGUMENTS = 4
_MAX_ZEROS = 4
_MAX_MODULI = 3
_MAX_OPERATIONS = 60


class ClaimPlaces:
    """The places where a claim changes and the expression does not.

    Parameters
    ----------
    claimed, exprs : sequence of sympy.Expr
    inputs : sequence of Symbol
    box : Box
    ops : mapping of SymPy class to Op, or None

    Examples
    --------
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> claim = sympy.Piecewise((7, sympy.Eq(x, 5)), (2 * x, True))
    >>> places = ClaimPlaces([claim], [x**2], [x], box_of(None, [x]), None)
    >>> [point[x] for point in places.points([{x: 1.0}])][:3]
    [5.0, 4.98046875, 5.01953125]
    """

    def __init__(
        self,
        claimed: Sequence[Any],
        exprs: Sequence[Any],
        inputs: Sequence[Any],
        box: Box,
        ops: Mapping[Any, Any] | None,
    ) -> None:
        small = [entry for entry in claimed if is_small(entry)]
        own = list(dict.fromkeys(chain.from_iterable(map(switches, small))))
        known = set(chain.from_iterable(map(switches, exprs))) if own and is_small(*exprs) else set()
        usable = [s for s in own if s not in known and s.free_symbols <= set(inputs)]
        self.switches = usable[:_MAX_SWITCHES]
        self._arguments = _new_arguments(small, exprs, inputs)
        self.has_any = bool(self.switches or self._arguments)
        self._conjunctions = _conjunctions(small) if self.switches else []
        self._inputs = inputs
        self._box = box
        self._ops = ops

    def points(self, bases: Sequence[Point]) -> Iterator[Point]:
        """Yield candidates, those that tell most first: on the changes, beside them, between two of them.

        Parameters
        ----------
        bases : sequence of dict
            Points inside the domain: coordinates that are not moved are taken from there.
        """
        for base in chain.from_iterable(map(_with_simple_numbers, bases)):
            zeros: dict[Any, list[float]] = {}
            groups = []
            for switch in self.switches:
                symbol, places = self._zeros(switch, base)
                zeros.setdefault(symbol, []).extend(places)
                groups.append([{**base, symbol: place} for place in self._around(symbol, places)])
            together = [self._together(relations, base) for relations in self._conjunctions]
            yield from together
            yield from (
                {**base, symbol: left + (right - left) / 2}
                for symbol, places in zeros.items()
                if symbol not in self._box.integers
                for left, right in pairwise(sorted(set(places)))
            )
            for argument in self._arguments:
                symbol, places = self._zeros(argument, base)
                yield from ({**base, symbol: place} for place in places)
            for one_round in zip_longest(*groups):
                yield from (point for point in one_round if point is not None)

    def _zeros(self, switch: Any, base: Point) -> tuple[Any, list[float]]:
        """Return the first coordinate along which the switch has zeros, and those nearest to zero."""
        symbols = [symbol for symbol in self._inputs if symbol in switch.free_symbols]
        for symbol in symbols:
            places = self._zeros_along(switch, symbol, base)
            if places:
                return symbol, sorted(sorted(places, key=abs)[:_MAX_ZEROS])
        return symbols[0], []

    def _zeros_along(self, switch: Any, symbol: Any, base: Point) -> list[float]:
        exact = _exact_zeros(switch, symbol, base)
        if exact is not None:
            return [zero for zero in exact if self._box.intervals[symbol].contains(zero)]
        if symbol in self._box.integers:
            return []
        try:
            fn = ExactFunction([switch], self._inputs, ops=self._ops)
        except UnsupportedFunctionError:
            return []
        return [_simple_if_near(zero) for zero in zeros_along(fn, switch, symbol, base, self._box)]

    def _around(self, symbol: Any, places: Sequence[float]) -> Iterator[float]:
        """Yield numbers on the zeros, then beside them, from the nearest zero on."""
        nearest = sorted(places, key=abs)
        if symbol in self._box.integers:
            for place in nearest:
                yield from dict.fromkeys(float(math.floor(place) + step) for step in (0, 1, -1, 2))
            return
        yield from nearest
        for share in (_CLEAR, _CLOSE):
            yield from (place + sign * share * (abs(place) or 1.0) for place in nearest for sign in (-1, 1))
        yield from (place + sign * _CLEAR for place in nearest if abs(place) > 1 for sign in (-1, 1))

    def _together(self, relations: Sequence[Any], base: Point) -> Point:
        """Return a point at which all relations hold, as far as moving one input for each leads there."""
        point = dict(base)
        moved: set[Any] = set()
        for relation in relations:
            symbols = [s for s in self._inputs if s in relation.free_symbols]
            free = [s for s in symbols if s not in moved] or symbols
            for symbol in free:
                places = self._zeros_along(relation.lhs - relation.rhs, symbol, point)
                candidates = ({**point, symbol: place} for place in self._around(symbol, places))
                better = next((c for c in candidates if _holds(relation, c)), None)
                if better is not None:
                    point = better
                    break
            moved.update(symbols)
        return point


def _new_arguments(claimed: Sequence[Any], exprs: Sequence[Any], inputs: Sequence[Any]) -> list[Any]:
    """Return arguments of functions that the expression does not have: a bump is highest at its zero."""
    own = dict.fromkeys(chain.from_iterable(map(argument_zeros, claimed)))
    if len(own) <= len(inputs) or not is_small(*exprs):
        return []
    known = set(chain.from_iterable(map(argument_zeros, exprs))) | set(inputs)
    new = [a for a in own if a not in known and a.free_symbols and a.free_symbols <= set(inputs)]
    return new[:_MAX_ARGUMENTS]


def _conjunctions(exprs: Sequence[Any]) -> list[list[Any]]:
    """Return the relations of each condition that demands several, and of products of steps."""
    kinds = (sympy.And, sympy.Mul)
    found = dict.fromkeys(node for expr in exprs for node in postorder(expr) if isinstance(node, kinds))
    relations = [list(chain.from_iterable(map(_relation, node.args))) for node in found]
    # Equations first: they leave no room for moving.
    several = [group for group in relations if len(group) > 1]
    return [sorted(group, key=lambda relation: not isinstance(relation, sympy.Eq)) for group in several]


def _relation(part: Any) -> list[Any]:
    if isinstance(part, sympy.Heaviside):
        return [sympy.Gt(part.args[0], 0, evaluate=False)]
    return [part] if isinstance(part, Relational) else []


def _holds(relation: Any, point: Mapping[Any, float]) -> bool:
    return relation.subs({s: sympy.Rational(v) for s, v in point.items()}) is sympy.true


def _exact_zeros(switch: Any, symbol: Any, base: Point) -> list[float] | None:
    """Return the zeros along a coordinate where they are those of polynomials, else None.

    A modulus is taken with either sign; places where that is no zero do no harm.
    """
    if sympy.count_ops(switch) > _MAX_OPERATIONS:
        return None
    others = {s: sympy.Rational(base[s]) for s in switch.free_symbols - {symbol}}
    line = switch.subs(others) if others else switch
    moduli = [node for node in line.atoms(sympy.Abs) if symbol in node.free_symbols]
    if len(moduli) > _MAX_MODULI:
        return None
    zeros: set[float] = set()
    for signs in product((1, -1), repeat=len(moduli)):
        branch = line.xreplace({m: sign * m.args[0] for m, sign in zip(moduli, signs, strict=True)})
        found = polynomial_zeros(branch, symbol) if branch.has(symbol) else []
        if found is None:
            return None
        zeros.update(found)
    return sorted(zeros)


def _with_simple_numbers(base: Point) -> Iterator[Point]:
    """Yield the point with powers of two for coordinates, whose products are exact, then the point itself."""
    simple = {symbol: _power_of_two(value) if value else value for symbol, value in base.items()}
    if len(base) > 1 and simple != base:
        yield simple
    yield base


def _power_of_two(value: float) -> float:
    return math.ldexp(math.copysign(1, value), round(math.log2(abs(value))))


def _simple_if_near(place: float) -> float:
    """Return the multiple of 2**-10 that bisection has come next to, else the number itself."""
    simple = round(place * 1024) / 1024
    return simple if math.isclose(simple, place, rel_tol=1e-14) else place
