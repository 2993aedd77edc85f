"""Expressions of every category that a user writes, with the batch of points they are scored at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy import S
from sympy.codegen import cfunctions as cf

# Every symbol has a range: x, y, z positive; w, r of both signs; u, v in (-1, 1); p in (0, 1).
x, y, z, w, r, u, v, p = sp.symbols("x y z w r u v p")
n, m, k = sp.symbols("n m k", integer=True)
i, j = sp.symbols("i j", integer=True)
b, c = sp.symbols("b c")

POINTS: Mapping[Any, tuple[float, ...]] = {
    x: (0.3125, 0.8125, 1.71875, 2.609375),
    y: (1.9375, 0.4375, 2.21875, 0.90625),
    z: (0.53125, 1.46875, 0.28125, 3.0625),
    w: (-2.3125, -0.59375, 0.46875, 1.84375),
    r: (1.28125, -0.78125, -1.65625, 0.34375),
    u: (-0.71875, -0.21875, 0.34375, 0.90625),
    v: (0.59375, -0.84375, -0.15625, 0.46875),
    p: (0.15625, 0.40625, 0.65625, 0.90625),
    n: (1.0, 2.0, 3.0, 5.0),
    m: (0.0, 1.0, 2.0, 4.0),
    k: (3.0, 0.0, 2.0, 1.0),
    b: (1.0, 0.0, 1.0, 0.0),
    c: (0.0, 0.0, 1.0, 1.0),
}
INTEGERS = frozenset({n, m, k, b, c})

_half = sp.Rational(1, 2)
_below = [(sp.sin(index * w), w < sp.Rational(index, 8) - 2) for index in range(1, 30)]

EXPRESSIONS: Mapping[str, tuple[Any, ...]] = {
    "arithmetic": (
        x + y, x - y * z, x * y / z, -w, w + 1, 1 - w, 2 * w, w / 3, x / (y + z), (x + y) ** 2, w**2, w**3, w**7, w**-3,
        x**y, x**2.5, x ** sp.Rational(1, 3), x ** sp.Rational(-2, 3), 2**w, x ** (-y), w**0, sp.sqrt(x), 1 / sp.sqrt(x),
        sp.sqrt(w**2 + 1), sp.cbrt(x), sp.root(x, 5), (x**y) ** z, x ** (y**z), w**20, (1 + w**2) ** -5, sp.real_root(x, 3),
        sp.Rational(2, 7) * w + sp.Rational(1, 3), 1e-3 * w + 12345.678, sp.Mul(w, w, evaluate=False), sp.sqrt(x + sp.sqrt(y)),
    ),
    "trigonometric": (
        *(f(w) for f in (sp.sin, sp.cos, sp.tan, sp.cot, sp.sec, sp.csc, sp.sinc, sp.atan, sp.acot)),
        *(f(u) for f in (sp.asin, sp.acos)), sp.asec(x + 1), sp.acsc(x + 1), sp.asec(-x - 1), sp.atan2(w, r), sp.atan2(x, y),
        *(f(w) for f in (sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.sech, sp.csch, sp.asinh, sp.acsch)), sp.acosh(x + 1),
        sp.atanh(u), sp.acoth(x + 1), sp.asech(p), sp.sin(w) ** 2 + sp.cos(w) ** 2, sp.sin(w * r), sp.tan(w / 2) ** 3,
    ),
    "exponential": (
        sp.exp(w), sp.exp(-(w**2)), sp.log(x), sp.log(x, 2), sp.log(x, y + 2), sp.log(1 + sp.exp(w)), sp.exp(sp.exp(w / 2)), sp.exp(sp.I * sp.pi),
        sp.log(sp.exp(w) + sp.exp(r)), 1 / (1 + sp.exp(-w)), sp.LambertW(x), sp.LambertW(-p / 3, -1), sp.LambertW(x * y), sp.exp(1) * w,
        cf.log1p(x), cf.expm1(w), cf.exp2(w), cf.log2(x), cf.log10(x), cf.hypot(w, r), cf.Sqrt(x), cf.Cbrt(x), cf.fma(w, r, x), sp.log(sp.log(x + 2)),
        sp.exp_polar(w), 10**w, sp.E**w, sp.log(x**2), sp.log(sp.Abs(w)),
    ),
    "steps": (
        *(f(w) for f in (sp.Abs, sp.sign, sp.floor, sp.ceiling, sp.frac, sp.Heaviside, sp.DiracDelta)), sp.Heaviside(w, 0), sp.Heaviside(w, _half),
        sp.Mod(w, 2), sp.Mod(w, y), sp.Mod(-x, y), sp.Rem(w, 2), sp.Max(w, 0), sp.Min(w, r), sp.Max(w, r, x), sp.Min(w, r, 0, 1), sp.Max(w, -w),
        sp.Abs(w) ** 3, sp.Abs(w * r), sp.sqrt(sp.Abs(w)), w * sp.Heaviside(w), sp.Max(0, w) ** 2, sp.sign(w) * w, sp.DiracDelta(w, 1),
        sp.SingularityFunction(w, 1, 2), sp.SingularityFunction(w, 0, 0), sp.SingularityFunction(w, r, 3), sp.SingularityFunction(w, 1, -1),
        sp.floor(w * 3) + w, sp.frac(w) ** 2,
    ),
    "piecewise": (
        sp.Piecewise((w, w > 0), (0, True)), sp.Piecewise((w**2, w < 0), (sp.sin(w), w < 1), (1, True)), sp.Piecewise((sp.log(w), w > 0), (w, True)),
        sp.Piecewise((sp.sqrt(w), w > 0), (sp.sqrt(-w), True)), sp.Piecewise((1, w > 0), (2, True)), sp.Piecewise((sp.sin(w) / w, sp.Ne(w, 0)), (1, True)),
        sp.Piecewise((w, sp.And(w > -1, w < 1)), (r, True)), sp.Piecewise((w, sp.Or(w < -1, w > 1)), (r, True)), sp.Piecewise((w, sp.Not(w > r)), (r, True)),
        sp.Piecewise((w, sp.Interval(-1, 1).contains(w)), (r, True)), sp.Piecewise((w, sp.ITE(w > 0, r > 0, r < 0)), (x, True)),
        sp.Piecewise((sp.Piecewise((w, r > 0), (r, True)), w > 0), (x, True)), sp.Piecewise((w, sp.Eq(m, 1)), (r, True)), sp.Piecewise(*_below, (w, True)),
        sp.Piecewise((sp.exp(1000 * w), w < 0), (1 / w, True)), sp.Piecewise((w**r, sp.And(w > 0, r > 0)), (0, True)), sp.Piecewise((1 / w, sp.Ne(w, 0)), (0, True)),
        sp.Piecewise((w, sp.Contains(w, sp.Interval.open(0, 1))), (w**2, sp.Contains(w, sp.Interval(1, sp.oo))), (0, True)),
        sp.Piecewise((sp.exp(-1 / w), w > 0), (0, True)), sp.bspline_basis(3, tuple(range(-4, 5)), 1, w), sp.Piecewise((w, w <= r), (r, w > r)),
    ),
    "complex": (
        sp.re(w + sp.I * r), sp.im(w + sp.I * r), sp.Abs(w + sp.I * r), sp.arg(x + sp.I * y), sp.conjugate(w + sp.I * r), sp.exp(sp.I * w), sp.I * w,
        (w + sp.I * r) ** 2, sp.sqrt(w + sp.I * x), sp.log(w + sp.I * x), sp.sin(w + sp.I * r), sp.re(sp.exp(sp.I * w) * (1 + sp.I)), sp.sign(w + sp.I * r),
        sp.Abs(sp.exp(sp.I * w)), sp.re(w), sp.im(w), sp.conjugate(w), sp.exp(sp.I * w) / (1 + sp.I * r), sp.cosh(sp.I * w), (1 + sp.I * w) ** sp.Rational(1, 3),
        sp.re(sp.gamma(x + sp.I)), sp.transpose(w), sp.adjoint(w), sp.arg(w),
    ),
    "error functions": (
        *(f(w) for f in (sp.erf, sp.erfc, sp.erfi)), sp.erf2(w, r), sp.erfinv(u), sp.erfcinv(p + _half), sp.erf2inv(0, p / 2), sp.erf(w / sp.sqrt(2)),
        sp.exp(w**2) * sp.erfc(w), sp.erf(w * r), sp.fresnels(w), sp.fresnelc(w), sp.erf(sp.I * w) * sp.I,
    ),
    "gamma family": (
        sp.gamma(x), sp.gamma(x + 1), sp.gamma(w + S(1) / 7), sp.loggamma(x), sp.digamma(x), sp.trigamma(x), sp.polygamma(0, x), sp.polygamma(2, x), sp.polygamma(3, y),
        sp.lowergamma(x, y), sp.uppergamma(x, y), sp.lowergamma(2, x), sp.uppergamma(S(1) / 3, x), sp.uppergamma(-S(3) / 2, x), sp.beta(x, y), sp.betainc(x, y, 0, p),
        sp.betainc_regularized(x, y, 0, p), sp.multigamma(x + 2, 2), sp.log(sp.gamma(x)), sp.gamma(x) * sp.gamma(1 - x / 7), 1 / sp.gamma(x), sp.beta(x, x), sp.gamma(x) / sp.gamma(x + y),
        sp.uppergamma(0, x), sp.polygamma(n, x), sp.lowergamma(x, y) / sp.gamma(x),
    ),
    "exponential integrals": (
        sp.Ei(x), sp.Ei(-x), sp.expint(1, x), sp.E1(x), sp.expint(2, x), sp.expint(y, x), sp.li(x + 2), sp.Li(x + 2), sp.Si(w), sp.Ci(x), sp.Shi(w), sp.Chi(x), sp.expint(-S(1) / 2, x),
    ),
    "bessel": (
        *(f(0, x) for f in (sp.besselj, sp.bessely, sp.besseli, sp.besselk)), *(f(2, x) for f in (sp.besselj, sp.bessely, sp.besseli, sp.besselk)),
        *(f(_half, x) for f in (sp.besselj, sp.bessely, sp.besseli, sp.besselk)), *(f(y, x) for f in (sp.besselj, sp.bessely, sp.besseli, sp.besselk)),
        sp.besselj(1, w), sp.besseli(1, w), sp.besselj(n, x), sp.hankel1(0, x), sp.hankel2(1, x), sp.hankel1(y, x), sp.jn(0, x), sp.jn(2, x), sp.yn(1, x), sp.jn(n, x), sp.yn(n, x), sp.hn1(1, x), sp.hn2(2, x),
        *(f(w) for f in (sp.airyai, sp.airybi, sp.airyaiprime, sp.airybiprime)), sp.besselj(0, x) ** 2 + sp.besselj(1, x) ** 2, sp.besselj(2, x * y), sp.besselj(-S(3) / 2, x),
        sp.re(sp.hankel1(1, x)),
    ),
    "hypergeometric and zeta": (
        sp.hyper([], [], w), sp.hyper([1, 2], [3], u / 2), sp.hyper([_half], [S(3) / 2], w), sp.hyper([], [2], w), sp.hyper([x], [y], w), sp.hyper([x, y], [z], u / 2), sp.hyper([1, 1, 1], [2, 2], u / 2),
        sp.meijerg([[], []], [[0], []], x), sp.meijerg([[1], []], [[1], [0]], x), sp.meijerg([[], [1]], [[0, 0], []], x), sp.appellf1(1, 2, 3, 4, u / 3, v / 3),
        sp.zeta(x + 1), sp.zeta(x + 1, y), sp.zeta(w - S(3)), sp.dirichlet_eta(x), sp.polylog(2, u), sp.polylog(x, p / 2), sp.polylog(S(1) / 2, u / 2), sp.lerchphi(u / 2, 2, x), sp.riemann_xi(x), sp.stieltjes(n), sp.polylog(3, -x),
    ),
    "orthogonal polynomials": (
        *(f(4, w) for f in (sp.legendre, sp.hermite, sp.hermite_prob, sp.chebyshevt, sp.chebyshevu, sp.laguerre)), *(f(n, u) for f in (sp.legendre, sp.hermite, sp.hermite_prob, sp.chebyshevt, sp.chebyshevu, sp.laguerre)),
        sp.assoc_legendre(3, 1, u), sp.assoc_legendre(n + 1, 1, u), sp.assoc_laguerre(n, 2, x), sp.assoc_laguerre(3, x, y), sp.gegenbauer(n, x, u), sp.gegenbauer(3, x, u), sp.jacobi(n, 1, 2, u), sp.jacobi(2, x, y, u), sp.jacobi(n, x, y, u), sp.assoc_laguerre(n, x, y),
        sp.Ynm(2, 1, x, w), sp.Ynm(1, 0, x, w), sp.Znm(2, 1, x, w), sp.Ynm(n, 1, x, w),
    ),
    "combinatorial": (
        sp.factorial(x), sp.factorial(n), sp.factorial2(n), sp.subfactorial(n), sp.binomial(n + 3, m), sp.binomial(x + 2, y), sp.RisingFactorial(x, 3, evaluate=False), sp.RisingFactorial(x, y), sp.FallingFactorial(x + 3, y), sp.FallingFactorial(x, 2),
        sp.harmonic(n), sp.harmonic(x), sp.harmonic(n, 2), sp.fibonacci(n), sp.fibonacci(x), sp.fibonacci(n, x), sp.lucas(n), sp.tribonacci(n), sp.bernoulli(n), sp.bernoulli(n, x), sp.euler(n), sp.euler(n, x), sp.bell(n), sp.bell(n, x), sp.catalan(n), sp.catalan(x),
        sp.genocchi(n), sp.andre(n), sp.partition(n), sp.totient(n), sp.primepi(x), sp.divisor_sigma(n), sp.mobius(n), sp.KroneckerDelta(n, m), sp.KroneckerDelta(n, 2), sp.LeviCivita(n, m, k),
        sp.binomial(n + 3, 2), sp.binomial(x, 3), sp.factorial(x * y),
    ),
    "relations": (
        w > 0, w < r, w <= 1, sp.Eq(m, 1), sp.Ne(m, k), sp.And(w > 0, r > 0), sp.Or(w > 0, r > 0), sp.Not(w > r), sp.Xor(w > 0, r > 0), sp.Nand(w > 0, r > 0), sp.Nor(w > 0, r > 0), sp.Implies(w > 0, r > 0),
        sp.Equivalent(w > 0, r > 0), sp.ITE(w > 0, r > 0, x > 1), sp.Contains(w, sp.Interval(-1, 1)), sp.Contains(w, sp.Union(sp.Interval(-3, -1), sp.Interval(1, 2))), sp.Contains(m, sp.FiniteSet(1, 2)), sp.And(w > -1, w < 1, r > 0),
    ),
    "constants": (
        S(0), S(1), S(-3), sp.Rational(1, 3), sp.pi, sp.E, sp.EulerGamma, sp.Catalan, sp.GoldenRatio, sp.TribonacciConstant, sp.sqrt(2), sp.Float("0.1", 50), S(10) ** 30, S(2) ** 70 + 1, S(10) ** -30, sp.oo, -sp.oo, sp.nan, sp.zoo, sp.true, sp.false,
        sp.pi * w, sp.sqrt(2) * w, w + sp.EulerGamma, sp.Float("1.23456789012345678901234567890", 30) * w, sp.Rational(10**25, 3) * w, w * S(10) ** 25, sp.exp(2) * w, sp.sin(1) * w, sp.log(2) * w, sp.I, 2 + 3 * sp.I,
        sp.gamma(sp.Rational(1, 3)) * w, sp.zeta(3) * w, sp.besselj(0, 1) * w, sp.CRootOf(sp.Symbol("t") ** 5 - sp.Symbol("t") - 1, 0) * w,
    ),
    "sums and integrals": (
        sp.Sum(x**i, (i, 0, 5)), sp.Sum(x / i, (i, 1, n)), sp.Sum(i**2, (i, 1, n)), sp.Sum(sp.sin(i * w), (i, m, n + 5)), sp.Sum(i * j * w, (j, 1, i), (i, 1, 3)), sp.Product(x + i, (i, 1, 4)), sp.Product(1 + x / i, (i, 1, n)),
        sp.Sum(p**i / sp.factorial(i), (i, 0, n)), sp.Integral(sp.exp(-x * z**2), (z, 0, 1)), sp.Integral(sp.sin(z) / z, (z, x, x + y)), sp.Integral(sp.exp(-x * z), (z, 0, sp.oo)), sp.Integral(sp.exp(-(z**2)), (z, -sp.oo, w)),
        sp.Integral(1 / sp.sqrt(z), (z, 0, x)), sp.Integral(z * y, (z, 0, x), (y, 0, 1)), sp.Integral(sp.log(z), (z, 0, x)), sp.Integral(sp.cos(z * w), (z, 0, 3)), sp.Sum(x**i / sp.factorial(i), (i, 0, sp.oo)), sp.Sum(1 / (i**2 + x**2), (i, 1, sp.oo)),
        sp.Integral(sp.exp(-(z**2)) * sp.cos(w * z), (z, -sp.oo, sp.oo)), sp.Integral(sp.besselj(0, z), (z, 0, x)),
    ),
    "calculus nodes": (
        sp.Derivative(sp.sin(w), w), sp.Derivative(w**3 * r, w, 2), sp.Derivative(sp.exp(w * r), w, r), sp.Derivative(sp.gamma(x), x), sp.Subs(sp.sin(w), w, r), sp.Subs(sp.Derivative(sp.sin(w), w), w, r**2), sp.Limit(sp.sin(z) / z, z, 0) * w,
        sp.Limit((1 + w / z) ** z, z, sp.oo), sp.Derivative(sp.Integral(sp.exp(-(z**2)), (z, 0, x)), x), sp.Derivative(sp.Sum(x**i, (i, 0, 4)), x), sp.Lambda(z, z**2)(w), sp.Subs(w * r, (w, r), (x, y)),
        sp.Derivative(sp.besselj(2, x), x), sp.Integral(sp.Derivative(z**2 * w, z), (z, 0, 1)),
    ),
    "elliptic": (
        sp.elliptic_k(p), sp.elliptic_e(p), sp.elliptic_f(x / 2, p), sp.elliptic_e(x / 2, p), sp.elliptic_pi(p / 2, p), sp.elliptic_pi(p / 2, x / 2, p / 3), sp.elliptic_k(-x), sp.elliptic_e(-x), sp.elliptic_f(w, -x),
    ),
}  # fmt: skip
