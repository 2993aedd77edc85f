"""Where an integrand jumps or has a kink: the range is cut there, or wrong derivatives are refused.

The derivative of ``Integral(Heaviside(z - x), (z, 0, 1))`` by ``x`` is -1, although the integrand has
the derivative 0 wherever it has one: the jump moves. Cut at ``x``, the integral is one of smooth pieces
with moving ends, whose derivative is right. It is cut also where a narrow peak or step may hide
between the first points, at the zero of ``z - x`` in ``exp(-(z - x)**2/a)``: nodes are dense near cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.functions.elementary.miscellaneous import MinMaxBase

from ..expressions.free_symbols import free_symbols
from ..expressions.traversal import children, postorder
from .inner import SMOOTH, lifted
from .zeros import NO_ZEROS, Zeros, zeros

__all__ = ["Switch", "settled", "switches"]

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
    zeros : Zeros or None
        The zeros, if there is a formula for them.
    is_real : bool
        Whether the argument is real for all values of its symbols.
    """

    argument: Any
    order: int
    zeros: Zeros | None
    is_real: bool = True

    @property
    def places(self) -> tuple[Any, ...]:
        """The zeros for which there is a formula."""
        return () if self.zeros is None else self.zeros.places


def switches(integrand: Any, variable: Any) -> list[Switch]:
    """Return the switches that depend on the variable of integration.

    Examples
    --------
    >>> x, z = sympy.symbols("x z")
    >>> [(switch.order, switch.places) for switch in switches(sympy.Heaviside(2 * z - x), z)]
    [(0, (x/2,))]
    """
    outside = set(free_symbols(integrand))
    # What jumps at other places than the zero of its argument is not known by that zero.
    found: dict[tuple[Any, bool], Switch] = {}
    for argument, order, is_single, is_real in _arguments(integrand, variable):
        symbols = set(free_symbols(argument))
        if variable not in symbols:
            continue
        # An argument with a variable bound inside, of another integral say, has no zero of its own here.
        is_solved = is_single and symbols <= outside
        solved = zeros(argument, variable, is_real=is_real) if is_solved else None
        if known := found.get((argument, is_single)):
            order, is_real = min(order, known.order), is_real or known.is_real
            solved = solved if known.zeros is None else known.zeros
        found[argument, is_single] = Switch(argument, order, solved, is_real)
    kept = _with_most_cuts(found.values())
    return [s for s in kept if s.zeros is not NO_ZEROS and (s.zeros is not None or s.order < SMOOTH)]


def settled(integrand: Any, variable: Any, found: Iterable[Switch]) -> list[Any]:
    """Return the jumps at cuts: between two of these they have the value that they have in the middle.

    At a cut, which is a rounded number, they would have that of the other side at some points.

    Examples
    --------
    >>> x, z = sympy.symbols("x z")
    >>> jumping = z * sympy.sign(z - x)
    >>> settled(jumping, z, switches(jumping, z))
    []
    >>> jumping = sympy.Piecewise((1, z < x), (2, True))
    >>> settled(jumping, z, switches(jumping, z))
    [x > z]
    """
    arguments = {switch.argument for switch in found if switch.zeros is not None and switch.is_real}
    nodes = list(postorder(integrand))
    # Under an inner integral a symbol of the same name may be another one.
    bound = {symbol for node in nodes for symbol in getattr(node, "bound_symbols", ())}
    known = []
    for node in nodes:
        if isinstance(node, (*_JUMPS, Relational)):
            argument = node.args[0] if isinstance(node, _JUMPS) else node.lhs - node.rhs
            if argument in arguments and bound.isdisjoint(free_symbols(argument)):
                known.append(node)
    return known


def _with_most_cuts(found: Iterable[Switch]) -> list[Switch]:
    """Leave the places of so many cuts, of jumps first, and take them from the other switches."""
    kept: set[Any] = set()
    result = []
    for switch in sorted(found, key=lambda switch: switch.order):
        together = kept | set(switch.places)
        if len(together) <= _MOST_CUTS:
            kept = together
            result.append(switch)
        else:
            result.append(Switch(switch.argument, switch.order, None, switch.is_real))
    return result


def _outside_integrals(expr: Any) -> Iterator[Any]:
    """Yield the distinct nodes of an expression; of an integral nothing inside."""
    seen, stack = set(), [expr]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            if not isinstance(node, sympy.Integral):
                stack.extend(children(node))


def _arguments(integrand: Any, variable: Any) -> Iterator[tuple[Any, int, bool, bool]]:
    """Yield the arguments of non-smooth functions and what is known of each.

    Its order, whether its zero is the only place at which the function is not smooth, and whether it is real.
    """
    real = {variable: sympy.Dummy(real=True)}
    for node in _outside_integrals(integrand):
        if isinstance(node, sympy.Integral):
            if variable in free_symbols(node) and all(len(limit) == 3 for limit in node.args[1:]):
                yield from lifted(node, variable, _arguments, switches)
        elif isinstance(node, _JUMPS):
            is_real = isinstance(node, sympy.Heaviside) or node.args[0].xreplace(real).is_extended_real
            yield node.args[0], 0, True, bool(is_real)
        elif isinstance(node, _KINKS):
            yield node.args[0], 1, True, bool(node.args[0].xreplace(real).is_extended_real)
        elif isinstance(node, _STEEP) or (isinstance(node, sympy.Pow) and node.exp.is_even):
            yield node.args[0], SMOOTH, True, False
        elif isinstance(node, MinMaxBase):
            yield from ((first - second, 1, True, True) for first, second in combinations(node.args, 2))
        elif isinstance(node, Relational):
            yield node.lhs - node.rhs, 0, True, True
        elif isinstance(node, _MANY_JUMPS):
            yield from ((part, 0, False, False) for part in node.args if isinstance(part, sympy.Expr))
