"""Exact evaluation of complex arguments: balls and pairs, against SymPy's own evaluation."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction, central_slope, classify

z = sympy.Symbol("z")
a, b = sympy.symbols("a b", real=True)
n = sympy.Rational(3, 2)
METHODS = ("ball", "mpmath")
# One point in each quadrant, with real part, imaginary part and modulus on both sides of one.
POINTS = ((0.75, 0.5), (-1.75, 0.625), (-0.375, -2.5), (1.5, -0.25))
FUNCTIONS = (
    sympy.exp(z), sympy.log(z), sympy.sqrt(z), z ** sympy.Rational(-2, 3), z**-3, z**z, sympy.pi**z,
    sympy.sin(z), sympy.cos(z), sympy.tan(z), sympy.cot(z), sympy.sec(z), sympy.csc(z), sympy.asin(z),
    sympy.acos(z), sympy.atan(z), sympy.acot(z), sympy.asec(z), sympy.acsc(z), sympy.sinh(z), sympy.cosh(z),
    sympy.tanh(z), sympy.coth(z), sympy.sech(z), sympy.csch(z), sympy.asinh(z), sympy.acosh(z),
    sympy.atanh(z),
    sympy.acoth(z), sympy.asech(z), sympy.acsch(z), sympy.sinc(z), sympy.erf(z), sympy.erfc(z), sympy.erfi(z),
    sympy.gamma(z), sympy.loggamma(z), sympy.digamma(z), sympy.polygamma(2, z), sympy.beta(z, n),
    sympy.zeta(z), sympy.LambertW(z), sympy.Ei(z), sympy.Si(z), sympy.Ci(z), sympy.Shi(z), sympy.Chi(z),
    sympy.expint(2, z), sympy.uppergamma(n, z), sympy.lowergamma(n, z), sympy.airyai(z), sympy.airybi(z),
    sympy.airyaiprime(z), sympy.airybiprime(z), sympy.besselj(n, z), sympy.bessely(n, z), sympy.besseli(n, z),
    sympy.besselk(n, z), sympy.polylog(2, z), sympy.fresnels(z), sympy.fresnelc(z),
    sympy.re(z), sympy.im(z), sympy.conjugate(z), sympy.Abs(z), sympy.arg(z), sympy.sign(z), sympy.I * z,
)  # fmt: skip


def exact(expr, method="auto"):
    return ExactFunction(expr, [a, b], method=method, parts={z: (a, b)})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("expr", FUNCTIONS, ids=str)
def test_values_are_those_of_the_principal_branches(expr, method):
    function = exact(expr, method) if method == "mpmath" else exact(expr)
    for real, imag in POINTS:
        (value,) = function({a: real, b: imag})
        expected = expr.subs(z, sympy.Rational(real) + sympy.I * sympy.Rational(imag)).evalf(30)
        with mpmath.workdps(40):
            target = mpmath.mpmathify(str(sympy.re(expected))) + 1j * mpmath.mpmathify(
                str(sympy.im(expected))
            )
            assert abs(value.center - target) <= mpmath.mpf(10) ** -25 * abs(target)
        assert value.relative_bits >= 100


@pytest.mark.parametrize("method", METHODS)
def test_conditions_on_parts_choose_a_branch(method):
    function = exact(sympy.Piecewise((z, sympy.Abs(z) < 1), (z**2, sympy.Ne(z, 2)), (7, True)), method)
    found = [complex(function({a: x, b: y})[0]) for x, y in ((0.5, 0.25), (0.0, 2.0), (2.0, 0.0))]
    assert found == [0.5 + 0.25j, -4, 7]


@pytest.mark.parametrize("method", METHODS)
def test_order_of_complex_numbers_is_undefined(method):
    function = exact(sympy.Max(z, 1) + sympy.floor(a), method)
    assert complex(function({a: 2.5, b: 0})[0]) == 4.5
    assert not function({a: 2.5, b: 1})[0].is_finite


@pytest.mark.parametrize("method", METHODS)
def test_cut_belongs_to_the_upper_side(method):
    function = exact([sympy.log(z), sympy.sqrt(z), sympy.arg(z)], method)
    values = [complex(value) for value in function({a: -4, b: 0})]
    assert values == pytest.approx([complex(mpmath.log(-4)), 2j, mpmath.pi], rel=1e-15)
    below = [complex(value) for value in function({a: -4, b: -(2.0**-80)})]
    assert below == pytest.approx([complex(mpmath.log(-4)).conjugate(), -2j, -mpmath.pi], rel=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_quotients_along_both_axes_satisfy_cauchy_riemann(method):
    function = exact(sympy.exp(z) * sympy.log(z), method)
    point = {a: -1.25, b: 0.5}
    along_real, along_imaginary = central_slope(function, point, a), central_slope(function, point, b)
    with mpmath.workdps(40):
        place = mpmath.mpc(-1.25, 0.5)
        slope = mpmath.exp(place) * (mpmath.log(place) + 1 / place)
        assert abs(along_real.center - slope) < 1e-30
        assert abs(along_imaginary.center - 1j * slope) < 1e-30


def test_jump_across_a_cut_has_no_slope():
    function = exact(sympy.log(z))
    assert classify(function, {a: -1, b: 0}, a).kind == "smooth"
    assert classify(function, {a: -1, b: 0}, b).kind == "vertical"
    assert classify(function, {a: 1, b: 0}, b).kind == "smooth"


def test_function_without_complex_balls_falls_back_to_mpmath():
    function = exact(sympy.harmonic(z))
    assert function.method == "mpmath"
    (value,) = function({a: 0.25, b: 0.5})
    assert complex(value) == pytest.approx(complex(mpmath.harmonic(0.25 + 0.5j)), rel=1e-15)


def test_imaginary_unit_stays_outside_of_real_arithmetic():
    assert not ExactFunction(sympy.I * a, [a])({a: 1})[0].is_finite
    assert float(ExactFunction(sympy.conjugate(z) + sympy.re(z), [z])({z: 1})[0]) == 2
