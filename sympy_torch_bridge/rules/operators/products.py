"""Linear combinations, products of three, quotients with products, and means of unknown functions."""

from __future__ import annotations

from sympy import exp, log, sqrt

from ...domain import Interval
from .._rule import Rule
from .record import PAIRS, POSITIVE, POSITIVE_PAIRS, SINGLES, TRIPLES, a, b, df, dg, dh, f, g, h, operator, x

__all__ = ["RULES"]

_ONE, _BOTH, _ALL = "f differentiable", "f and g differentiable", "f, g and h differentiable"

RULES: tuple[Rule, ...] = (
    operator("linearity", "linear combination", a * f + b * g, a * df + b * dg, PAIRS,
             assumptions=f"{_BOTH}, a and b constant"),
    operator("interpolation", "interpolation between two functions", a * f + (1 - a) * g,
    a * df + (1 - a) * dg, PAIRS,
             assumptions=f"{_BOTH}, a constant"),
    operator("shifted", "function plus a constant", f + a, df, POSITIVE, assumptions=f"{_ONE}, a constant"),
    operator("product.three", "product of three functions", f * g * h, df * g * h + f * dg * h + f * g * dh,
    TRIPLES,
             assumptions=_ALL),
    operator("product.x", "function times x", x * f, f + x * df, POSITIVE, assumptions=_ONE),
    operator("product.logarithmic", "product rule in logarithmic form", f * g, f * g * (df / f + dg / g),
    POSITIVE_PAIRS,
             assumptions=f"{_BOTH}, f(x) != 0, g(x) != 0"),
    operator("quotient.logarithmic", "quotient rule in logarithmic form", f / g, f / g * (df / f - dg / g),
    POSITIVE_PAIRS,
             assumptions=f"{_BOTH}, f(x) != 0, g(x) != 0"),
    operator("quotient.product", "product over a function", f * g / h,
    (df * g + f * dg) / h - f * g * dh / h**2, TRIPLES,
             assumptions=f"{_ALL}, h(x) != 0"),
    operator("quotient.x", "function over x", f / x, (x * df - f) / x**2, POSITIVE,
             assumptions=f"{_ONE}, x != 0"),
    operator("ratio-of-linear", "share of a function in a sum", f / (f + g), (df * g - f * dg) / (f + g) ** 2,
             POSITIVE_PAIRS, assumptions=f"{_BOTH}, f(x) + g(x) != 0"),
    operator("log-ratio", "logarithm of a ratio", log(f / g), df / f - dg / g, POSITIVE_PAIRS,
             assumptions=f"{_BOTH}, f(x)/g(x) > 0"),
    operator("log-product", "logarithm of a product", log(f * g), df / f + dg / g, POSITIVE_PAIRS,
             assumptions=f"{_BOTH}, f(x)*g(x) > 0"),
    operator("hypotenuse", "root of a sum of squares", sqrt(f**2 + g**2),
    (f * df + g * dg) / sqrt(f**2 + g**2), PAIRS,
             assumptions=f"{_BOTH}, f(x) and g(x) not both 0"),
    operator("geometric-mean", "geometric mean of two functions", sqrt(f * g),
    (df * g + f * dg) / (2 * sqrt(f * g)),
             POSITIVE_PAIRS, assumptions=f"{_BOTH}, f(x) > 0, g(x) > 0"),
    operator("integrating-factor", "integrating factor", exp(a * x) * f, exp(a * x) * (df + a * f), SINGLES,
             domain={a: Interval(-1, 1)}, assumptions=f"{_ONE}, a constant"),
    operator("squares", "difference of squares", f**2 - g**2, 2 * f * df - 2 * g * dg, PAIRS,
    assumptions=_BOTH),
)  # fmt: skip
