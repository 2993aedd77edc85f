"""Antiderivatives that every table has: the derivative is the function that one wants to integrate."""

from __future__ import annotations

from sympy import (
    Abs,
    acos,
    acosh,
    acot,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    cot,
    csc,
    erf,
    exp,
    log,
    pi,
    sec,
    sin,
    sinh,
    sqrt,
    tan,
)

from ...domain import POSITIVE, SYMMETRIC_OPEN_UNIT, Interval
from .._rule import Rule
from .record import a, b, elementary, x

__all__ = ["RULES"]

_AROUND = Interval(-1.5, 1.5)
_BETWEEN = Interval(0.1, 3)
_BEYOND = Interval(1, 8, lower_open=True)
_WAVE = {x: Interval(-2, 2), a: Interval(-1, 1), b: Interval(0.5, 3)}
_SQUARES = a**2 + b**2
_SCALE = {x: Interval(-1, 1), a: Interval(1.5, 4)}
_NOT_BOTH = "a, b not both 0"
_RADIUS = "|x| < a"

RULES: tuple[Rule, ...] = tuple(
    elementary(f"antiderivative.{name}", f"antiderivative of {title}", lhs, rhs, domain, assumptions=where)
    for name, title, lhs, rhs, domain, where in (
        ("log", "the logarithm", x * log(x) - x, log(x), POSITIVE, ""),
        ("x-log", "x times the logarithm", x**2 * log(x) / 2 - x**2 / 4, x * log(x), POSITIVE, ""),
        ("x-exp", "x times the exponential", (x - 1) * exp(x), x * exp(x), (), "x real"),
        ("x-sin", "x times the sine", sin(x) - x * cos(x), x * sin(x), (), ""),
        ("x-cos", "x times the cosine", cos(x) + x * sin(x), x * cos(x), (), ""),
        ("tan", "the tangent", -log(Abs(cos(x))), tan(x), _AROUND, "cos(x) != 0"),
        ("cot", "the cotangent", log(Abs(sin(x))), cot(x), _BETWEEN, "sin(x) != 0"),
        ("csc", "the cosecant", -log(Abs(csc(x) + cot(x))), csc(x), _BETWEEN, "sin(x) != 0"),
        ("sec-cube", "the cube of the secant", (sec(x) * tan(x) + log(Abs(sec(x) + tan(x)))) / 2, sec(x) ** 3,
         _AROUND, "cos(x) != 0"),
        ("sin-square", "the square of the sine", x / 2 - sin(2 * x) / 4, sin(x) ** 2, (), ""),
        ("cos-square", "the square of the cosine", x / 2 + sin(2 * x) / 4, cos(x) ** 2, (), ""),
        ("exp-sin", "exponential times sine", exp(a * x) * (a * sin(b * x) - b * cos(b * x)) / _SQUARES,
         exp(a * x) * sin(b * x), _WAVE, _NOT_BOTH),
        ("exp-cos", "exponential times cosine", exp(a * x) * (a * cos(b * x) + b * sin(b * x)) / _SQUARES,
         exp(a * x) * cos(b * x), _WAVE, _NOT_BOTH),
        ("asin", "the arc sine", x * asin(x) + sqrt(1 - x**2), asin(x), SYMMETRIC_OPEN_UNIT, ""),
        ("acos", "the arc cosine", x * acos(x) - sqrt(1 - x**2), acos(x), SYMMETRIC_OPEN_UNIT, ""),
        ("atan", "the arc tangent", x * atan(x) - log(1 + x**2) / 2, atan(x), (), ""),
        ("acot", "the arc cotangent", x * acot(x) + log(1 + x**2) / 2, acot(x), (), "x != 0"),
        ("asinh", "the inverse hyperbolic sine", x * asinh(x) - sqrt(x**2 + 1), asinh(x), (), ""),
        ("acosh", "the inverse hyperbolic cosine", x * acosh(x) - sqrt(x**2 - 1), acosh(x), _BEYOND, ""),
        ("atanh", "the inverse hyperbolic tangent", x * atanh(x) + log(1 - x**2) / 2, atanh(x),
         SYMMETRIC_OPEN_UNIT, ""),
        ("sech", "the hyperbolic secant", atan(sinh(x)), 1 / cosh(x), (), ""),
        ("gaussian", "the Gaussian", sqrt(pi) * erf(x) / 2, exp(-(x**2)), (), ""),
        ("half-circle", "the half circle", (x * sqrt(a**2 - x**2) + a**2 * asin(x / a)) / 2,
        sqrt(a**2 - x**2),
         _SCALE, _RADIUS),
        ("partial-fractions", "1/(a**2 - x**2)", log((a + x) / (a - x)) / (2 * a), 1 / (a**2 - x**2), _SCALE,
        _RADIUS),
        ("reciprocal-root", "1/sqrt(x**2 + a**2)", log(x + sqrt(x**2 + a**2)), 1 / sqrt(x**2 + a**2), _SCALE,
        "a != 0"),
    )
)  # fmt: skip
