"""The functions of the suite by class: written down one by one, or put together from parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import sympy
from sympy import (
    Abs,
    LambertW,
    Max,
    Min,
    Piecewise,
    Rational,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    besseli,
    besselj,
    cos,
    cosh,
    digamma,
    erf,
    erfc,
    exp,
    expint,
    gamma,
    log,
    loggamma,
    pi,
    sec,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

__all__ = ["KINDS", "Function", "functions"]

x, y, z, w = sympy.symbols("x y z w", real=True)
t = sympy.Symbol("t", positive=True)


@dataclass(frozen=True)
class Function:
    """A function of the suite.

    Parameters
    ----------
    kind : str
        Its class.
    exprs : tuple of sympy.Expr
        One, or the outputs of a vector function.
    domain : mapping of Symbol to (low, high), optional
        Where it is looked at; default: wherever the checker looks.
    """

    kind: str
    exprs: tuple[Any, ...]
    domain: Mapping[Any, tuple[float, float]] | None = field(default=None, hash=False)

    @property
    def symbols(self) -> tuple[Any, ...]:
        """Its variables in SymPy's order."""
        free = set().union(*(expr.free_symbols for expr in self.exprs))
        return tuple(sorted(free, key=sympy.default_sort_key))

    @property
    def is_vector(self) -> bool:
        """Whether it has several outputs."""
        return len(self.exprs) > 1

    @property
    def subject(self) -> Any:
        """What the checker is given."""
        return list(self.exprs) if self.is_vector else self.exprs[0]


