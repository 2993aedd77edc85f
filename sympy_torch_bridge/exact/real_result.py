"""Real values by way of complex ones, as antiderivatives in tables have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath

from .enclosure import Enclosure
from .function import ExactFunction

__all__ = ["RealResult"]


class RealResult(ExactFunction):
    """Enclosures at real points, computed in complex arithmetic on principal branches.

    An imaginary part that cannot be told from zero is taken for zero; a value with another one does not
    exist. So ``I*(log(1 - I*x) - log(1 + I*x))`` is the real function ``2*atan(x)`` that it is.

    Parameters
    ----------
    exprs, inputs, method, ops
        As for :class:`ExactFunction`.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> through = sympy.I * (sympy.log(1 - sympy.I * x) - sympy.log(1 + sympy.I * x))
    >>> float(RealResult(through, [x])({x: 1})[0])
    1.5707963267948966
    >>> RealResult(sympy.sqrt(x), [x])({x: -1})[0].is_finite
    False
    """

    def __init__(
        self,
        exprs: Any,
        inputs: Sequence[Any],
        *,
        method: str = "auto",
        ops: Mapping[Any, Any] | None = None,
    ) -> None:
        super().__init__(exprs, inputs, method=method, ops=ops, parts={})

    def __call__(self, point: Mapping[Any, Any], bits: int = 120) -> tuple[Enclosure, ...]:
        """Enclose every output at ``point`` to ``bits`` leading bits."""
        return tuple(map(_real, super().__call__(point, bits)))

    def at_precision(self, point: Mapping[Any, Any], working_bits: int) -> tuple[Enclosure, ...]:
        """Enclose every output at one fixed working precision, however wide the result."""
        return tuple(map(_real, super().at_precision(point, working_bits)))


def _real(value: Enclosure) -> Enclosure:
    if not value.is_finite:
        return value
    if abs(mpmath.im(value.center)) > value.radius:
        return Enclosure(mpmath.mp.nan, mpmath.mp.inf, value.bits, value.method)
    return Enclosure(mpmath.re(value.center), value.radius, value.bits, value.method)
