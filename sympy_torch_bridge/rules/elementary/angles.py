"""Further trigonometric and hyperbolic functions, and their inverses, in radians and in degrees."""

from __future__ import annotations

from sympy import (
    Abs,
    acos,
    acosh,
    acot,
    acsc,
    asec,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    cot,
    csc,
    exp,
    log,
    pi,
    sec,
    sin,
    sinc,
    sinh,
    sqrt,
    symbols,
    tan,
    tanh,
)

from ...domain import POSITIVE, SYMMETRIC_OPEN_UNIT, Interval
from .._rule import Rule
from .record import a, b, elementary, x

__all__ = ["RULES"]

_omega, _phi = symbols("omega phi", real=True)
_COSINE, _SINE = "cos(x) != 0", "sin(x) != 0"
_DEGREES = Interval(-80, 80)
_UP = Interval(10, 170)
_t = pi * x / 180
_ANGLE = 180 / pi

_TRIGONOMETRIC = (
    elementary("sin-wave", "sine wave", a * sin(_omega * x + _phi), a * _omega * cos(_omega * x + _phi)),
    elementary("cos-wave", "cosine wave", a * cos(_omega * x + _phi), -a * _omega * sin(_omega * x + _phi)),
    elementary("damped-wave", "damped wave", exp(-b * x) * cos(_omega * x),
               -exp(-b * x) * (b * cos(_omega * x) + _omega * sin(_omega * x)),
               {x: Interval(0, 4), b: Interval(0, 1)}, assumptions="x real"),
    elementary("chirp", "wave of growing frequency", sin(x**2), 2 * x * cos(x**2)),
    elementary("sin-square", "square of the sine", sin(x) ** 2, sin(2 * x)),
    elementary("cos-square", "square of the cosine", cos(x) ** 2, -sin(2 * x)),
    elementary("sin-cos", "sine times cosine", sin(x) * cos(x), cos(2 * x)),
    elementary("versine", "versine", 1 - cos(x), sin(x)),
    elementary("haversine", "haversine", (1 - cos(x)) / 2, sin(x) / 2),
    elementary("tan-square", "square of the tangent", tan(x) ** 2, 2 * tan(x) * sec(x) ** 2,
               assumptions=_COSINE),
    elementary("log-sin", "logarithm of the sine", log(sin(x)), cot(x),
               assumptions="sin(x) > 0"),
    elementary("log-cos", "logarithm of the cosine", log(cos(x)), -tan(x),
               assumptions="cos(x) > 0"),
    elementary("log-tan", "logarithm of the tangent", log(tan(x)), 2 / sin(2 * x),
               assumptions="tan(x) > 0"),
    elementary("log-sec-tan", "logarithm of secant plus tangent", log(Abs(sec(x) + tan(x))), sec(x),
               assumptions=_COSINE),
    elementary("log-tan-half", "logarithm of the tangent of half the angle", log(Abs(tan(x / 2))), csc(x),
               assumptions=_SINE),
    elementary("sinc", "sine over x", sinc(x), (x * cos(x) - sin(x)) / x**2,
    assumptions="x != 0 (the slope at 0 is 0)", source="Fungrim 768c77"),
    elementary("sinc.normalized", "sine over x, normalized", sin(pi * x) / (pi * x),
               cos(pi * x) / x - sin(pi * x) / (pi * x**2), assumptions="x != 0 (the limit at 0 is 0)"),
    elementary("sin-pi", "sine of pi times x", sin(pi * x), pi * cos(pi * x)),
    elementary("cos-pi", "cosine of pi times x", cos(pi * x), -pi * sin(pi * x)),
    elementary("sin-degrees", "sine of an angle in degrees", sin(_t), pi * cos(_t) / 180, _DEGREES,
    assumptions="x real"),
    elementary("cos-degrees", "cosine of an angle in degrees", cos(_t), -pi * sin(_t) / 180, _DEGREES,
    assumptions="x real"),
    elementary("tan-degrees", "tangent of an angle in degrees", tan(_t), pi * sec(_t) ** 2 / 180, _DEGREES,
               assumptions="cos(pi*x/180) != 0"),
    elementary("sec-degrees", "secant of an angle in degrees", sec(_t), pi * sec(_t) * tan(_t) / 180,
    _DEGREES,
               assumptions="cos(pi*x/180) != 0"),
    elementary("csc-degrees", "cosecant of an angle in degrees", csc(_t), -pi * csc(_t) * cot(_t) / 180, _UP,
               assumptions="sin(pi*x/180) != 0"),
    elementary("cot-degrees", "cotangent of an angle in degrees", cot(_t), -pi * csc(_t) ** 2 / 180, _UP,
               assumptions="sin(pi*x/180) != 0"),
    elementary("to-radians", "degrees to radians", _t, pi / 180 + 0 * x),
    elementary("to-degrees", "radians to degrees", _ANGLE * x, _ANGLE + 0 * x),
)  # fmt: skip

