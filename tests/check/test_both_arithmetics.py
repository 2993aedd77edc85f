"""Right and wrong claims with python-flint and without it: no verdict depends on what is installed."""

import sys

import mpmath
import pytest
import sympy
import torch
from sympy import Abs, Add, Derivative, Eq, I, Max, Min, Mul, Piecewise, Rational

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.known import forget
from sympy_torch_bridge.exact import ExactFunction

x = sympy.Symbol("x")
ONE = Add(sympy.sin(x) ** 2, sympy.cos(x) ** 2, evaluate=False)
ZERO = 1 - sympy.cos(x) ** 2 - sympy.sin(x) ** 2


@pytest.fixture(params=["ball", "mpmath"])
def arithmetic(request, monkeypatch):
    """Check with balls, or as where python-flint is not installed."""
    if request.param == "ball":
        pytest.importorskip("flint", reason="python-flint is not installed")
    else:
        # The ball modules may have been loaded already, with what they need.
        for name in ("ball", "complex_ball"):
            monkeypatch.setitem(sys.modules, f"sympy_torch_bridge.exact.{name}", None)
    assert ExactFunction(x, [x]).method == request.param
    # Exact facts of earlier checks are kept, whatever arithmetic they came from.
    forget()
    yield request.param
    forget()


FUNCTIONS = [
    sympy.tanh(x),
    sympy.erf(x),
    1 / x,
    sympy.exp(-(x**2)) * sympy.sin(x),
    x * Abs(x),
    sympy.log(1 + x**2),
    x**3 * sympy.sign(x),
]
REWRITINGS = {
    "exp": lambda d: d.rewrite(sympy.exp),
    "floats": lambda d: d.evalf(),
    "root": lambda d: sympy.sqrt(d**2) * sympy.sign(d),
    "halves": lambda d: Max(d, 0, evaluate=False) + Min(d, 0, evaluate=False),
    "complex": lambda d: Mul(I, d, -I, evaluate=False),
    "log": lambda d: sympy.log(sympy.exp(d)),
    "identity": lambda d: Add(d, ONE, -1, evaluate=False),
}


@pytest.mark.parametrize("name", REWRITINGS)
@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_a_right_claim_is_refuted_in_neither_arithmetic(function, name, arithmetic):
    claim = REWRITINGS[name](sympy.diff(function, x))
    report = stb.check_gradient(function, claim, x, n_points=12)
    assert report.verdict == "consistent", str(report)


@pytest.mark.parametrize("name", ["exp", "root", "log"])
@pytest.mark.parametrize("function", FUNCTIONS[:4], ids=str)
def test_a_wrong_claim_is_refuted_in_both(function, name, arithmetic):
    claim = REWRITINGS[name](sympy.diff(function, x)) * (1 + sympy.Rational(1, 10**6))
    assert stb.check_gradient(function, claim, x, n_points=12).verdict == "refuted"


UNDECIDED = [
    1 + sympy.sign(ZERO),
    sympy.floor(ONE),
    Piecewise((1, Eq(ONE, 1)), (5, True)),
    Piecewise((1, ONE >= 1), (5, True)),
]


@pytest.mark.parametrize("claim", UNDECIDED, ids=str)
def test_what_no_precision_decides_is_not_refuted(claim, arithmetic):
    report = stb.check_gradient(x, claim, x, n_points=8)
    assert report.verdict == "inconclusive", str(report)
    open_rows = [row for row in report.points if row.verdict == "UNDECIDED"]
    assert open_rows
    assert {row.note for row in open_rows} == {
        "no precision decides whether the formula has a value there, and which"
    }


def test_a_wrong_number_beside_an_undecided_one_is_refuted(arithmetic):
    claim = Piecewise((sympy.floor(ONE), x > 0), (2, True))
    assert stb.check_gradient(x, claim, x).verdict == "refuted"


@pytest.mark.parametrize(
    "claim",
    [sympy.sqrt(-1 - x**2), x + sympy.log(-(x**2) - 1), Piecewise((1, x**2 < -1)), sympy.asin(2 + x**2)],
    ids=str,
)
def test_a_claim_without_a_real_value_is_refuted(claim, arithmetic):
    report = stb.check_gradient(x, claim, x, n_points=8)
    assert report.verdict == "refuted"
    assert "no real value at" in report.diagnosis


