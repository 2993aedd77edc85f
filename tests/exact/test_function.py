from __future__ import annotations

import sys
from fractions import Fraction

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import InputTypeError, MissingDependencyError, MissingInputError, OptionError
from sympy_torch_bridge.exact import ExactFunction
from sympy_torch_bridge.ops import BY_HEAD, Op

x, y = sympy.symbols("x y")


def test_cancellation_is_paid_with_more_bits(method):
    (value,) = ExactFunction([(1 - sympy.cos(x)) / x**2], [x], method=method)({x: 1e-12})
    with mpmath.workdps(60):
        assert abs(value.center - (mpmath.mpf(1) / 2 - mpmath.mpf(1e-12) ** 2 / 24)) < mpmath.mpf(10) ** -45
    assert value.relative_bits >= 120
    assert value.bits > 128


def test_cancellation_down_to_the_smallest_doubles(method):
    (value,) = ExactFunction([(1 - sympy.cos(x)) / x**2], [x], method=method)({x: 1e-200})
    assert float(value) == 0.5
    assert value.relative_bits >= 120


@pytest.mark.parametrize("scale", [1, sympy.Float(1e-300), sympy.Float(1e300)])
def test_an_exact_zero_that_no_precision_can_prove_comes_back_early(scale, method):
    expr = scale * (sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1)
    (value,) = ExactFunction([expr], [x], method=method)({x: 0.3})
    assert value.contains(0)
    assert not value.excludes_zero
    assert value.radius <= mpmath.ldexp(abs(mpmath.mpf(scale)), -120)
    assert value.bits <= 512


def test_a_zero_is_believed_at_more_bits_than_a_double_has_exponents(method):
    (value,) = ExactFunction([sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1], [x], method=method)(
        {x: 0.3}, bits=1200
    )
    assert value.contains(0)
    assert value.bits == 4096


def test_a_zero_that_arithmetic_sees_is_exact_at_once():
    pytest.importorskip("flint")
    (value,) = ExactFunction([x * (x - 2)], [x], method="ball")({x: 2})
    assert value.is_exact
    assert value.bits == 128


def test_a_tiny_value_is_not_taken_for_zero(method):
    (value,) = ExactFunction([1 + x - 1 - y], [x, y], method=method)({x: 1e-300, y: 0})
    assert value.excludes_zero
    assert float(value) == 1e-300


def test_huge_intermediate_values_do_not_hide_a_nonzero_result(method):
    (value,) = ExactFunction([sympy.exp(x) * y - sympy.exp(x) * y + 1 + y], [x, y], method=method)(
        {x: 700, y: -1}
    )
    assert value.contains(0)
    nested = ExactFunction([sympy.exp(sympy.exp(sympy.exp(x)))], [x], method=method)({x: 50})
    assert not nested[0].is_finite or nested[0].excludes_zero


@pytest.mark.parametrize(
    ("place", "expected"), [(Fraction(1, 3), 2), (Fraction(1, 3) - Fraction(1, 10**60), 1), (0.3333, 1)]
)
def test_a_condition_on_its_boundary_is_decided_exactly(place, expected, method):
    branches = sympy.Piecewise((1, x < sympy.Rational(1, 3)), (2, True))
    (value,) = ExactFunction([branches], [x], method=method)({x: place})
    assert value.contains(expected)


def test_a_jump_on_its_boundary_is_decided_exactly(method):
    exprs = [sympy.floor(3 * x), sympy.sign(3 * x - 1), sympy.Heaviside(3 * x - 1), sympy.frac(3 * x)]
    values = ExactFunction(exprs, [x], method=method)({x: Fraction(1, 3)})
    assert [float(value) for value in values] == [1, 0, 0.5, 0]


def test_a_boundary_of_irrational_values_stays_undecided():
    pytest.importorskip("flint")
    always_one = sympy.sin(x) ** 2 + sympy.cos(x) ** 2
    exprs = [sympy.Piecewise((1, always_one < 1), (2, True)), sympy.sign(always_one - 1), always_one >= 1, x]
    values = ExactFunction(exprs, [x], method="ball")({x: 0.3})
    assert [value.is_finite for value in values] == [False, False, False, True]
    assert {value.bits for value in values} == {1024}


def test_a_function_that_jumps_at_zero_is_not_guessed_there(method):
    (value,) = ExactFunction([sympy.acot(sympy.sin(x * sympy.pi))], [x], method=method)({x: 1})
    assert not value.is_finite


