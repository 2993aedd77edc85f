"""Further powers and roots, steps, extrema and roundings."""

from __future__ import annotations

from sympy import (
    Abs,
    Heaviside,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    ceiling,
    exp,
    floor,
    frac,
    log,
    root,
    sign,
    sqrt,
    symbols,
)

from ...domain import POSITIVE, SYMMETRIC_OPEN_UNIT, Interval
from .._rule import Rule
from .record import a, b, elementary, x, y

__all__ = ["RULES"]

_n = symbols("n", integer=True, positive=True)
_c, _d = symbols("c d", real=True)
_NOT_ZERO = "x != 0"
_INSIDE = {a: SYMMETRIC_OPEN_UNIT, x: Interval(-0.9, 0.9)}

_POWERS = (
    elementary("negative", "negative of a number", -x, Integer(-1)),
    elementary("linear", "linear function", a * x + b, a),
    elementary("square", "square", x**2, 2 * x),
    elementary("cube", "cube", x**3, 3 * x**2),
    elementary("quadratic", "quadratic polynomial", a * x**2 + b * x + _c, 2 * a * x + b),
    elementary("cubic", "cubic polynomial", a * x**3 + b * x**2 + _c * x + _d, 3 * a * x**2 + 2 * b * x + _c),
    elementary("linear-power", "power of a linear function", (a * x + b) ** _n,
    a * _n * (a * x + b) ** (_n - 1),
               assumptions="n a positive integer", instances=({_n: 2}, {_n: 3}, {_n: 6})),
    elementary("inverse-square", "inverse square", x**-2, -2 * x**-3, assumptions=_NOT_ZERO),
    elementary("cube-root", "cube root", x ** Rational(1, 3), 1 / (3 * x ** Rational(2, 3)), POSITIVE),
    elementary("nth-root", "n-th root", root(x, _n), root(x, _n) / (_n * x), POSITIVE,
               assumptions="x > 0, n a positive integer", instances=({_n: 2}, {_n: 4}, {_n: 7})),
    elementary("reciprocal-sqrt", "reciprocal of the square root", 1 / sqrt(x), -1 / (2 * x * sqrt(x)),
    POSITIVE),
    elementary("three-halves", "power 3/2", x ** Rational(3, 2), 3 * sqrt(x) / 2, POSITIVE),
    elementary("circle", "upper half of the unit circle", sqrt(1 - x**2), -x / sqrt(1 - x**2),
    SYMMETRIC_OPEN_UNIT),
    elementary("hyperbola", "upper branch of a hyperbola", sqrt(x**2 + a**2), x / sqrt(x**2 + a**2),
               assumptions="x, a not both 0"),
    elementary("mobius", "quotient of linear functions", (a * x + b) / (_c * x + _d),
               (a * _d - b * _c) / (_c * x + _d) ** 2, assumptions="c*x + d != 0"),
    elementary("lorentzian", "Lorentz curve", 1 / (1 + x**2), -2 * x / (1 + x**2) ** 2),
    elementary("michaelis-menten", "saturation of Michaelis and Menten", a * x / (b + x),
    a * b / (b + x) ** 2,
               {x: POSITIVE, b: POSITIVE}, assumptions="x != -b"),
    elementary("geometric-sum", "geometric series", 1 / (1 - x), (1 - x) ** -2, SYMMETRIC_OPEN_UNIT,
               assumptions="x != 1"),
    elementary("velocity-sum", "sum of velocities of relativity", (x + a) / (1 + a * x),
    (1 - a**2) / (1 + a * x) ** 2,
               _INSIDE, assumptions="1 + a*x != 0"),
)  # fmt: skip

_PIECES = (
    elementary("sign", "sign", sign(x), 0 * x, assumptions=_NOT_ZERO),
    elementary("heaviside", "step of Heaviside", Heaviside(x), 0 * x, assumptions=_NOT_ZERO),
    elementary("floor", "floor", floor(x), 0 * x, assumptions="x not an integer"),
    elementary("ceiling", "ceiling", ceiling(x), 0 * x, assumptions="x not an integer"),
    elementary("fraction", "fractional part", frac(x), 1 + 0 * x, assumptions="x not an integer"),
    elementary("signed-square", "square with the sign of x", x * Abs(x), 2 * Abs(x), assumptions="x real"),
    elementary("abs-power", "power of the absolute value", Abs(x) ** a, a * sign(x) * Abs(x) ** (a - 1),
               {a: Interval(-2, 3)}, assumptions=_NOT_ZERO),
    elementary("reciprocal-abs", "reciprocal of the absolute value", 1 / Abs(x), -sign(x) / x**2,
    assumptions=_NOT_ZERO),
    elementary("maximum", "maximum of two numbers", Max(x, y), Piecewise((1, x > y), (0, True)),
    assumptions="x != y"),
    elementary("minimum", "minimum of two numbers", Min(x, y), Piecewise((1, x < y), (0, True)),
    assumptions="x != y"),
    elementary("remainder", "remainder of a division", x - a * floor(x / a), 1 + 0 * x, {a: POSITIVE},
               assumptions="x/a not an integer"),
    elementary("remainder.divisor", "remainder of a division, by the divisor", x - a * floor(x / a),
    -floor(x / a),
               {a: POSITIVE}, a, assumptions="x/a not an integer"),
)  # fmt: skip

_MEANS = (
    elementary("geometric-mean", "geometric mean of two numbers", sqrt(x * y), sqrt(y / x) / 2, {x: POSITIVE,
    y: POSITIVE}),
    elementary("harmonic-mean", "harmonic mean of two numbers", 2 * x * y / (x + y), 2 * y**2 / (x + y) ** 2,
               {x: POSITIVE, y: POSITIVE}, assumptions="x + y != 0"),
    elementary("power-mean", "power mean of two numbers", ((x**a + y**a) / 2) ** (1 / a),
               ((x**a + y**a) / 2) ** (1 / a - 1) * x ** (a - 1) / 2,
               {x: POSITIVE, y: POSITIVE, a: Interval(0.5, 4)}, assumptions="x > 0, y > 0, a != 0"),
    elementary("logarithmic-mean", "logarithmic mean of two numbers", (x - y) / (log(x) - log(y)),
               1 / (log(x) - log(y)) - (x - y) / (x * (log(x) - log(y)) ** 2),
               {x: Interval(4.5, 8), y: Interval(0.5, 4)},
               assumptions="x > 0, y > 0, x != y"),
    elementary("weighted-exponential", "power times exponential", x**a * exp(-b * x),
    x**a * exp(-b * x) * (a / x - b),
               {x: POSITIVE, a: Interval(0, 3), b: Interval(0, 1)}, assumptions="x > 0"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_POWERS, *_PIECES, *_MEANS)