@pytest.mark.parametrize("expr", [sympy.sqrt(ONE - 1), sympy.asin(ONE)], ids=str)
def test_a_value_on_the_edge_of_a_domain_is_never_taken_not_to_exist(expr, arithmetic):
    (value,) = ExactFunction(expr, [x])({x: 0.3})
    assert value.is_undecided or value.is_finite
    (beyond,) = ExactFunction(sympy.sqrt(-2 - ONE) + expr, [x])({x: 0.3})
    assert not beyond.is_finite
    assert not beyond.is_undecided


@pytest.mark.parametrize(
    "expr", [sympy.gamma(ONE - 1), sympy.log(ONE - 1), 1 / (ONE - 1), sympy.atanh(ONE)], ids=str
)
def test_balls_decide_no_value_on_an_edge(expr):
    pytest.importorskip("flint", reason="python-flint is not installed")
    (value,) = ExactFunction(expr, [x])({x: 0.3})
    assert value.is_undecided


def test_rounded_constants_are_allowed_for_where_doubles_underflow(arithmetic):
    points = [{x: 9000.0}, {x: 1.0}]
    right, wrong = -0.1 * sympy.exp(-x / 10), -0.1000001 * sympy.exp(-x / 10)
    assert stb.check_gradient(sympy.exp(-x / 10), right, x, points=points).verdict == "consistent"
    assert stb.check_gradient(sympy.exp(-x / 10), wrong, x, points=points[:1]).verdict == "refuted"


def test_a_derivative_left_as_it_is_can_be_claimed(arithmetic):
    for function in (sympy.sin(x), x**3 * sympy.sign(x), Abs(x)):
        assert stb.check_gradient(function, Derivative(function, x), x).verdict == "consistent"
        assert stb.check_gradient(function, 2 * Derivative(function, x), x).verdict == "refuted"


def test_an_error_says_that_it_is_the_claim_that_cannot_be_evaluated():
    with pytest.raises(stb.UnsupportedFunctionError, match="which the claim holds"):
        stb.check_gradient(sympy.zeta(x), Derivative(sympy.zeta(x), x), x)


def test_the_hint_for_an_unknown_function_can_be_followed():
    class Cube(sympy.Function):
        pass

    with pytest.raises(stb.UnsupportedFunctionError) as caught:
        stb.check_gradient(x**4, 4 * Cube(x), x)
    hint = caught.value.hint
    code = hint[hint.index("ops=") + len("ops=") :]
    names = {
        "Op": stb.Op,
        "Cube": Cube,
        "torch_function": lambda z: torch.pow(z, 3),
        "mpmath_function": lambda z: mpmath.power(z, 3),
    }
    ops = eval(code, names)
    assert stb.check_gradient(x**4, 4 * Cube(x), x, ops=ops).verdict == "consistent"
    assert stb.check_gradient(x**4, Rational(9, 2) * Cube(x), x, ops=ops).verdict == "refuted"


Z, T = sympy.Symbol("z"), sympy.Symbol("t", real=True)
HOLOMORPHIC = [Z**3 / (Z - I), sympy.log(1 + Z**2), sympy.sqrt(Z) * T**2, sympy.exp(I * T * Z)]


@pytest.mark.parametrize("function", HOLOMORPHIC, ids=str)
def test_second_derivatives_by_complex_variables_in_both_arithmetics(function, arithmetic):
    wrt = sorted(function.free_symbols, key=str)
    hessian = sympy.hessian(function, wrt)
    options = {"order": 2, "dtype": torch.complex128, "n_points": 6}
    report = stb.check_gradient(function, hessian, wrt, **options)
    assert (report.verdict, report.method) == ("consistent", arithmetic)
    for wrong in (hessian * (1 + I * Rational(1, 10**9)), hessian.conjugate()):
        assert stb.check_gradient(function, wrong, wrt, **options).verdict == "refuted"


def test_branch_cut_is_no_smooth_point_in_either_arithmetic(arithmetic):
    points = [{Z: -2}, {Z: -2 + 1j}]
    claim = sympy.sqrt(Z).diff(Z, 2)
    report = stb.check_gradient(sympy.sqrt(Z), claim, order=2, points=points, dtype=torch.complex128)
    assert [row.verdict for row in report.points] == ["KINK", "PASS"]
