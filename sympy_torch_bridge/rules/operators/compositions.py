"""The chain rule spelled out: a function of a transformed argument, a known function of an unknown one."""

from __future__ import annotations

from typing import Any

from sympy import (
    Abs,
    Derivative,
    asin,
    asinh,
    atan,
    cos,
    cosh,
    digamma,
    erf,
    exp,
    gamma,
    log,
    pi,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from ...domain import POSITIVE as POSITIVE_NUMBERS
from ...domain import Interval
from .._rule import Rule
from .record import PAIRS, POSITIVE, REAL_F, SINGLES, TRIPLES, F, G, H, a, b, df, f, operator, slope, x

__all__ = ["RULES"]

_ONE = "f differentiable"
_SMALL_ARGUMENT = Interval(-2, 2)
_INNER = G(H(x))
_SIGMOID = 1 / (1 + exp(-f))

_ARGUMENTS = tuple(
    operator(f"argument.{name}", f"function of {title}", F(inner), inner.diff(x) * slope(F, inner), SINGLES,
             domain=domain, assumptions=where)
    for name, title, inner, domain, where in (
        ("linear", "a linear argument", a * x + b, (), f"{_ONE}, a and b constant"),
        ("shifted", "a shifted argument", x - a, (), f"{_ONE}, a constant"),
        ("scaled", "a scaled argument", a * x, (), f"{_ONE}, a constant"),
        ("reflected", "the reflected argument", -x, (), _ONE),
        ("square", "the square", x**2, {x: _SMALL_ARGUMENT}, _ONE),
        ("root", "the square root", sqrt(x), {x: POSITIVE_NUMBERS}, f"{_ONE}, x > 0"),
        ("reciprocal", "the reciprocal", 1 / x, {x: Interval(0.2, 8)}, f"{_ONE}, x != 0"),
        ("exponential", "the exponential", exp(x), {x: _SMALL_ARGUMENT}, _ONE),
        ("logarithm", "the logarithm", log(x), {x: POSITIVE_NUMBERS}, f"{_ONE}, x > 0"),
        ("sine", "the sine", sin(x), (), _ONE),
        ("cosine", "the cosine", cos(x), (), _ONE),
        ("tangent", "the tangent", tan(x), {x: Interval(-1.2, 1.2)}, f"{_ONE}, cos(x) != 0"),
    )
)  # fmt: skip

_DOMAINS: dict[str, dict[Any, Interval]] = {
    "exponential": {a: POSITIVE_NUMBERS},
    "log-base": {a: Interval(1.2, 8)},
    "asin": {x: Interval(-1.5, 1.5)},
    "x-power": {x: POSITIVE_NUMBERS},
}
_REAL = tuple({REAL_F: instance[F]} for instance in SINGLES)
_VALUE, _SLOPE = REAL_F(x), Derivative(REAL_F(x), x)
_MODULUS = (
    operator(
        "outer.abs",
        "absolute value of a function",
        Abs(_VALUE),
        sign(_VALUE) * _SLOPE,
        _REAL,
        assumptions=f"{_ONE}, f(x) != 0",
    ),
)

_OUTER = tuple(
    operator(f"outer.{name}", f"{title} of a function", lhs, rhs, instances, assumptions=where,
             domain=_DOMAINS.get(name, ()))
    for name, title, lhs, rhs, instances, where in (
        ("square", "square", f**2, 2 * f * df, SINGLES, _ONE),
        ("cube", "cube", f**3, 3 * f**2 * df, SINGLES, _ONE),
        ("sqrt", "square root", sqrt(f), df / (2 * sqrt(f)), POSITIVE, f"{_ONE}, f(x) > 0"),
        ("reciprocal-sqrt", "reciprocal of the square root", 1 / sqrt(f), -df / (2 * f * sqrt(f)), POSITIVE,
         f"{_ONE}, f(x) > 0"),
        ("exponential", "exponential to base a", a**f, a**f * log(a) * df, SINGLES,
        f"{_ONE}, a > 0 constant"),
        ("log-base", "logarithm to base a", log(f) / log(a), df / (f * log(a)), POSITIVE,
         f"{_ONE}, f(x) > 0, a > 0 constant, a != 1"),
        ("sin", "sine", sin(f), cos(f) * df, SINGLES, _ONE),
        ("cos", "cosine", cos(f), -sin(f) * df, SINGLES, _ONE),
        ("tan", "tangent", tan(f), (1 + tan(f) ** 2) * df, SINGLES, f"{_ONE}, cos(f(x)) != 0"),
        ("atan", "arc tangent", atan(f), df / (1 + f**2), SINGLES, _ONE),
        ("asin", "arc sine", asin(f / 4), df / sqrt(16 - f**2), SINGLES, f"{_ONE}, |f(x)| < 4"),
        ("sinh", "hyperbolic sine", sinh(f), cosh(f) * df, POSITIVE, _ONE),
        ("cosh", "hyperbolic cosine", cosh(f), sinh(f) * df, POSITIVE, _ONE),
        ("tanh", "hyperbolic tangent", tanh(f), (1 - tanh(f) ** 2) * df, SINGLES, _ONE),
        ("asinh", "inverse hyperbolic sine", asinh(f), df / sqrt(f**2 + 1), SINGLES, _ONE),
        ("sigmoid", "sigmoid", _SIGMOID, _SIGMOID * (1 - _SIGMOID) * df, SINGLES, _ONE),
        ("softplus", "softplus", log(1 + exp(f)), df * _SIGMOID, SINGLES, _ONE),
        ("erf", "error function", erf(f), 2 * exp(-(f**2)) * df / sqrt(pi), SINGLES, _ONE),
        ("gamma", "gamma function", gamma(f), gamma(f) * digamma(f) * df, POSITIVE, f"{_ONE}, f(x) > 0"),
        ("gaussian", "Gaussian", exp(-(f**2) / 2), -f * df * exp(-(f**2) / 2), SINGLES, _ONE),
        ("x-power", "power of x", x**f, x**f * (df * log(x) + f / x), POSITIVE, f"{_ONE}, x > 0"),
        ("self-power", "function to its own power", f**f, f**f * (1 + log(f)) * df, POSITIVE,
        f"{_ONE}, f(x) > 0"),
    )
)  # fmt: skip

_NESTED = (
    operator("chain.three", "chain rule for three functions", F(_INNER),
             slope(F, _INNER) * slope(G, H(x)) * Derivative(H(x), x), TRIPLES,
             assumptions="f, g and h differentiable"),
    operator("chain.iterated", "function applied twice", F(F(x)), slope(F, f) * df, SINGLES,
    assumptions=_ONE),
    operator("chain.product", "product with a composition", f * G(F(x)), df * G(f) + f * slope(G, f) * df,
    PAIRS,
             assumptions="f and g differentiable"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_ARGUMENTS, *_OUTER, *_MODULUS, *_NESTED)