def test_extreme_points_get_the_bits_they_need(method):
    (value,) = ExactFunction([sympy.tan((x - sympy.sin(2 * x)) ** -2)], [x], method=method)({x: 2.0**-900})
    assert value.relative_bits >= 120


def test_outputs_keep_their_order_and_share_their_work(method):
    function = ExactFunction([x, y, x * y, 7], [x, y], method=method)
    assert [float(value) for value in function({x: 2, y: 3})] == [2, 3, 6, 7]
    assert function.method == method


def test_a_single_expression_and_extra_symbols_are_accepted(method):
    (value,) = ExactFunction(x + 1, [x], method=method)({x: 2, y: 5})
    assert value.contains(3)


@pytest.mark.parametrize("bits", [10, 120, 500, 4000])
def test_as_many_bits_as_asked_for(bits, method):
    (value,) = ExactFunction([sympy.exp(x) - sympy.pi], [x], method=method)({x: 1}, bits=bits)
    assert value.relative_bits >= bits
    with mpmath.workprec(2 * bits + 300):
        assert value.contains(mpmath.e - mpmath.pi)


@pytest.mark.parametrize("bits", [0, -1, 8192])
def test_bits_out_of_range_are_refused(bits):
    with pytest.raises(OptionError, match="bits"):
        ExactFunction([x], [x])({x: 1}, bits=bits)


def test_at_precision_does_not_escalate(method):
    cancelling = ExactFunction([1 - sympy.cos(x)], [x], method=method)
    (value,) = cancelling.at_precision({x: 1e-30}, 128)
    assert value.bits == 128
    assert not value.excludes_zero


def test_a_missing_input_is_named():
    with pytest.raises(MissingInputError) as caught:
        ExactFunction([x + y], [x, y])({x: 1})
    assert caught.value.missing == ("y",)


def test_an_input_that_is_no_real_number_is_named():
    with pytest.raises(InputTypeError) as caught:
        ExactFunction([x], [x])({x: 1j})
    assert caught.value.name == "x"


def test_text_is_never_parsed():
    with pytest.raises(sympy.SympifyError):
        ExactFunction(["__import__('os')"], [x])


def test_an_unknown_method_is_refused():
    with pytest.raises(OptionError) as caught:
        ExactFunction([x], [x], method="float")
    assert caught.value.accepted == ("auto", "ball", "mpmath")


@pytest.fixture
def without_flint(monkeypatch):
    monkeypatch.setitem(sys.modules, "flint", None)
    for name in ("ball", "ball_functions", "sampling"):
        monkeypatch.delitem(sys.modules, f"sympy_torch_bridge.exact.{name}", raising=False)


@pytest.mark.usefixtures("without_flint")
def test_without_python_flint_mpmath_takes_over():
    function = ExactFunction([sympy.exp(x)], [x])
    assert function.method == "mpmath"
    (value,) = function({x: 1})
    assert value.method == "mpmath"
    assert value.relative_bits >= 120


@pytest.mark.usefixtures("without_flint")
def test_without_python_flint_balls_are_refused_with_the_way_to_get_them():
    with pytest.raises(MissingDependencyError, match=r"sympy-torch-bridge\[rigor\]") as caught:
        ExactFunction([x], [x], method="ball")
    assert caught.value.package == "python-flint"


def test_a_function_without_ball_is_sampled_and_says_so():
    pytest.importorskip("flint")
    own = sympy.Function("own")
    op = Op(head=own, lower=torch.exp2, reference=lambda x: mpmath.power(2, x))
    function = ExactFunction([own(x), sympy.exp(x), own(x) + 1], [x], method="ball", ops={**BY_HEAD, own: op})
    values = function({x: Fraction(1, 3)})
    assert [value.method for value in values] == ["mpmath", "ball", "mpmath"]
    with mpmath.workdps(80):
        assert values[0].contains(mpmath.cbrt(2))
    assert values[0].relative_bits >= 120


@pytest.mark.parametrize(
    "expr", [sympy.sinc(sympy.asin(x)), sympy.sign(sympy.log(x)), sympy.Abs(sympy.sqrt(x - 3))]
)
def test_a_bounded_function_of_an_undefined_number_is_undefined(expr):
    at = {x: -2.0}
    assert not any(ExactFunction(expr, [x], method=m)(at)[0].is_finite for m in ("ball", "mpmath"))
