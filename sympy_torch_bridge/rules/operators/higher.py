"""Second and third derivatives of combinations and compositions."""

from __future__ import annotations

from sympy import Derivative, Integral, Lambda, exp, log, sin, sqrt

from ...domain import Interval
from .._rule import Rule
from .record import (
    PAIRS,
    POSITIVE,
    POSITIVE_PAIRS,
    SINGLES,
    F,
    a,
    b,
    df,
    dg,
    f,
    g,
    operator,
    slope,
    t,
    x,
)

__all__ = ["RULES"]

_d2f, _d2g = Derivative(f, (x, 2)), Derivative(g, (x, 2))
_d3f, _d3g = Derivative(f, (x, 3)), Derivative(g, (x, 3))
_d4f, _d4g = Derivative(f, (x, 4)), Derivative(g, (x, 4))
_TWICE, _BOTH = "f differentiable twice", "f and g differentiable twice"
_INTEGRABLE = tuple({F: Lambda(t, body)} for body in (sin(t), t**2 + t, exp(-t)))
_LINEAR = a * x + b
_SMALL = {x: Interval(-2, 2), a: Interval(-1.5, 1.5), b: Interval(-2, 2)}

RULES: tuple[Rule, ...] = (
    operator("second.linearity", "second derivative of a linear combination", a * f + b * g,
             a * _d2f + b * _d2g, PAIRS,
             order=2, assumptions=f"{_BOTH}, a and b constant"),
    operator("second.product", "second derivative of a product", f * g, f * _d2g + 2 * df * dg + g * _d2f,
             PAIRS,
             order=2, assumptions=_BOTH),
    operator("third.product", "third derivative of a product", f * g,
             f * _d3g + 3 * df * _d2g + 3 * _d2f * dg + g * _d3f, PAIRS, order=3,
             assumptions="f and g differentiable three times"),
    operator("fourth.product", "fourth derivative of a product", f * g,
             f * _d4g + 4 * df * _d3g + 6 * _d2f * _d2g + 4 * _d3f * dg + g * _d4f, PAIRS, order=4,
             assumptions="f and g differentiable four times"),
    operator("second.quotient", "second derivative of a quotient", f / g,
             _d2f / g - 2 * df * dg / g**2 - f * _d2g / g**2 + 2 * f * dg**2 / g**3, POSITIVE_PAIRS, order=2,
             assumptions=f"{_BOTH}, g(x) != 0"),
    operator("second.reciprocal", "second derivative of a reciprocal", 1 / f, 2 * df**2 / f**3 - _d2f / f**2,
             POSITIVE,
             order=2, assumptions=f"{_TWICE}, f(x) != 0"),
    operator("second.square", "second derivative of a square", f**2, 2 * df**2 + 2 * f * _d2f, SINGLES,
             order=2,
             assumptions=_TWICE),
    operator("second.square-root", "second derivative of a square root", sqrt(f),
             _d2f / (2 * sqrt(f)) - df**2 / (4 * f * sqrt(f)), POSITIVE, order=2,
             assumptions=f"{_TWICE}, f(x) > 0"),
    operator("second.exponential", "second derivative of an exponential of a function", exp(f),
             exp(f) * (df**2 + _d2f),
             SINGLES, order=2, domain={x: Interval(-3, 3)}, assumptions=_TWICE),
    operator("second.logarithm", "second derivative of the logarithm of a function", log(f),
             _d2f / f - df**2 / f**2,
             POSITIVE, order=2, assumptions=f"{_TWICE}, f(x) > 0"),
    operator("second.x", "second derivative of x times a function", x * f, 2 * df + x * _d2f, SINGLES,
             order=2,
             assumptions=_TWICE),
    operator("second.scaled", "second derivative with a linear argument", F(_LINEAR),
             a**2 * slope(F, _LINEAR, 2),
             SINGLES, order=2, domain=_SMALL, assumptions=f"{_TWICE}, a and b constant"),
    operator("third.scaled", "third derivative with a linear argument", F(_LINEAR),
             a**3 * slope(F, _LINEAR, 3),
             SINGLES, order=3, domain=_SMALL, assumptions="f differentiable three times, a and b constant"),
    operator("second.chain", "second derivative of a composition", F(g),
             slope(F, g, 2) * dg**2 + slope(F, g) * _d2g, PAIRS, order=2, assumptions=_BOTH),
    operator("third.chain", "third derivative of a composition", F(g),
             slope(F, g, 3) * dg**3 + 3 * slope(F, g, 2) * dg * _d2g + slope(F, g) * _d3g, PAIRS, order=3,
             assumptions="f and g differentiable three times"),
    operator("second.integral", "second derivative of an integral", Integral((x - t) * F(t), (t, a, x)), f,
             _INTEGRABLE,
             order=2, domain={x: Interval(-2, 2), a: Interval(-2, 2)}, assumptions="f continuous"),
    operator("second.general", "second derivative of a function of x and a function", x * F(g),
             2 * slope(F, g) * dg + x * (slope(F, g, 2) * dg**2 + slope(F, g) * _d2g), PAIRS, order=2,
             assumptions=_BOTH),
)  # fmt: skip
