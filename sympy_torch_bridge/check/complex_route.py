"""Real values by way of complex ones: ``exp(2*log(x))`` is ``x**2`` for negative ``x`` as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath

from ..errors import UnsupportedFunctionError
from ..exact import Enclosure, ExactFunction
from ..working_precision import working_bits

__all__ = ["ComplexRoute"]

# How far from the real axis, on the scale of the value, complex arithmetic may leave a real number.
_REAL_BITS = -60
_WORKING_BITS = 256


class ComplexRoute:
    """Formulas evaluated at real points in complex arithmetic, on principal branches.

    Parameters
    ----------
    exprs : sequence of sympy.Expr
    inputs : sequence of Symbol
    ops : mapping of SymPy class to Op, optional

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> route = ComplexRoute([sympy.exp(2 * sympy.log(x), evaluate=False), sympy.sqrt(x)], [x])
    >>> float(route.value(0, {x: -3.0}, 1.0)), route.value(1, {x: -3.0}, 1.0)
    (9.0, None)
    """

    def __init__(
        self, exprs: Sequence[Any], inputs: Sequence[Any], ops: Mapping[Any, Any] | None = None
    ) -> None:
        self._exprs = tuple(exprs)
        self._inputs = tuple(inputs)
        self._ops = ops
        self._functions: dict[int, ExactFunction | None] = {}

    def value(self, place: int, point: Mapping[Any, Any], scale: float) -> Enclosure | None:
        """Enclose the value of one formula; None unless it is a real number.

        Parameters
        ----------
        place : int
        point : mapping of Symbol to number
        scale : float
            What an imaginary part counts as tiny by, where the value itself is zero.
        """
        function = self._function(place)
        if function is None:
            return None
        (value,) = function(point)
        if not value.is_finite:
            return None
        with working_bits(_WORKING_BITS):
            size = max(abs(value.center), mpmath.mpf(scale))
            if value.radius > mpmath.ldexp(size, _REAL_BITS):
                return None
            if abs(mpmath.im(value.center)) > value.radius:
                return None
            return Enclosure(mpmath.re(value.center), value.radius, value.bits, value.method)

    def _function(self, place: int) -> ExactFunction | None:
        if place not in self._functions:
            try:
                made: ExactFunction | None = ExactFunction(
                    [self._exprs[place]], self._inputs, ops=self._ops, parts={}
                )
            except UnsupportedFunctionError:
                made = None
            self._functions[place] = made
        return self._functions[place]
