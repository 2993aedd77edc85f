"""What SymPy leaves as it is though numbers follow: by balls and by mpmath, against mpmath's own values."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from sympy_torch_bridge import UnsupportedFunctionError
from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.exact import ExactFunction

x, k = sympy.symbols("x k")
t = sympy.Symbol("t", real=True)
HALF = sympy.Rational(1, 2)


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (sympy.hyper([HALF, 2], [3], x), lambda x: mpmath.hyp2f1(0.5, 2, 3, x)),
        (sympy.hyper([], [2], x), lambda x: mpmath.hyp0f1(2, x)),
        (sympy.hyper([1, x], [3], x / 10), lambda x: mpmath.hyp2f1(1, x, 3, x / 10)),
        (sympy.meijerg([[1], []], [[HALF], [0]], x), lambda x: mpmath.meijerg([[1], []], [[0.5], [0]], x)),
        (sympy.Sum(x**k / k, (k, 1, 5)), lambda x: sum(x**k / mpmath.mpf(k) for k in range(1, 6))),
        (sympy.Product(x + k, (k, -1, 2)), lambda x: (x - 1) * x * (x + 1) * (x + 2)),
        (x * sympy.Derivative(sympy.re(x), x), lambda x: x),
        (x + sympy.Derivative(sympy.im(x), x), lambda x: x),
        (x * sympy.DiracDelta(x), lambda x: x * 0),
    ],
    ids=lambda value: str(value) if isinstance(value, sympy.Basic) else "mpmath",
)
def test_values(expr, value, method):
    (found,) = ExactFunction([expr], [x], method=method)({x: 0.3})
    with mpmath.workdps(40):
        assert abs(found.center - value(mpmath.mpf(0.3))) <= mpmath.mpf(10) ** -35


def test_hypergeometric_functions_are_proved():
    pytest.importorskip("flint")
    (found,) = ExactFunction([sympy.hyper([HALF, 2], [3], x)], [x])({x: 0.3})
    assert found.method == "ball"


def test_the_branch_cut_is_outside_the_domain(method):
    fn = ExactFunction([sympy.hyper([HALF, 2], [3], x)], [x], method=method)
    assert fn({x: 0.9})[0].is_finite
    assert not fn({x: 2.0})[0].is_finite


@pytest.mark.parametrize(
    "expr", [sympy.hyper([HALF, 2], [3], x), sympy.Sum(x**k / k, (k, 1, 5)), sympy.sign(t) * t**2], ids=str
)
def test_claims_about_them_are_judged(expr):
    (symbol,) = expr.free_symbols
    right = sympy.diff(expr, symbol)
    assert check_consistency(expr).verdict == "consistent"
    assert check_gradient(expr, right).verdict == "consistent"
    assert check_gradient(expr, right * (1 + sympy.Rational(1, 10**9))).verdict == "refuted"


@pytest.mark.parametrize(
    "expr", [sympy.Sum(x**k, (k, 0, sympy.oo)), sympy.Sum(x / k, (k, 1, 10**6))], ids=str
)
def test_what_cannot_be_evaluated_is_said_in_words_of_a_checker(expr):
    with pytest.raises(UnsupportedFunctionError) as caught:
        check_consistency(expr)
    assert str(caught.value).startswith("cannot evaluate 'Sum' exactly: there is nothing to judge")
    assert "pass expr.doit()" in str(caught.value)
