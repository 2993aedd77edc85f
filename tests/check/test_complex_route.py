"""Claims in formulas that reach a real value by way of complex ones: no false alarm, and no free pass."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.complex_route import ComplexRoute
from sympy_torch_bridge.check.known import forget
from sympy_torch_bridge.exact import function as exact_function

x, y = sympy.symbols("x y", real=True)
S = sympy.Symbol("x")


def power(base, exponent):
    """Return a power as an exponential that SymPy leaves alone."""
    return sympy.exp(sympy.Mul(exponent, sympy.log(base), evaluate=False), evaluate=False)


TANH = sympy.tanh(x**2 - x)
RIGHT = {
    "square as exp(2*log(x))": (x**3, 3 * power(x, 2)),
    "cosine in exponentials": (sympy.sin(x), sympy.cos(x).rewrite(sympy.exp)),
    "tanh through exp": (TANH, sympy.diff(TANH, x).rewrite(sympy.exp).subs(x**2, power(x, 2))),
    "tan through exp": (sympy.log(sympy.cos(x)), -sympy.tan(x).rewrite(sympy.exp)),
    "root of the square": (x**4, 4 * sympy.sqrt(x, evaluate=False) ** 6),
}


@pytest.fixture(params=["ball", "mpmath"])
def method(request, monkeypatch):
    if request.param == "ball":
        pytest.importorskip("flint")
    chosen = exact_function.choose_arithmetic
    monkeypatch.setattr(
        exact_function,
        "choose_arithmetic",
        lambda method, *, is_complex=False: chosen(request.param, is_complex=is_complex),
    )
    forget()
    yield request.param
    forget()


@pytest.mark.parametrize("case", RIGHT)
def test_right_claims_are_consistent(case, method):
    expr, claim = RIGHT[case]
    # mpmath alone has no value for the square of an exponential of more than 20,000 binary digits.
    report = stb.check_gradient(expr, claim, x, domain={x: (-6, 6)} if method == "mpmath" else None)
    assert report.verdict == "consistent", report
    assert report.method == method
    assert any(row.point[0][1] < 0 and row.verdict == "PASS" for row in report.points)


@pytest.mark.parametrize("size", ["1e-3", "1e-9", "1e-20"])
@pytest.mark.parametrize("case", RIGHT)
def test_wrong_claims_are_refuted_below_zero(case, size):
    expr, claim = RIGHT[case]
    report = stb.check_gradient(expr, claim * (1 + sympy.Rational(size)), x, domain={x: (-1, -sympy.S.Half)})
    assert report.verdict == "refuted"


@pytest.mark.parametrize("size", ["1", "1e-12"])
def test_an_imaginary_part_is_no_real_derivative(size):
    claim = 3 * power(x, 2) + sympy.I * sympy.Rational(size)
    assert stb.check_gradient(x**3, claim, x).verdict == "refuted"


def test_a_principal_root_of_a_negative_number_stays_wrong():
    claim = 5 * x ** sympy.Rational(2, 3) * power(x, sympy.Rational(10, 3))
    assert stb.check_gradient(x**5, 5 * x**4, x).verdict == "consistent"
    report = stb.check_gradient(sympy.Abs(x) ** 5, claim, x, domain={x: (-2, -1)})
    assert report.verdict == "refuted"


def test_the_same_formula_in_code_has_no_number():
    """In double precision the logarithm of a negative number is nan, and code that returns it is wrong."""
    report = stb.check_gradient(x**3, lambda x: 3 * torch.exp(2 * torch.log(x)), x)
    assert report.verdict == "refuted"
    assert report.mistakes[0].kind == "not-finite"


def test_floats_in_the_formula():
    claim = 3 * sympy.exp(2.0 * sympy.log(x), evaluate=False)
    assert stb.check_gradient(x**3, claim, x).verdict == "consistent"


def test_what_complex_arithmetic_cannot_evaluate_has_no_value():
    route = ComplexRoute([sympy.hyper([1, 2], [3], sympy.log(S))], [S])
    assert route.value(0, {S: -0.5}, 1.0) is None
