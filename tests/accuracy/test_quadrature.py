"""Integrals as numbers: right to the digits asked for, and left alone where mpmath is no authority."""

import time

import mpmath
import pytest
import sympy

import sympy_torch_bridge as stb
from sympy_torch_bridge.accuracy.quadrature import with_integrals_as_numbers

x, t, nu = sympy.symbols("x t nu")


@pytest.mark.parametrize(
    ("integral", "exact"),
    [
        (sympy.Integral(sympy.exp(t), (t, 0, 1)), sympy.E - 1),
        (sympy.Integral(sympy.log(t), (t, 0, sympy.pi)), sympy.pi * sympy.log(sympy.pi) - sympy.pi),
        (sympy.Integral(sympy.besselj(1, 2 * t), (t, 0, 3)), (1 - sympy.besselj(0, 6)) / 2),
        (sympy.Integral(sympy.exp(t), (t, 1, 0)) ** 2 + 1, (1 - sympy.E) ** 2 + 1),
    ],
    ids=["smooth", "logarithm", "Bessel", "inside a formula"],
)
def test_integrals_have_their_digits(integral, exact):
    found = with_integrals_as_numbers(integral, 30)
    assert not found.has(sympy.Integral)
    assert abs(sympy.N(found - exact, 10)) < mpmath.mpf(10) ** -30 * abs(sympy.N(exact, 10))


@pytest.mark.parametrize(
    "integral",
    [
        sympy.Integral(sympy.exp(-t), (t, 0, sympy.oo)),
        sympy.Integral(sympy.exp(x * t), (t, 0, 1)),
        sympy.Integral(sympy.Function("f")(t), (t, 0, 1)),
        sympy.Integral(1 / t, (t, 0, 1)),
        sympy.Integral(1 / sympy.sqrt(t), (t, 0, 4)),
        sympy.Integral(sympy.Abs(t - sympy.Rational(1, 3)), (t, 0, 1)),
        sympy.Integral(sympy.sqrt(-t), (t, 1, 2)),
        sympy.Integral(t * x, (t, 0, x), (x, 0, 1)),
    ],
    ids=[
        "unbounded",
        "symbol",
        "unknown function",
        "divergent",
        "pole at the end",
        "kink",
        "complex",
        "double",
    ],
)
def test_others_are_left_alone(integral):
    assert with_integrals_as_numbers(integral, 30) == integral


def test_accuracy_of_an_integral_takes_seconds_at_most():
    """SymPy's own evaluation of these integrands took 40 seconds."""
    f = stb.compile(sympy.Integral(sympy.besselj(1, nu * t), (t, 0, x)), [x, nu])
    start = time.process_time()
    report = f.check_accuracy([{x: 3.5, nu: 2.0}])
    assert time.process_time() - start < 10
    exact = {row.component: row.exact for row in report.rows}
    with mpmath.workdps(30):
        assert abs(exact["df/dx"] - mpmath.besselj(1, 7)) < 1e-16
        assert abs(exact["f"] - (1 - mpmath.besselj(0, 7)) / 2) < 1e-16
