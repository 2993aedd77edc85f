"""Derivatives of any order as limits of differences of the values: no derivative is taken on the way.

A function may have a first derivative and no second one, as ``x*Abs(x)`` at zero, where the central
quotients of all steps agree. So the quotients of every side are compared, as with the slopes of order one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import mpmath

from .enclosure import Enclosure
from .expected import Expected
from .function import ExactFunction
from .quotient import extrapolated
from .sides import FINER_STEPS, Kind, OneSided, Slope, gap_closes
from .stencil import CENTRAL, CURVATURE, Around, Kept, Stencil

__all__ = ["central_derivative", "classify_derivative"]

Weights = Mapping[int, int]


def central_derivative(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    wrt: Sequence[Any],
    *,
    output: int = 0,
    kept: Kept | None = None,
    expected: Expected | None = None,
) -> Enclosure:
    """Return a partial derivative of any order as an extrapolated central difference quotient.

    Parameters
    ----------
    fn : ExactFunction
    point : mapping of Symbol to number
    wrt : sequence of Symbol
        One for each differentiation, in any order.
    output : int
        Which output of ``fn``.
    kept, expected
        As for :func:`central_slope`.

    Returns
    -------
    Enclosure
        With ``method == "quotient"``; not finite where a value is not.

    Raises
    ------
    UnknownSymbolError
        A symbol is not an input of ``fn``.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> fn = ExactFunction(x**4 * y**2, [x, y])
    >>> float(central_derivative(fn, {x: 2, y: 3}, [x, x, y]))
    288.0
    """
    orders = Counter(wrt)
    around = Around(fn, point, tuple(orders), output, kept)
    return extrapolated(around, _central(tuple(orders.values())), expected)


def classify_derivative(
    fn: ExactFunction,
    point: Mapping[Any, Any],
    wrt: Sequence[Any],
    *,
    output: int = 0,
    kept: Kept | None = None,
) -> Slope:
    """Tell whether a function has a derivative of higher order at a point, by its values alone.

    The quotients with points on each side of each variable and the central one need a common limit.
    Parameters and errors are those of :func:`central_derivative`.

    Returns
    -------
    Slope
        ``left`` and ``right`` are the one-sided quotients of a derivative by one variable, infinite where
        they grow without bound; with several variables they are not finite.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> for expr in (sympy.Abs(x) ** 3, x * sympy.Abs(x), sympy.Abs(x)):
    ...     print(expr, classify_derivative(ExactFunction(expr, [x]), {x: 0}, [x, x]).kind)
    Abs(x)**3 smooth
    x*Abs(x) kink
    Abs(x) vertical
    """
    counts = Counter(wrt)
    orders = tuple(counts.values())
    around = Around(fn, point, tuple(counts), output, kept)
    central = extrapolated(around, _central(orders))
    stencils = [_sided(orders, signs) for signs in product((-1, 1), repeat=len(orders))]
    stencils.append(_central(orders))
    kind: Kind = "outside"
    sides: list[OneSided] = []
    for number, (coarse, fine) in enumerate(FINER_STEPS):
        sides = [
            OneSided(around.quotient(s, coarse), around.quotient(s, fine), fine - coarse) for s in stencils
        ]
        kind = _kind(sides)
        if kind in ("smooth", "outside", "unknown") or (number and all(side.settles for side in sides)):
            break
    left, right = (sides[0].limit, sides[1].limit) if len(orders) == 1 else (_NONE, _NONE)
    if kind == "vertical" and left.is_finite and right.is_finite:
        left = right = _NONE  # The function itself has a kink: what the sides tend to says nothing.
    return Slope(kind, left, right, central)


_NONE = Enclosure(mpmath.mp.nan, mpmath.mp.inf, 0, "quotient")


def _kind(sides: Sequence[OneSided]) -> Kind:
    if any(side.is_unknown for side in sides):
        return "unknown"
    if not all(side.is_finite for side in sides):
        return "outside"
    if any(side.grows for side in sides):
        return "vertical"
    return "smooth" if all(gap_closes(sides[0], side) for side in sides[1:]) else "kink"


@cache
def _central(orders: tuple[int, ...]) -> Stencil:
    """Return the product of central differences, exact to second order in the steps."""
    weights = [_convolved([_SECOND] * (order // 2) + [_FIRST] * (order % 2)) for order in orders]
    return _product(weights, 2 ** sum(order % 2 for order in orders), orders)


@cache
def _sided(orders: tuple[int, ...], signs: tuple[int, ...]) -> Stencil:
    """Return the product of differences that use points on one side of each variable only."""
    weights = [
        {sign * j: (-1) ** (order - j if sign > 0 else j) * math.comb(order, j) for j in range(order + 1)}
        for order, sign in zip(orders, signs, strict=True)
    ]
    return _product(weights, 1, orders)


_FIRST = {place: weight for weight, (place,) in CENTRAL.terms}
_SECOND = {place: weight for weight, (place,) in CURVATURE.terms}


def _convolved(parts: Sequence[Weights]) -> Weights:
    total: dict[int, int] = {0: 1}
    for part in parts:
        sums: dict[int, int] = {}
        for (here, weight), (step, factor) in product(total.items(), part.items()):
            sums[here + step] = sums.get(here + step, 0) + weight * factor
        total = sums
    return {place: weight for place, weight in total.items() if weight}


def _product(weights: Sequence[Weights], divisor: int, orders: tuple[int, ...]) -> Stencil:
    terms = [
        (math.prod(weight for _, weight in combination), tuple(place for place, _ in combination))
        for combination in product(*(part.items() for part in weights))
    ]
    return Stencil(tuple(terms), divisor, orders)