_INVERSE = (
    elementary("asin-scaled", "arc sine of x/a", asin(x / a), 1 / sqrt(a**2 - x**2), {x: Interval(-1, 1),
    a: Interval(1.5, 4)},
               assumptions="|x| < a"),
    elementary("acos-scaled", "arc cosine of x/a", acos(x / a), -1 / sqrt(a**2 - x**2),
               {x: Interval(-1, 1), a: Interval(1.5, 4)}, assumptions="|x| < a"),
    elementary("atan-scaled", "arc tangent of x/a", atan(x / a), a / (a**2 + x**2), assumptions="a != 0"),
    elementary("asin-degrees", "arc sine in degrees", _ANGLE * asin(x), _ANGLE / sqrt(1 - x**2),
    SYMMETRIC_OPEN_UNIT),
    elementary("acos-degrees", "arc cosine in degrees", _ANGLE * acos(x), -_ANGLE / sqrt(1 - x**2),
    SYMMETRIC_OPEN_UNIT),
    elementary("atan-degrees", "arc tangent in degrees", _ANGLE * atan(x), _ANGLE / (1 + x**2)),
    elementary("acot-degrees", "arc cotangent in degrees", _ANGLE * acot(x), -_ANGLE / (1 + x**2),
    assumptions="x != 0"),
    elementary("asec-degrees", "arc secant in degrees", _ANGLE * asec(x),
    _ANGLE / (Abs(x) * sqrt(x**2 - 1)),
               assumptions="|x| > 1"),
    elementary("acsc-degrees", "arc cosecant in degrees", _ANGLE * acsc(x),
    -_ANGLE / (Abs(x) * sqrt(x**2 - 1)),
               assumptions="|x| > 1"),
    elementary("asin-sqrt", "arc sine of the square root", asin(sqrt(x)), 1 / (2 * sqrt(x * (1 - x))),
               Interval(0.01, 0.99), assumptions="0 < x < 1"),
    elementary("atan-sqrt", "arc tangent of the square root", atan(sqrt(x)), 1 / (2 * sqrt(x) * (1 + x)),
    POSITIVE),
    elementary("asinh-scaled", "inverse hyperbolic sine of x/a", asinh(x / a), 1 / sqrt(x**2 + a**2),
    {a: POSITIVE},
               assumptions="a > 0"),
    elementary("acosh-scaled", "inverse hyperbolic cosine of x/a", acosh(x / a), 1 / sqrt(x**2 - a**2),
               {x: Interval(4.5, 9), a: Interval(0.5, 4)}, assumptions="x > a > 0"),
    elementary("atanh-scaled", "inverse hyperbolic tangent of x/a", atanh(x / a), a / (a**2 - x**2),
               {x: Interval(-1, 1), a: Interval(1.5, 4)}, assumptions="|x| < |a|"),
)  # fmt: skip

_HYPERBOLIC = (
    elementary("sinh-square", "square of the hyperbolic sine", sinh(x) ** 2, sinh(2 * x)),
    elementary("tanh-square", "square of the hyperbolic tangent", tanh(x) ** 2,
    2 * tanh(x) * (1 - tanh(x) ** 2)),
    elementary("log-cosh", "logarithm of the hyperbolic cosine", log(cosh(x)), tanh(x)),
    elementary("log-sinh", "logarithm of the hyperbolic sine", log(sinh(x)), cosh(x) / sinh(x), POSITIVE),
    elementary("catenary", "catenary", a * cosh(x / a), sinh(x / a), {x: Interval(-4, 4), a: Interval(0.5,
    4)},
               assumptions="a != 0"),
    elementary("langevin", "function of Langevin", cosh(x) / sinh(x) - 1 / x, 1 / x**2 - 1 / sinh(x) ** 2,
               Interval(0.25, 8), assumptions="x != 0"),
    elementary("gudermann", "function of Gudermann", 2 * atan(tanh(x / 2)), 1 / cosh(x)),
    elementary("gudermann.inverse", "inverse of the function of Gudermann", asinh(tan(x)), sec(x),
               assumptions="-pi/2 < x < pi/2"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_TRIGONOMETRIC, *_INVERSE, *_HYPERBOLIC)
