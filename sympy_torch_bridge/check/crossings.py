"""The zeros of landmarks along a coordinate: exactly for polynomials of one variable, else by bisection."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sympy

from ..errors import UnsupportedFunctionError
from ..exact import ExactFunction
from .box import Box

__all__ = ["Crossing", "crossings", "polynomial_zeros", "zeros_along"]

Point = dict[Any, float]
# Zeros further out are looked for only where there is none near zero.
_REACHES = (3.0, 30.0, 300.0)
_STEPS = 12
_BITS = 60
# A polynomial of higher degree is searched on the grid like everything else: isolating its roots may be slow.
_MAX_DEGREE = 12
_MAX_OPERATIONS = 200
# Of one landmark along one coordinate: the integers that a floor jumps at are many.
_MAX_ZEROS = 4


class Crossing:
    """A zero of a landmark on a line parallel to an axis.

    Parameters
    ----------
    base : dict of Symbol to float
        A point of the line.
    symbol : Symbol
        The coordinate that changes along it.
    zero : float
        Where the landmark is zero, or the double next to it.
    width : float
        Of the window it was found in: what distances are measured by.
    is_exact : bool
        Whether the landmark is zero at this very double.
    """

    def __init__(self, base: Point, symbol: Any, zero: float, width: float, *, is_exact: bool) -> None:
        self._base = base
        self._symbol = symbol
        self._zero = zero
        self._width = width
        self.is_exact = is_exact

    def at(self, distance: float) -> Point:
        """Return the point at a signed distance, in units of the window."""
        return {**self._base, self._symbol: self._zero + distance * self._width}


def crossings(
    landmarks: Sequence[Any], inputs: Sequence[Any], base: Point, box: Box, ops: Mapping[Any, Any] | None
) -> Iterator[list[Crossing]]:
    """Yield for each landmark its zeros along the first coordinate on which it has some.

    Parameters
    ----------
    landmarks : sequence of sympy.Expr
    inputs : sequence of Symbol
    base : dict of Symbol to float
        All coordinates but one are taken from here.
    box : Box
    ops : mapping of SymPy class to Op, or None

    Examples
    --------
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> ((first, second),) = crossings([x**2 - 4], [x], {x: 0.1}, box_of(None, [x]), None)
    >>> first.at(0.0), second.at(0.0), first.is_exact
    ({x: -2.0}, {x: 2.0}, True)
    """
    for landmark in landmarks:
        if not landmark.free_symbols <= set(inputs):  # It holds the index of a sum.
            continue
        symbols = [s for s in inputs if s in landmark.free_symbols and s not in box.integers]
        try:
            fn = ExactFunction([landmark], inputs, ops=ops)
        except UnsupportedFunctionError:
            continue
        found = (_on_line(fn, landmark, symbol, base, box) for symbol in symbols)
        yield next((zeros for zeros in found if zeros), [])


def _on_line(fn: ExactFunction, landmark: Any, symbol: Any, base: Point, box: Box) -> list[Crossing]:
    def sign(place: float) -> int:
        return _sign(fn, {**base, symbol: place})

    zeros = polynomial_zeros(landmark, symbol) if landmark.free_symbols == {symbol} else None
    for low, high in dict.fromkeys(box.window(symbol, reach) for reach in _REACHES):
        if zeros is not None:
            places = [zero for zero in zeros if box.intervals[symbol].contains(zero)]
        else:
            places = _scanned(sign, low, high)
        if places:
            places = sorted(places, key=abs)[:_MAX_ZEROS]
            return [
                Crossing(base, symbol, place, high - low, is_exact=sign(place) == 0)
                for place in sorted(places)
            ]
    return []


def zeros_along(fn: ExactFunction, landmark: Any, symbol: Any, base: Point, box: Box) -> list[float]:
    """Return the zeros of a landmark, given as ``fn`` too, along one coordinate through the base.

    Examples
    --------
    >>> from .box import box_of
    >>> x = sympy.Symbol("x")
    >>> fn = ExactFunction([sympy.cos(x)], [x])
    >>> zeros_along(fn, sympy.cos(x), x, {x: 0.1}, box_of({x: (0, 3)}, [x]))
    [1.5707963267948966]
    """
    return [crossing.at(0.0)[symbol] for crossing in _on_line(fn, landmark, symbol, base, box)]


def polynomial_zeros(expr: Any, symbol: Any) -> list[float] | None:
    """Return the real zeros of a polynomial with rational coefficients, None for anything else.

    They are isolated exactly, which takes milliseconds and cannot fail to end.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> polynomial_zeros(x**3 - 2 * x, x), polynomial_zeros(sympy.exp(x), x)
    ([-1.4142135623730951, 0.0, 1.4142135623730951], None)
    """
    if not expr.is_polynomial(symbol) or sympy.count_ops(expr) > _MAX_OPERATIONS:
        return None
    poly = sympy.Poly(expr, symbol)
    if not poly.domain.is_ZZ and not poly.domain.is_QQ:
        return None
    if poly.degree() > _MAX_DEGREE or poly.degree() < 1:
        return None
    # Isolated to 2**-80, so that a root that is a double is rounded to itself.
    ends = poly.sqf_part().intervals(eps=sympy.Rational(1, 2**80))
    return [float((low + high) / 2) for (low, high), _ in ends]


def _scanned(sign: Callable[[float], int], low: float, high: float) -> list[float]:
    """Find changes of sign on a grid, and close in on them."""
    # The ends belong to the grid, slightly inside; its inner places avoid round numbers.
    grid = [low + (high - low) * min(max((i + 0.37) / _STEPS, 1e-3), 0.999) for i in range(-1, _STEPS + 1)]
    signs = [sign(place) for place in grid]
    return [
        _bisected(sign, left, right, before)
        for left, right, before, after in zip(grid, grid[1:], signs, signs[1:], strict=False)
        if before * after < 0
    ]


def _bisected(sign: Callable[[float], int], left: float, right: float, before: int) -> float:
    """Halve an interval until its ends are neighbouring doubles or a zero is hit."""
    tiny = math.ulp(0.0)
    # Functions like to change sign at zero, which halving reaches by way of all smaller doubles.
    if left < -tiny and tiny < right and sign(-tiny) == before and sign(tiny) == -before:
        return -tiny if sign(0.0) == -before else 0.0
    while right > math.nextafter(left, right):
        middle = left + (right - left) / 2
        if not left < middle < right:
            break
        here = sign(middle)
        if here == 0:
            return middle
        left, right = (middle, right) if here == before else (left, middle)
    return left


def _sign(fn: ExactFunction, point: Point) -> int:
    (value,) = fn(point, bits=_BITS)
    if not value.is_finite or not value.excludes_zero:
        return 0
    return 1 if value.center > 0 else -1
