"""Functions by other functions: definitions, and what they are the inverse of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

__all__ = ["DEFINITIONS", "INVERSES"]

DEFINITIONS: Mapping[Any, Callable[..., Any]] = {
    sp.tan: lambda u: sp.sin(u) / sp.cos(u),
    sp.cot: lambda u: sp.cos(u) / sp.sin(u),
    sp.sec: lambda u: 1 / sp.cos(u),
    sp.csc: lambda u: 1 / sp.sin(u),
    sp.sinh: lambda u: sp.exp(u) / 2 - sp.exp(-u) / 2,
    sp.cosh: lambda u: sp.exp(u) / 2 + sp.exp(-u) / 2,
    sp.tanh: lambda u: sp.sinh(u) / sp.cosh(u),
    sp.coth: lambda u: sp.cosh(u) / sp.sinh(u),
    sp.sech: lambda u: 1 / sp.cosh(u),
    sp.csch: lambda u: 1 / sp.sinh(u),
    sp.frac: lambda u: u - sp.floor(u),
    sp.erfc: lambda u: 1 - sp.erf(u),
    sp.erf2: lambda u, v: sp.erf(v) - sp.erf(u),
    sp.li: lambda u: sp.Ei(sp.log(u)),
    sp.Li: lambda u: sp.li(u) - sp.li(2),
    sp.loggamma: lambda u: sp.log(sp.gamma(u)),
    sp.factorial: lambda u: sp.gamma(u + 1),
    sp.harmonic: lambda u: sp.polygamma(0, u + 1) + sp.EulerGamma,
    sp.beta: lambda u, v: sp.gamma(u) * sp.gamma(v) / sp.gamma(u + v),
    sp.binomial: lambda u, v: sp.gamma(u + 1) / (sp.gamma(v + 1) * sp.gamma(u - v + 1)),
    sp.RisingFactorial: lambda u, v: sp.gamma(u + v) / sp.gamma(u),
    sp.FallingFactorial: lambda u, v: sp.gamma(u + 1) / sp.gamma(u - v + 1),
    sp.catalan: lambda u: 4**u * sp.gamma(u + sp.Rational(1, 2)) / (sp.sqrt(sp.pi) * sp.gamma(u + 2)),
}

INVERSES: Mapping[Any, Any] = {
    sp.log: sp.exp,
    sp.asin: sp.sin, sp.acos: sp.cos, sp.atan: sp.tan, sp.acot: sp.cot, sp.asec: sp.sec, sp.acsc: sp.csc,
    sp.asinh: sp.sinh, sp.acosh: sp.cosh, sp.atanh: sp.tanh,
    sp.acoth: sp.coth, sp.asech: sp.sech, sp.acsch: sp.csch,
    sp.erfinv: sp.erf, sp.erfcinv: sp.erfc,
}  # fmt: skip
