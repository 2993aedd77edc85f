"""What one evaluation of a straight line costs, by classes of functions that were measured."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sympy

from .straight_line import Step

__all__ = ["Cost", "cost_of"]

# Units (about microseconds) at this precision.
_BITS = 400
_PLAIN = 0.7
# Units of a function, and the power of the precision they grow with.
_ELEMENTARY = (10.0, 1.0)
_SPECIAL = (60.0, 1.0)
_SERIES = (500.0, 1.3)
_ZETAS = (500.0, 2.2)
_MPMATH = (5_000.0, 2.0)
_SLOPE = (80_000.0, 2.5)
_SLOW_SLOPE = (1_000_000.0, 2.5)
# Functions whose balls are sums of many terms, of zeta functions ...
_SUMS = frozenset({
    sympy.appellf1, sympy.betainc, sympy.betainc_regularized, sympy.legendre, sympy.marcumq,
})  # fmt: skip
_ZETA = frozenset({
    sympy.andre, sympy.bernoulli, sympy.dirichlet_eta, sympy.euler, sympy.genocchi, sympy.harmonic,
    sympy.lerchphi, sympy.polylog, sympy.stieltjes, sympy.zeta,
})  # fmt: skip
_NAMES_OF_ZETA = frozenset({"EtaSlope", "ZetaSlope"})
# ... and those that mpmath differentiates or sums, at ten to a hundred times the cost of others.
_NAMES_OF_SLOPES = frozenset({"LerchSlope", "LowerGammaSlope", "UpperGammaSlope"})
_NAMES_OF_SLOW_SLOPES = frozenset({"BetaincSlope", "ExpintSlope"})
_ALGEBRA = frozenset({
    sympy.acos, sympy.acosh, sympy.asin, sympy.asinh, sympy.atan, sympy.atan2, sympy.atanh, sympy.cos,
    sympy.cosh, sympy.cot, sympy.coth, sympy.csc, sympy.csch, sympy.exp, sympy.log, sympy.sec,
    sympy.sech, sympy.sin, sympy.sinc, sympy.sinh, sympy.tan, sympy.tanh,
})  # fmt: skip
_POWERS = frozenset({"power", "rational_power"})
# How many times more the same takes in other arithmetics.
_COMPLEX = 4.0
_PAIRS = 30.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Units of one evaluation, by the power of the precision they grow with."""

    parts: tuple[tuple[float, float], ...]

    def units(self, bits: int) -> float:
        """Return the units of an evaluation at a working precision.

        Examples
        --------
        >>> Cost(((0.0, 5.0), (1.0, 10.0))).units(800)
        25.0
        """
        return sum((units * math.pow(bits / _BITS, power) for power, units in self.parts), 0.0)


def cost_of(steps: Iterable[tuple[Step, str]], name: str, *, is_complex: bool) -> Cost:
    """Return the cost of steps.

    Parameters
    ----------
    steps : iterable of pairs of Step and str
        With the method behind the value of each.
    name : {"ball", "mpmath"}
        Of the arithmetic.
    is_complex : bool
    """
    factor = (_COMPLEX if is_complex else 1.0) * (1.0 if name == "ball" else _PAIRS)
    parts: dict[float, float] = defaultdict(float)
    for step, method in steps:
        parts[0.0] += factor * _PLAIN
        if step.kind in _POWERS:
            units, power = _ELEMENTARY
        elif step.kind == "call":
            units, power = _of_call(step.data, is_sampled=name == "ball" and method != "ball")
        else:
            continue
        parts[power] += factor * units
    return Cost(tuple(parts.items()))


def _of_call(head: object, *, is_sampled: bool) -> tuple[float, float]:
    name = getattr(head, "__name__", "")
    if name in _NAMES_OF_SLOPES:
        return _SLOPE
    if name in _NAMES_OF_SLOW_SLOPES:
        return _SLOW_SLOPE
    if is_sampled:
        return _MPMATH
    if head in _ALGEBRA:
        return _ELEMENTARY
    if head in _ZETA or name in _NAMES_OF_ZETA:
        return _ZETAS
    return _SERIES if head in _SUMS else _SPECIAL
