"""Which derivative people write for which function, other than the right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import (
    acos,
    acosh,
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
    sec,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

__all__ = ["CONFUSABLE", "CONFUSABLE_HEADS", "RARELY_CONFUSED"]

Slope = Callable[[Any], Any]

# Wrong derivatives of f(u) by u, each as people write it; the text is used in the diagnosis.
CONFUSABLE: dict[Any, tuple[tuple[str, Slope], ...]] = {
    sin: (("-cos", lambda u: -cos(u)), ("sin", sin), ("-sin", lambda u: -sin(u))),
    cos: (("sin", sin), ("cos", cos), ("-cos", lambda u: -cos(u))),
    tan: (
        ("sec", sec),
        ("sec*tan", lambda u: sec(u) * tan(u)),
        ("-1/sin**2", lambda u: -1 / sin(u) ** 2),
        ("1 - tan**2", lambda u: 1 - tan(u) ** 2),
        ("1/(1 + u**2)", lambda u: 1 / (1 + u**2)),
        ("cot", cot),
        ("1/sin**2", lambda u: 1 / sin(u) ** 2),
        ("tan**2", lambda u: tan(u) ** 2),
        ("1 + tan", lambda u: 1 + tan(u)),
        ("cos**2", lambda u: cos(u) ** 2),
        ("-sec**2", lambda u: -(sec(u) ** 2)),
    ),
    cot: (
        ("1/sin**2", lambda u: csc(u) ** 2),
        ("-csc", lambda u: -csc(u)),
        ("sec**2", lambda u: sec(u) ** 2),
        ("-csc*cot", lambda u: -csc(u) * cot(u)),
    ),
    sec: (
        ("tan", tan),
        ("sec**2", lambda u: sec(u) ** 2),
        ("tan**2", lambda u: tan(u) ** 2),
        ("-sec*tan", lambda u: -sec(u) * tan(u)),
    ),
    csc: (("cot", cot), ("csc*cot", lambda u: csc(u) * cot(u)), ("-csc**2", lambda u: -csc(u) ** 2)),
    sinh: (("-cosh", lambda u: -cosh(u)), ("cos", cos), ("sinh", sinh)),
    cosh: (("-sinh", lambda u: -sinh(u)), ("sin", sin), ("-sin", lambda u: -sin(u)), ("cosh", cosh)),
    tanh: (
        ("1 + tanh**2", lambda u: 1 + tanh(u) ** 2),
        ("1 - tanh", lambda u: 1 - tanh(u)),
        ("tanh*(1 - tanh)", lambda u: tanh(u) * (1 - tanh(u))),
        ("sech", lambda u: 1 / cosh(u)),
        ("-sech**2", lambda u: -1 / cosh(u) ** 2),
        ("1 - u**2", lambda u: 1 - u**2),
        ("sec**2", lambda u: sec(u) ** 2),
        ("tanh**2 - 1", lambda u: tanh(u) ** 2 - 1),
        ("cosh**2", lambda u: cosh(u) ** 2),
        ("1/sinh**2", lambda u: 1 / sinh(u) ** 2),
    ),
    asin: (
        ("-1/sqrt(1 - u**2)", lambda u: -1 / sqrt(1 - u**2)),
        ("1/sqrt(1 + u**2)", lambda u: 1 / sqrt(1 + u**2)),
        ("1/(1 + u**2)", lambda u: 1 / (1 + u**2)),
        ("1/(1 - u**2)", lambda u: 1 / (1 - u**2)),
        ("sqrt(1 - u**2)", lambda u: sqrt(1 - u**2)),
        ("acos", acos),
        ("1/cos", lambda u: 1 / cos(u)),
        ("-cos/sin**2", lambda u: -cos(u) / sin(u) ** 2),
    ),
    acos: (
        ("1/sqrt(1 - u**2)", lambda u: 1 / sqrt(1 - u**2)),
        ("-1/(1 - u**2)", lambda u: -1 / (1 - u**2)),
        ("-1/(1 + u**2)", lambda u: -1 / (1 + u**2)),
        ("-1/sqrt(1 + u**2)", lambda u: -1 / sqrt(1 + u**2)),
        ("-asin", lambda u: -asin(u)),
        ("-1/sin", lambda u: -1 / sin(u)),
        ("sin/cos**2", lambda u: sin(u) / cos(u) ** 2),
    ),
    atan: (
        ("1/(1 - u**2)", lambda u: 1 / (1 - u**2)),
        ("1/sqrt(1 - u**2)", lambda u: 1 / sqrt(1 - u**2)),
        ("1/sqrt(1 + u**2)", lambda u: 1 / sqrt(1 + u**2)),
        ("-1/(1 + u**2)", lambda u: -1 / (1 + u**2)),
        ("1/(1 + u)", lambda u: 1 / (1 + u)),
        ("sec**2", lambda u: sec(u) ** 2),
        ("cos**2", lambda u: cos(u) ** 2),
        ("-1/sin**2", lambda u: -1 / sin(u) ** 2),
        ("1 + u**2", lambda u: 1 + u**2),
    ),
    asinh: (
        ("1/sqrt(1 - u**2)", lambda u: 1 / sqrt(1 - u**2)),
        ("1/sqrt(u**2 - 1)", lambda u: 1 / sqrt(u**2 - 1)),
        ("1/(1 + u**2)", lambda u: 1 / (1 + u**2)),
        ("acosh", acosh),
        ("1/cosh", lambda u: 1 / cosh(u)),
    ),
    acosh: (
        ("1/sqrt(1 + u**2)", lambda u: 1 / sqrt(1 + u**2)),
        ("1/sqrt(1 - u**2)", lambda u: 1 / sqrt(1 - u**2)),
        ("-1/sqrt(u**2 - 1)", lambda u: -1 / sqrt(u**2 - 1)),
        ("1/(u**2 - 1)", lambda u: 1 / (u**2 - 1)),
        ("asinh", asinh),
    ),
    atanh: (
        ("1/(1 + u**2)", lambda u: 1 / (1 + u**2)),
        ("1/(u**2 - 1)", lambda u: 1 / (u**2 - 1)),
        ("1/sqrt(1 - u**2)", lambda u: 1 / sqrt(1 - u**2)),
        ("1/cosh**2", lambda u: 1 / cosh(u) ** 2),
    ),
    log: (
        ("log", log),
        ("1/(u*log(10))", lambda u: 1 / (u * log(10))),
        ("log(10)/u", lambda u: log(10) / u),
        ("1/(u*log(2))", lambda u: 1 / (u * log(2))),
        ("log(2)/u", lambda u: log(2) / u),
        ("exp", exp),
        ("u", lambda u: u),
        ("1/u**2", lambda u: 1 / u**2),
        ("-1/u**2", lambda u: -1 / u**2),
        ("1/log", lambda u: 1 / log(u)),
        ("u*log(u) - u", lambda u: u * log(u) - u),
        ("1", lambda u: sympy.S.One),
    ),
    exp: (
        ("exp(-u)", lambda u: exp(-u)),
        ("-exp", lambda u: -exp(u)),
        ("1/u", lambda u: 1 / u),
        ("log", log),
        ("u*exp", lambda u: u * exp(u)),
    ),
    sympy.Abs: (
        ("1", lambda u: sympy.S.One),
        ("abs", sympy.Abs),
        ("u", lambda u: u),
        ("-sign", lambda u: -sympy.sign(u)),
    ),
    sympy.erf: (
        ("exp(-u**2)", lambda u: exp(-(u**2))),
        ("exp(-u**2)/sqrt(pi)", lambda u: exp(-(u**2)) / sqrt(sympy.pi)),
        ("sqrt(2/pi)*exp(-u**2/2)", lambda u: sqrt(2 / sympy.pi) * exp(-(u**2) / 2)),
        ("exp(-u**2/2)/sqrt(2*pi)", lambda u: exp(-(u**2) / 2) / sqrt(2 * sympy.pi)),
        ("2/sqrt(pi)*exp(u**2)", lambda u: 2 / sqrt(sympy.pi) * exp(u**2)),
        ("2/pi*exp(-u**2)", lambda u: 2 / sympy.pi * exp(-(u**2))),
        ("2*exp(-u**2)", lambda u: 2 * exp(-(u**2))),
        ("2/sqrt(pi)*exp(-u)", lambda u: 2 / sqrt(sympy.pi) * exp(-u)),
    ),
    sympy.erfc: (
        ("2/sqrt(pi)*exp(-u**2)", lambda u: 2 / sqrt(sympy.pi) * exp(-(u**2))),
        ("-exp(-u**2)", lambda u: -exp(-(u**2))),
    ),
    sympy.gamma: (
        ("gamma*log", lambda u: sympy.gamma(u) * log(u)),
        ("digamma", lambda u: sympy.digamma(u)),
        ("gamma", sympy.gamma),
    ),
    sympy.loggamma: (
        ("log", log),
        ("1/gamma", lambda u: 1 / sympy.gamma(u)),
        ("gamma*digamma", lambda u: sympy.gamma(u) * sympy.digamma(u)),
        ("trigamma", lambda u: sympy.polygamma(1, u)),
    ),
}  # fmt: skip

# Few people write these, and with a second slip they give the numbers of many formulas.
RARELY_CONFUSED = {(log, name) for name in ("u", "1/u**2", "-1/u**2", "1/log", "1")}

# Functions taken for one another where the derivative itself holds them.
CONFUSABLE_HEADS: dict[Any, tuple[Any, ...]] = {
    sin: (cos, tan, sinh),
    cos: (sin, tan, cosh),
    tan: (cot, sin, cos, sec, tanh),
    sinh: (cosh, sin, tanh),
    cosh: (sinh, cos),
    tanh: (sinh, cosh, tan),
    exp: (log, sin),
    log: (exp,),
    asin: (acos, atan, sin),
    acos: (asin, cos),
    atan: (tan, asin),
    sympy.sign: (sympy.Abs,),
}  # fmt: skip
