"""Where an integrand jumps or has a kink: the range is cut there, or wrong derivatives are refused.

The derivative of ``Integral(Heaviside(z - x), (z, 0, 1))`` by ``x`` is -1, although the integrand has
the derivative 0 wherever it has one: the jump moves. Cut at ``x``, the integral is one of smooth pieces
with moving ends, whose derivative is right. It is cut also where a narrow peak or step may hide
between the first points, at the zero of ``z - x`` in ``exp(-(z - x)**2/a)``: nodes are dense near cuts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.functions.elementary.miscellaneous import MinMaxBase

from ..expressions.free_symbols import free_symbols
from ..expressions.traversal import postorder

__all__ = ["SMOOTH", "Switch", "switches"]

SMOOTH = 1_000_000
_MOST_CUTS = 6
_JUMPS = (sympy.sign, sympy.Heaviside)
_KINKS = (sympy.Abs,)
_STEEP = (sympy.tanh, sympy.cosh, sympy.sech, sympy.coth, sympy.csch, sympy.atan, sympy.erf, sympy.erfc)
_MANY_JUMPS = (
    sympy.floor, sympy.ceiling, sympy.frac, sympy.Mod, sympy.KroneckerDelta, sympy.Contains,
    sympy.SingularityFunction, sympy.arg,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Switch:
    """An expression at whose zero the integrand is not smooth.

    Parameters
    ----------
    argument : Expr
        The expression.
    order : int
        How many derivatives of the integrand can be taken across it: 0 at a jump, 1 at a kink, any
        number (SMOOTH) at a peak.
    place : Expr or None
        The zero, if the expression is linear in the variable.
    """

    argument: Any
    order: int
    place: Any


def switches(integrand: Any, variable: Any) -> list[Switch]:
    """Return the switches that depend on the variable of integration.

    Examples
    --------
    >>> x, z = sympy.symbols("x z")
    >>> switches(sympy.Heaviside(2 * z - x), z)
    [Switch(argument=-x + 2*z, order=0, place=x/2)]
    """
    outside = set(free_symbols(integrand))
    found: dict[Any, Switch] = {}
    for argument, order, is_single in _arguments(integrand):
        symbols = set(free_symbols(argument))
        if variable not in symbols:
            continue
        # An argument with a variable bound inside, of another integral say, has no zero of its own here.
        place = _zero(argument, variable) if is_single and symbols <= outside else None
        known = found.get(argument)
        found[argument] = Switch(argument, min(order, known.order) if known else order, place)
    cut = sorted((s for s in found.values() if s.place is not None), key=lambda switch: switch.order)
    kept = {switch.place for switch in cut[:_MOST_CUTS]}
    cut_or_not = [s if s.place in kept else Switch(s.argument, s.order, None) for s in found.values()]
    return [switch for switch in cut_or_not if switch.place is not None or switch.order < SMOOTH]


def _arguments(integrand: Any) -> Iterator[tuple[Any, int, bool]]:
    """Yield the arguments of non-smooth functions: with an order, and whether the zero is the only place."""
    for node in postorder(integrand):
        if isinstance(node, _JUMPS):
            yield node.args[0], 0, True
        elif isinstance(node, _KINKS):
            yield node.args[0], 1, True
        elif isinstance(node, _STEEP) or (isinstance(node, sympy.Pow) and node.exp.is_even):
            yield node.args[0], SMOOTH, True
        elif isinstance(node, MinMaxBase):
            yield from ((first - second, 1, True) for first, second in combinations(node.args, 2))
        elif isinstance(node, Relational):
            yield node.lhs - node.rhs, 0, True
        elif isinstance(node, _MANY_JUMPS):
            yield from ((part, 0, False) for part in node.args if isinstance(part, sympy.Expr))


def _zero(argument: Any, variable: Any) -> Any:
    """Return the zero of a linear expression whose slope is a number."""
    if not argument.is_polynomial(variable):
        return None
    slope = sympy.expand(argument).coeff(variable)
    rest = sympy.expand(argument - slope * variable)
    if not slope.is_number or slope == 0 or variable in free_symbols(rest):
        return None
    return -rest / slope
