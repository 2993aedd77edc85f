"""Integrands written in the distance from an end of a segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.relational import Relational

from ..expressions.free_symbols import free_symbols
from ..expressions.traversal import postorder
from .cut_integral import Quantity
from .switches import Switch

__all__ = ["Origin", "Start", "is_zero", "started", "symbol_of", "vanishes"]

# Integrands and bounds with more distinct nodes are not rewritten in the distance from an endpoint.
_SMALL = 200
_HIGHEST_DEGREE = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a distance is counted from: the variable of integration is ``end + side*distance``.

    Parameters
    ----------
    variable, distance : Symbol
    end : Expr or None
        A bound, or the symbol of a cut; None for 0 in an infinite range.
    side : int
        1 if the distance is counted upwards, -1 if downwards.
    """

    variable: Any
    distance: Any
    end: Any
    side: int

    @property
    def place(self) -> Any:
        """The variable in the distance."""
        return self.side * self.distance if self.end is None else self.end + self.side * self.distance


@dataclass(frozen=True, slots=True)
class Start:
    """An integrand in the distance; the variable that is left in one that is too large is the place."""

    integrand: Any
    place: Any
    end: Any
    side: int


def symbol_of(quantity: Quantity, number: int, known: dict[Any, tuple[Quantity, int]]) -> Any:
    """Return the symbol of a number of a segment, always the same one."""
    for symbol, key in known.items():
        if key == (quantity, number):
            return symbol
    symbol = sympy.Dummy(quantity.name.lower(), real=quantity is Quantity.DECIDED or None)
    known[symbol] = quantity, number
    return symbol


def started(
    integrand: Any,
    origin: Origin,
    found: Sequence[Switch],
    decided: Sequence[Any],
    cuts: Mapping[Any, int],
    known: dict[Any, tuple[Quantity, int]],
) -> Start:
    """Write an integrand in the distance from an end, or from 0 if there is none.

    Parameters
    ----------
    integrand : Expr
    origin : Origin
    found : sequence of Switch
    decided : sequence of Expr
        What is constant on a segment; truth values are passed as 0 or 1.
    cuts : mapping
        The number of the first place of each group of zeros, by their location.
    known : dict
        The numbers of a segment for which there are symbols already; more are added.
    """
    within = integrand
    if decided:
        constants = [symbol_of(Quantity.DECIDED, number, known) for number in range(len(decided))]
        within = within.xreplace(
            {
                node: constant > sympy.S.Half if isinstance(node, Relational) else constant
                for node, constant in zip(decided, constants, strict=True)
            }
        )
    place = origin.place
    if origin.end is not None and not _has_zero(within, origin.variable, origin.end):
        replaced = _in_distances(within, origin, found, cuts, known)
        within = within.xreplace(replaced) if replaced else within
    return Start(_at(within, origin.variable, place, origin.distance), place, origin.end, origin.side)


def _in_distances(
    integrand: Any,
    origin: Origin,
    found: Sequence[Switch],
    cuts: Mapping[Any, int],
    known: dict[Any, tuple[Quantity, int]],
) -> dict[Any, Any]:
    """Map the arguments of switches to what they are in the distances from their zeros."""
    nodes = set(postorder(integrand))
    bound = {symbol for node in nodes for symbol in getattr(node, "bound_symbols", ())}
    quantity = Quantity.FROM_LEFT if origin.side > 0 else Quantity.FROM_RIGHT
    replaced = {}
    for switch in found:
        argument, zeros = switch.argument, switch.zeros
        if zeros is None or zeros.form is None or zeros.location not in cuts or argument == origin.variable:
            continue
        if not nodes & {argument, -argument} or not bound.isdisjoint(free_symbols(argument)):
            continue
        first = cuts[zeros.location]
        apart = [
            symbol_of(quantity, number, known) + origin.side * origin.distance
            for number in range(first, first + zeros.count)
        ]
        excess = 0
        if zeros.measure is not None:
            excess = symbol_of(Quantity.EXCESS, list(cuts).index(zeros.location), known)
        replaced[argument] = zeros.in_distances(apart, excess)
        replaced[-argument] = -replaced[argument]
    return replaced


def _has_zero(integrand: Any, variable: Any, end: Any) -> bool:
    """Whether a sum in the integrand is seen to be 0 at an end, which `_at` keeps exact."""
    if not _is_small(integrand):
        return False
    sums = (node for node in postorder(integrand) if isinstance(node, sympy.Add))
    return any(vanishes(node, variable, end) for node in sums if variable in node.free_symbols)


def vanishes(argument: Any, variable: Any, end: Any) -> bool:
    """Whether an argument is seen to be 0 at an end: there SymPy writes it in the distance exactly."""
    return _is_small(argument, end) and is_zero(argument.subs(variable, end))


def is_zero(expr: Any) -> bool:
    """Whether an expression is seen to be 0."""
    return _is_small(expr) and bool(sympy.expand(expr) == 0)


def _is_small(*exprs: Any) -> bool:
    return sum(1 for _ in postorder(sympy.Tuple(*exprs))) <= _SMALL


def _at(integrand: Any, variable: Any, place: Any, distance: Any) -> Any:
    """Substitute, so that what vanishes at the endpoint is exactly proportional to the distance."""
    if not _is_small(integrand, place):
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