POLYNOMIAL = (
    x**2, x**3 - 2*x, x**5 - 4*x**3 + x, (x - 1)**3, (x + 2)**2*(x - 3), x**4/4 - x**2/2 + 7, 3*x + 1,
    (x**2 + 1)**3, (2*x - 5)**4, x*(x - 1)*(x + 1), -x**2 + 6*x - 9, (1 - x)**2*(1 + x)**3, x**7/7 - x,
    x**2*(3 - 2*x), (x**2 - x)**2, 5*x**3/3 - x/7, (x**3 + x + 1)**2, x**8 - 28*x**6, (3*x**2 - 1)/2,
    (5*x**3 - 3*x)/2, (35*x**4 - 30*x**2 + 3)/8, 8*x**4 - 8*x**2 + 1, x**10, x**3*(x - 2)**2,
)  # fmt: skip
RATIONAL = (
    1/(1 + x**2), x/(1 + x**2), (x - 1)/(x + 4), x**2/(x**2 + 3), 1/x, 1/x**2, (x**3 + 1)/(x**2 + 2),
    1/(x**2 + x + 1), (2*x + 1)/(3*x**2 + 1), x**3/(1 + x**4), 1/(1 + x**2)**2, (1 - x**2)/(1 + x**2),
    x/(x**2 + 1)**3, 1/(x - 5), (x + 1)**2/(x**2 + 1), x + 1/x, x**2 + 2/x, (x**2 - 1)/(x**2 + 1)**2,
    1/(2 + x**4), (x**5 - x)/(x**4 + 4), 3/(x**2 + 4*x + 5), (x**2 + 1)/(x + 6), 1/(x**2 + 1) - 1/(x**2 + 4),
    x/(5 - x)**2,
)  # fmt: skip
TRIGONOMETRIC = (
    sin(x), cos(x), sin(x)**2, cos(2*x), sin(x)*cos(x), x*sin(x), x**2*cos(x), sin(3*x + 1), tan(x), sin(x**2),
    cos(x)**3, sin(x) + cos(2*x), sin(x)/(2 + cos(x)), x*cos(x) - sin(x), atan(x), x*atan(x), asin(x), acos(x),
    atan(x**2), sec(x), sin(x)**3*cos(x)**2, 1/(2 + sin(x)), x - sin(x), cos(x)/(1 + x**2), sin(pi*x),
    cos(x/2)**2, sin(x)**2 + 2*sin(x), atan(1/x), sin(2*x)*sin(3*x),
)  # fmt: skip
EXPONENTIAL = (
    exp(x), exp(-x**2), x*exp(-x), x**2*exp(x), log(1 + x**2), exp(x)/(1 + exp(x)), log(1 + exp(x)), 2**x,
    exp(x)*sin(x), log(t), t*log(t), log(t)**2, log(t)/t, t**t, sqrt(t)*log(t), exp(sqrt(t)), exp(-1/t),
    log(2 + sin(x)), exp(sin(x)), tanh(x), sinh(x), cosh(x), sinh(x)*cosh(x), x*tanh(x), 1/cosh(x),
    log(cosh(x)), exp(-x**2/2)*(1 - x**2), asinh(x), log(x + sqrt(1 + x**2)), exp(x)*cos(2*x), exp(-x)*(1 + x),
    3**(-x), log(1 + t), t**Rational(3, 2), t**Rational(1, 3), x/(1 + exp(-x)), exp(2*x) - 3*exp(x),
)  # fmt: skip
OUTER = (
    sin, lambda u: exp(-u), tanh, lambda u: log(1 + u**2), lambda u: sqrt(1 + u**2), atan,
    lambda u: 1/(1 + u**2),
)  # fmt: skip
INNER = (x**2 - x, sin(2 * x), x * exp(-x), cos(x) + x, x / (1 + x**2), log(1 + x**2))
NESTED = (
    sin(cos(sin(x))), exp(-exp(-x)), log(1 + log(1 + x**2)), sqrt(1 + sqrt(1 + x**2)), tanh(sin(x**2)),
    *(outer(inner) for outer, inner in product(OUTER, INNER)),
)  # fmt: skip
SPECIAL = (
    gamma(t), loggamma(t), gamma(t + 1)/t, digamma(t), t*digamma(t), loggamma(t)**2, gamma(t)*exp(-t), erf(x),
    erfc(x), x*erf(x), exp(x**2/4)*erfc(x), erf(x)**2, erf(x/sqrt(2))/2, (1 + erf(x))*x/2, besselj(0, x),
    besselj(1, x), x*besselj(1, x), besselj(0, x)**2, besseli(0, x), besseli(1, x)*exp(-x), LambertW(t),
    t/LambertW(t), LambertW(t)**2, expint(1, t), gamma(t)*sin(t), log(gamma(t + 1)), besselj(2, x), sin(erf(x)),
    erf(sin(x)), gamma(2 + sin(x)), digamma(1 + t**2), besselj(0, x**2),
)  # fmt: skip
PIECEWISE = (
    Abs(x), x*Abs(x), Max(x, 0), Max(x, x**2), Min(x, 1), Abs(x - 1) + Abs(x + 1), Max(0, 1 - x), Abs(x)**3,
    Piecewise((x**2, x > 0), (-x**3, True)), Piecewise((sin(x), x < 1), (cos(x), True)),
    Piecewise((exp(x), x < 0), (1 + x, True)), Piecewise((x, x < -1), (x**3, x < 1), (2*x - 1, True)),
    Piecewise((x**2/2, Abs(x) < 1), (Abs(x) - Rational(1, 2), True)), Abs(sin(x)), exp(-Abs(x)),
    Max(x, 0)**2, Min(x, sin(x)), Max(exp(x), 1 + x**2), Abs(x**2 - 1), log(1 + Abs(x)),
    Piecewise((1/(1 + x), x > 0), (1 - x, True)), Piecewise((log(x), x > 1), ((x - 1)*x, True)),
    Max(x, y), x*Abs(y), Abs(x - y), Piecewise((x*y, x > y), (x + y, True)), Max(x*y, 0) + x**2,
    Piecewise((sin(x*y), x + y > 0), (x*y**2, True)), Min(x**2, y**2),
)  # fmt: skip
SCALES = (Rational(1, 10**12), sympy.Integer(10) ** 12)
SCALED_SHAPES = (
    sin(x),
    exp(-(x**2)),
    x**3 - 2 * x,
    1 / (1 + x**2),
    x * tanh(x),
    log(1 + x**2),
    x**2 * cos(x),
    x * sin(y),
)
SCALED = (
    *(scale*shape for scale, shape in product(SCALES, SCALED_SHAPES)),
    *(shape.subs(x, 10**12*x) for shape in (sin(x), x/(1 + x**2), exp(-x**2))),
    *(shape.subs(x, x/10**12) for shape in (sin(x), x/(1 + x**2), exp(-x**2), log(1 + x))),
    sin(x) + 10**6*x, x**3 + cos(x)/10**8, 10**12*x**2 + y**2, x/10**12 + y*10**6 + x*y,
)  # fmt: skip
SMALL = {x: (-0.01, 0.01)}
TINY = {x: (-1e-5, 1e-5)}
CANCELLING = (
    (1 - cos(x))/x**2, (exp(x) - 1)/x, (sin(x) - x)/x**3, log(1 + x)/x, sqrt(1 + x) - sqrt(1 - x),
    (sqrt(1 + x**2) - 1)/x, tan(x) - x, (1 + x)**3 - (1 - x)**3, exp(x) - exp(-x) - 2*sin(x),
    1/(1 - x) - 1/(1 + x), cos(x) - 1 + x**2/2, log(1 + x) - x,
)  # fmt: skip
CANCELLING_FAR = (
    sqrt(t**2 + 1) - t, 1/t - 1/(t + 1), log(t + 1) - log(t), (t + 1)**Rational(1, 3) - t**Rational(1, 3),
    atan(t + 1) - atan(t), exp(1/t) - 1,
)  # fmt: skip
OSCILLATING = (
    sin(50*x), cos(20*x)*x, sin(x**3), cos(x**4), sin(100*x)/(1 + x**2), exp(-x**2)*cos(40*x), sin(1/t), t*cos(1/t),
    sin(exp(x)), cos(exp(2*x)), sin(30*x)*cos(31*x), sin(10*x)**3, x**2*sin(1/t) + x, cos(200*x), sin(5*x**2),
    sin(20*x*y), cos(10*(x + y**2)), tanh(20*sin(5*x)),
)  # fmt: skip
EDGES = (
    (sqrt(1 - x**2), {x: (0.99, 1.0)}), (log(x), {x: (0.0, 1e-6)}), (asin(x), {x: (0.99, 1.0)}),
    (acos(x), {x: (-1.0, -0.999)}), (sqrt(x), {x: (0.0, 1e-8)}), (x**x, {x: (0.0, 1e-3)}),
    (1/x, {x: (0.0, 1e-4)}), (atanh(x), {x: (0.999, 1.0)}), (acosh(x), {x: (1.0, 1.0001)}),
    (log(1 - x), {x: (0.9999, 1.0)}), (x*log(x), {x: (0.0, 1e-5)}), (1/(1 - x)**2, {x: (0.999, 1.0)}),
    (sqrt(x - 2)*x, {x: (2.0, 2.0001)}), (exp(-1/x), {x: (0.0, 0.05)}), (tan(x), {x: (1.56, 1.5707)}),
    (gamma(x), {x: (0.0, 1e-4)}), (log(sin(x)), {x: (0.0, 1e-4)}), (log(log(x)), {x: (1.0, 1.0001)}),
    (sqrt(1 - x**2 - y**2), {x: (0.70, 0.7071), y: (0.70, 0.7071)}), (x**y, {x: (0.0, 1e-3), y: (0.1, 2.0)}),
)  # fmt: skip
MULTIVARIATE = (
    x*y, x**2 + y**2, x*y**2, sin(x*y), exp(x + 2*y), x/(1 + y**2), sqrt(1 + x**2 + y**2), log(1 + x**2*y**2),
    atan(y/x), x**2*y - y**3, (x - y)**2, (x + y)**3, x*exp(-y), exp(-x**2 - y**2), sin(x)*cos(y), x*sin(y) + y*cos(x),
    (1 - x)**2 + 100*(y - x**2)**2, (x*y + 1)/(x**2 + 1), tanh(x - 2*y), x**3*y**2 - 4*x*y, log(exp(x) + exp(y)),
    1/(1 + exp(-x*y)), x*y*z, x**2 + 2*y**2 + 3*z**2, sin(x + 2*y + 3*z), x*y + y*z + z*x, exp(x*y)*z,
    sqrt(1 + (x - y)**2 + z**2), x*sin(y*z), log(exp(x) + exp(y) + exp(z)), (x**2 + y**2 + z**2)/3,
    (sin(x) + sin(y))/2, ((x - 1)**2 + (y - 2)**2 + (z - 3)**2)/3, (x + y*z)**2/(1 + w**2), x*w - y*z,
    (x**2 + y**2 + z**2 + w**2)/4, tanh(x*y + z)*w, x**2*y**3*z, exp(-(x - y)**2/2), (x - y)*(x + y)*sin(z),
    erf(x*y), x*besselj(0, y), x**2*tanh(y) - y, cos(x - y)**2,
)  # fmt: skip
VECTOR = (
    (x*y, x + y), (x*cos(y), x*sin(y)), (x**2 - y**2, 2*x*y), (exp(x)*cos(y), exp(x)*sin(y)), (x*y*z, x + y*z),
    (sin(x + y), cos(x - y), x*y), (x**2, y**2), (x, x*y, x*y**2), (x/(1 + y**2), y/(1 + x**2)),
    (x*sin(y)*cos(z), x*sin(y)*sin(z), x*cos(y)), (10*(y - x), x*(28 - z) - y, x*y - 8*z/3),
    (tanh(x + 2*y), tanh(3*x - y)), (x**2 + y, y**3 - x), (log(1 + x**2), x*y), (x*y, y*z, z*x),
    (exp(x)/(exp(x) + exp(y)), exp(y)/(exp(x) + exp(y))), (x + y, x - y), (Max(x, y), Min(x, y)),
    (x, x**2, x**3), (sin(x), cos(x)), (x - y**3/3, (x + 1)*y), (x*exp(-y), y*exp(-x)), (erf(x), x*erf(y)),
    (sqrt(1 + x**2 + y**2), atan(x*y)),
)  # fmt: skip

_PLAIN = {
    "polynomial": POLYNOMIAL,
    "rational": RATIONAL,
    "trigonometric": TRIGONOMETRIC,
    "exponential": EXPONENTIAL,
    "nested": NESTED,
    "special": SPECIAL,
    "piecewise": PIECEWISE,
    "scaled": SCALED,
    "oscillating": OSCILLATING,
    "multivariate": MULTIVARIATE,
}
KINDS = (*_PLAIN, "cancelling", "edge", "vector")


def functions() -> Iterator[Function]:
    """Yield all functions of the suite."""
    for kind, exprs in _PLAIN.items():
        for expr in exprs:
            yield Function(kind, (expr,))
    for expr in CANCELLING:
        yield Function("cancelling", (expr,), SMALL)
        yield Function("cancelling", (expr,), TINY)
    for expr in CANCELLING_FAR:
        yield Function("cancelling", (expr,), {t: (1e4, 1e8)})
    for expr, domain in EDGES:
        yield Function("edge", (expr,), domain)
    for exprs in VECTOR:
        yield Function("vector", exprs)
