"""Values of every kind of node against formulas written with mpmath at 50 digits and more."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction

x, y = sympy.symbols("x y")
third = sympy.Rational(1, 3)

TABLE = [
    (x + y - 2 * x * y, 0.3, -1.7, lambda x, y: x + y - 2 * x * y),
    (x / y, 0.3, -1.7, lambda x, y: x / y),
    (sympy.Float(0.1) * x, 0.3, 0, lambda x, y: mp.mpf(0.1) * x),
    (third * x, 0.3, 0, lambda x, y: x / 3),
    (x**7, -0.3, 0, lambda x, y: x**7),
    (x**-3, -0.3, 0, lambda x, y: 1 / x**3),
    (x**2.0, -0.3, 0, lambda x, y: x * x),
    (sympy.sqrt(x), 0.3, 0, lambda x, y: mp.sqrt(x)),
    (1 / sympy.sqrt(x), 0.3, 0, lambda x, y: 1 / mp.sqrt(x)),
    (x**third, 0.3, 0, lambda x, y: mp.cbrt(x)),
    (x ** sympy.Rational(-5, 3), 0.3, 0, lambda x, y: mp.cbrt(x) ** -5),
    (x**2.3, 0.3, 0, lambda x, y: mp.exp(mp.mpf(2.3) * mp.log(x))),
    (x ** sympy.Rational(1, 97), 0.3, 0, lambda x, y: mp.root(x, 97)),
    (x**y, 0.3, -1.7, lambda x, y: mp.exp(y * mp.log(x))),
    (x**y, -0.3, 3, lambda x, y: x**3),
    (x**y, -0.3, -2, lambda x, y: 1 / x**2),
    (x**y, 0, 0, lambda x, y: mp.mpf(1)),
    (x**y, 0, 0.5, lambda x, y: mp.mpf(0)),
    (x ** sympy.sqrt(y), -3, 4, lambda x, y: mp.mpf(9)),
    ((2 * x - sympy.cos(x)) ** (sympy.pi**x), 0, 0, lambda x, y: mp.mpf(-1)),
    (x**third, 0, 0, lambda x, y: mp.mpf(0)),
    (x * sympy.pi + sympy.E, 0.3, 0, lambda x, y: x * mp.pi + mp.e),
    (x + sympy.EulerGamma * sympy.Catalan, 0.3, 0, lambda x, y: x + mp.euler * mp.catalan),
    (x + sympy.GoldenRatio, 0.3, 0, lambda x, y: x + (1 + mp.sqrt(5)) / 2),
    (sympy.exp(x), 0.3, 0, lambda x, y: mp.exp(x)),
    (sympy.log(x), 0.3, 0, lambda x, y: mp.log(x)),
    (sympy.log(1 + sympy.exp(x)), 500.5, 0, lambda x, y: mp.log(1 + mp.exp(x))),
    (sympy.sin(x) * sympy.cos(y), 0.3, 1e22, lambda x, y: mp.sin(x) * mp.cos(y)),
    (sympy.tan(x), 1.5, 0, lambda x, y: mp.tan(x)),
    (sympy.tanh(x) + sympy.sinh(y), 0.3, 2.5, lambda x, y: mp.tanh(x) + mp.sinh(y)),
    (sympy.acot(x), -0.3, 0, lambda x, y: mp.atan(1 / x)),
    (sympy.acot(x), 0, 0, lambda x, y: mp.pi / 2),
    (sympy.asec(x) - sympy.acsc(y), 1.3, -2.5, lambda x, y: mp.acos(1 / x) - mp.asin(1 / y)),
    (sympy.acoth(x) + sympy.asech(y), 1.3, 0.5, lambda x, y: mp.atanh(1 / x) + mp.acosh(1 / y)),
    (sympy.acsch(x), -1.3, 0, lambda x, y: mp.asinh(1 / x)),
    (sympy.atan2(y, x), -1.3, 0.2, lambda x, y: mp.atan2(y, x)),
    (sympy.erf(x) + sympy.erfc(y), 0.3, 9.5, lambda x, y: mp.erf(x) + mp.erfc(y)),
    (sympy.gamma(x), -0.3, 0, lambda x, y: mp.gamma(x)),
    (sympy.loggamma(x), 0.3, 0, lambda x, y: mp.loggamma(x)),
    (sympy.polygamma(0, x), -0.3, 0, lambda x, y: mp.digamma(x)),
    (sympy.polygamma(1, x), -2.3, 0, lambda x, y: mp.psi(1, x)),
    (sympy.polygamma(2, x), 2.3, 0, lambda x, y: mp.psi(2, x)),
    (sympy.beta(x, y), 0.3, 2.5, lambda x, y: mp.beta(x, y)),
    (sympy.zeta(x), 2.5, 0, lambda x, y: mp.zeta(x)),
    (sympy.zeta(x, y), 2.5, 0.7, lambda x, y: mp.zeta(x, y)),
    (sympy.zeta(x, y), 3, -1.57, lambda x, y: mp.zeta(3, y)),
    (sympy.polylog(x, y), 2, 0.7, lambda x, y: mp.polylog(2, y)),
    (sympy.besselj(x, y), 1, 0.7, lambda x, y: mp.besselj(1, y)),
    (sympy.bessely(x, y), 0, 0.7, lambda x, y: mp.bessely(0, y)),
    (sympy.besseli(x, y), 1, -0.7, lambda x, y: mp.besseli(1, y)),
    (sympy.besselk(x, y), 0.5, 0.7, lambda x, y: mp.besselk(mp.mpf(0.5), y)),
    (sympy.uppergamma(x, y), 1.5, 0.7, lambda x, y: mp.gammainc(x, y)),
    (sympy.lowergamma(x, y), 1.5, 0.7, lambda x, y: mp.gammainc(x, 0, y)),
    (sympy.expint(x, y), 2, 0.7, lambda x, y: mp.expint(2, y)),
    (sympy.airyai(x) * sympy.airybi(y), 0.3, -1.1, lambda x, y: mp.airyai(x) * mp.airybi(y)),
    (sympy.airyaiprime(x), 0.3, 0, lambda x, y: mp.airyai(x, derivative=1)),
    (sympy.airybiprime(x), 0.3, 0, lambda x, y: mp.airybi(x, derivative=1)),
    (sympy.Abs(x) + sympy.sign(y), -0.3, -2, lambda x, y: -x - 1),
    (sympy.sign(x), 0, 0, lambda x, y: mp.mpf(0)),
    (sympy.Max(x, y, -1), -0.3, -2, lambda x, y: x),
    (sympy.Min(x, y, -1), -0.3, -2, lambda x, y: y),
    (sympy.floor(x) + sympy.ceiling(y), -0.3, 2.5, lambda x, y: mp.mpf(2)),
    (sympy.floor(x) + sympy.ceiling(y), 4, -3, lambda x, y: mp.mpf(1)),
    (sympy.floor(x), 1e40, 0, lambda x, y: x),
    (sympy.frac(x), -0.3, 0, lambda x, y: 1 + x),
    (sympy.Mod(x, y), -7.25, 3, lambda x, y: mp.mpf(1.75)),
    (sympy.Mod(x, y), 7.25, -3, lambda x, y: mp.mpf(-1.75)),
    (sympy.Heaviside(x), -0.3, 0, lambda x, y: mp.mpf(0)),
    (sympy.Heaviside(x), 0.3, 0, lambda x, y: mp.mpf(1)),
    (sympy.Heaviside(x), 0, 0, lambda x, y: mp.mpf(0.5)),
    (sympy.DiracDelta(x) + 1, 0.3, 0, lambda x, y: mp.mpf(1)),
    (sympy.re(x) + 2 * sympy.im(x) + sympy.conjugate(y), 0.3, 2, lambda x, y: x + y),
    (sympy.Piecewise((x, x < 0), (x**2, x < 1), (y, True)), 0.3, 2, lambda x, y: x * x),
    (sympy.Piecewise((sympy.log(x), x > 0), (y, True)), -0.3, 2, lambda x, y: y),
    (sympy.Piecewise((1, sympy.And(x > 0, y > 0)), (2, True)), 1, -1, lambda x, y: mp.mpf(2)),
    (sympy.Piecewise((1, sympy.Or(x > 0, y > 3)), (2, True)), 1, -1, lambda x, y: mp.mpf(1)),
    (sympy.Piecewise((1, sympy.Xor(x > 0, y > 0)), (2, True)), 1, -1, lambda x, y: mp.mpf(1)),
    (sympy.Piecewise((1, sympy.ITE(x > 0, y > 0, y < 0)), (2, True)), 1, -1, lambda x, y: mp.mpf(2)),
    (sympy.Piecewise((1, sympy.Eq(x, y)), (2, sympy.Ne(x, 1)), (3, True)), 1, -1, lambda x, y: mp.mpf(3)),
    (sympy.Piecewise((1, x < sympy.oo), (2, True)), 1, -1, lambda x, y: mp.mpf(1)),
    (x > y, 1, -1, lambda x, y: mp.mpf(1)),
    (x >= y, -2, -1, lambda x, y: mp.mpf(0)),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "x_value", "y_value", "formula"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_value_agrees_with_mpmath(expr, x_value, y_value, formula, method):
    (value,) = ExactFunction([expr], [x, y], method=method)({x: x_value, y: y_value})
    with mp.workdps(60):
        expected = formula(mp.mpf(x_value), mp.mpf(y_value))
        gap = abs(value.center - expected)
        assert gap <= value.radius + mp.mpf(10) ** -50 * abs(expected)
        assert value.radius <= mp.mpf(2) ** -119 * abs(expected)


@pytest.mark.parametrize(
    ("expr", "point"),
    [
        (sympy.log(x), -1),
        (sympy.log(x), 0),
        (sympy.sqrt(x), -1),
        (1 / sympy.sqrt(x), 0),
        (1 / x, 0),
        (x**third, -8),
        (x**0.3, -8),
        (x ** (x / 3), -8),
        (x**x, -0.5),
        (x ** sympy.sqrt(2 - x), -3),
        (x ** (x - 1), 0),
        (sympy.asin(x), 1.25),
        (sympy.acosh(x), 0.5),
        (sympy.atanh(x), -1),
        (sympy.asec(x), 0.5),
        (sympy.gamma(x), -2),
        (sympy.loggamma(x), -0.5),
        (sympy.polygamma(1, x), -2),
        (sympy.DiracDelta(x), 0),
        (sympy.Mod(2, x), 0),
        (sympy.Piecewise((1, x > 0)), -1),
        (sympy.Max(sympy.log(x), 0), -1),
        (sympy.Max(sympy.log(x), 0), 0),
        (sympy.Mul(0, sympy.log(x), evaluate=False) + 1, -1),
        (x + sympy.I, 1),
        (sympy.im(sympy.log(x), evaluate=False), -1),
    ],
)
def test_outside_the_real_domain_is_not_finite(expr, point, method):
    (value,) = ExactFunction([expr], [x], method=method)({x: point})
    assert not value.is_finite
    assert value.bits <= 1024


@pytest.mark.parametrize("place", [float("nan"), float("inf")])
def test_a_point_that_is_no_number_has_no_value(place, method):
    assert not ExactFunction([x + 1], [x], method=method)({x: place})[0].is_finite


def test_a_nan_in_a_branch_not_taken_is_harmless(method):
    safe = sympy.Piecewise((sympy.log(x), x > 0), (0, True))
    assert ExactFunction([safe], [x], method=method)({x: -1})[0].is_exact or method == "mpmath"


def test_the_exponent_may_be_a_fraction_given_at_the_point(method):
    (value,) = ExactFunction([x**y], [x, y], method=method)({x: 8, y: Fraction(1, 3)})
    assert value.contains(2)
