"""What cannot be used is refused, with words that say what to do."""

from __future__ import annotations

import decimal
import fractions
import math

import mpmath
import numpy as np
import pytest
import sympy
import torch

import sympy_torch_bridge
from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import (
    InputTypeError,
    MissingInputError,
    OptionError,
    UnknownSymbolError,
    UnsupportedFunctionError,
)

x, y = sympy.symbols("x y")


def test_unknown_wrt():
    with pytest.raises(UnknownSymbolError) as caught:
        check_consistency(sympy.sin(x), y)
    assert str(caught.value) == "unknown symbol 'y' in wrt.\n  known symbols: x"
    assert caught.value.symbol == "y"


def test_unknown_wrt_of_a_claim():
    with pytest.raises(UnknownSymbolError):
        check_gradient(sympy.sin(x), sympy.cos(x), y)
    with pytest.raises(UnknownSymbolError):
        check_gradient(sympy.sin(x), torch.cos, y)


def test_derivative_by_an_absent_symbol_may_be_claimed():
    assert check_gradient(y, 0, x).verdict == "consistent"
    assert check_gradient(y, 1, x).verdict == "refuted"
    assert check_gradient(sympy.Integer(5), 0, x).verdict == "consistent"


def test_symbol_of_the_same_name_is_another_symbol():
    twin = sympy.Symbol("x", positive=True)
    with pytest.raises(UnknownSymbolError, match="with other assumptions") as caught:
        check_consistency(sympy.sin(x), twin)
    assert caught.value.where == "wrt"
    with pytest.raises(UnknownSymbolError, match="with other assumptions"):
        check_consistency(sympy.sin(x), domain={twin: (0, 1)})
    with pytest.raises(UnknownSymbolError, match="with other assumptions"):
        check_consistency(sympy.sin(x), points=[{twin: 1.0}])


def test_names_are_no_symbols():
    with pytest.raises(UnknownSymbolError, match="domain takes symbols, not their names"):
        check_consistency(sympy.sin(x), domain={"x": (0, 1)})
    with pytest.raises(InputTypeError, match=r"'wrt' is 'x' of type str; expected a Symbol"):
        check_consistency(sympy.sin(x), "x")


def test_text_is_never_evaluated():
    with pytest.raises(InputTypeError, match="text is never evaluated"):
        check_consistency("sin(x)")
    with pytest.raises(InputTypeError, match="text is never evaluated"):
        check_gradient(sympy.sin(x), "cos(x)")


@pytest.mark.parametrize(
    ("claimed", "hint"),
    [(None, "code is given as a callable"), (sympy.Eq(x, 1), "give one side of the equation")],
    ids=str,
)
def test_what_is_no_claim_says_what_is(claimed, hint):
    with pytest.raises(InputTypeError, match=hint):
        check_gradient(sympy.sin(x), claimed)


def test_integers_alone_have_no_derivative():
    n = sympy.Symbol("n", integer=True)
    with pytest.raises(UnknownSymbolError, match="a function of whole numbers has no derivative to check"):
        check_consistency(sympy.totient(n))
    real = sympy.Symbol("n", real=True)
    assert check_consistency(sympy.factorial(real), n_points=6)


def test_constant_without_wrt():
    with pytest.raises(UnknownSymbolError, match="no symbol to differentiate by"):
        check_consistency(sympy.Integer(3))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_points": 0}, "n_points=0 is not accepted.\n  accepted: 'an integer of at least 1'"),
        ({"n_points": 2.5}, "n_points=2.5 is not accepted.\n  accepted: 'an integer of at least 1'"),
        ({"seed": -1}, "seed=-1 is not accepted.\n  accepted: 'an integer of at least 0'"),
        ({"points": []}, "points=[] is not accepted.\n  accepted: 'a list of at least one {symbol: value}'"),
        (
            {"domain": {x: (1, 0)}},
            "domain of x=(1, 0) is not accepted.\n  accepted: '(low, high) with low < high'",
        ),
    ],
)
def test_options_that_cannot_be_used(options, message):
    with pytest.raises(OptionError) as caught:
        check_consistency(sympy.sin(x), **options)
    assert str(caught.value) == message


def test_dtype_that_cannot_be_used():
    with pytest.raises(
        OptionError, match=r"accepted: .*complex64.*\n  derivatives are checked at floating points"
    ):
        check_consistency(sympy.sin(x), dtype=torch.int64)


@pytest.mark.parametrize(
    "domain",
    [(0, 1), {x: 3}, {x: ("a", "b")}, {x: "01"}, {x: {1, 2}}, {x: sympy.FiniteSet(1, 2)}],
    ids=["pair", "number", "texts", "text", "set", "FiniteSet"],
)
def test_domain_of_a_wrong_form(domain):
    with pytest.raises(InputTypeError, match="domain"):
        check_consistency(sympy.sin(x), domain=domain)


@pytest.mark.parametrize("points", [{x: 1.0}, [1.0], [{x: "one"}], 7])
def test_points_of_a_wrong_form(points):
    with pytest.raises(InputTypeError):
        check_consistency(sympy.sin(x), points=points)


def test_point_without_a_coordinate():
    with pytest.raises(
        MissingInputError, match=r"points\[1\] has no value for it: a point is \{x: ..., y: ...\}"
    ) as caught:
        check_consistency(x * y, points=[{x: 1.0, y: 1.0}, {x: 1.0}])
    assert caught.value.missing == ("y",)


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (fractions.Fraction(1, 6), 1 / 6),
        (decimal.Decimal("0.1"), 0.1),
        (sympy.sqrt(2), 2**0.5),
        (sympy.pi / 2, math.pi / 2),
        (torch.tensor(0.25, dtype=torch.float32), 0.25),
        (np.array(0.25), 0.25),
        (np.float32(0.1), float(np.float32(0.1))),
        (mpmath.mpf("0.5"), 0.5),
    ],
    ids=["Fraction", "Decimal", "root", "pi", "tensor", "array", "float32", "mpf"],
)
def test_numbers_of_every_kind_are_coordinates(given, held):
    report = check_gradient(x**2, 2 * x, points=[{x: given}])
    assert (report.verdict, report.points[0].point) == ("consistent", (("x", held),))


@pytest.mark.parametrize("value", [y, torch.tensor([1.0, 2.0]), "0.5", None], ids=str)
def test_what_is_no_number_is_no_coordinate(value):
    with pytest.raises(InputTypeError, match="'the value of x' is"):
        check_gradient(x**2, 2 * x, points=[{x: value}])


@pytest.mark.parametrize(
    "value",
    [10**400, 10**5000, float("nan"), sympy.oo, sympy.zoo, decimal.Decimal("Infinity"), np.float64("nan")],
    ids=["10**400", "10**5000", "nan", "oo", "zoo", "Decimal", "NumPy"],
)
def test_a_coordinate_that_is_no_double_is_refused(value):
    with pytest.raises(OptionError, match="a finite number in the range of double precision") as caught:
        check_gradient(x**2, 2 * x, points=[{x: value}])
    assert len(str(caught.value)) < 400


def test_a_coordinate_beyond_the_type_is_refused():
    assert check_gradient(x, 1, points=[{x: 1e100}])
    with pytest.raises(OptionError, match="a number in the range of float32"):
        check_gradient(x, 1, points=[{x: 1e100}], dtype=torch.float32)


@pytest.mark.parametrize(
    ("assumption", "value", "words"),
    [
        ({"positive": True}, -1, "a number that is positive"),
        ({"positive": True}, 0, "a number that is positive"),
        ({"nonpositive": True}, 2, "a number that is nonpositive"),
        ({"integer": True}, 1.5, "a number that is integer"),
        ({"imaginary": True}, 1, "a number that is imaginary"),
    ],
    ids=str,
)
def test_a_coordinate_against_the_assumptions_is_refused(assumption, value, words):
    assumed = sympy.Symbol("a", **assumption)
    with pytest.raises(OptionError, match=words) as caught:
        check_gradient(x * assumed, assumed, x, points=[{x: 1.0, assumed: value}])
    assert "a symbol without assumptions takes every real number" in str(caught.value)
    assert check_gradient(x * y, y, x, points=[{x: 1.0, y: value}])


def test_a_truth_value_is_no_coordinate():
    with pytest.raises(InputTypeError, match="the bool True; expected a number"):
        check_gradient(x**2, 2 * x, points=[{x: True}])


def test_imaginary_symbols_are_no_real_inputs():
    t = sympy.Symbol("t", imaginary=True)
    with pytest.raises(InputTypeError, match=r"write I\*t with a real symbol t"):
        check_gradient(t**2, 2 * t, t)


def test_points_outside_the_domain_contradict_it():
    assert check_gradient(x**2, 2 * x, points=[{x: 0.5}], domain={x: (0, 1)})
    with pytest.raises(OptionError, match=r"the value of x in points\[1\]=5\.0 is not accepted"):
        check_gradient(x**2, 2 * x, points=[{x: 0.5}, {x: 5}], domain={x: (0, 1)})
    with pytest.raises(OptionError, match="a number in its domain"):
        check_gradient(torch.sin, torch.cos, points=[{"input": 5.0}], domain={"input": (0, 1)})
    z = sympy.Symbol("z")
    options = {"domain": {z: (0, 1 + 1j)}, "dtype": torch.complex128}
    assert check_gradient(z**2, 2 * z, points=[{z: 0.5 + 0.5j}], **options)
    with pytest.raises(OptionError, match=r"points\[0\].*\n.*a point in the domain"):
        check_gradient(z**2, 2 * z, points=[{z: 0.5 - 0.5j}], **options)


def test_a_domain_is_cut_by_the_assumptions():
    positive = sympy.Symbol("x", positive=True)
    report = check_consistency(positive**2, domain={positive: (-2, 1)})
    assert report
    assert all(0 < value <= 1 for row in report.points for _, value in row.point)
    assert "x is assumed to lie in (0, oo): drawn from (0, 1]" in report.notes
    assert not check_consistency(positive**2, domain={positive: (0, 1)}).notes
    with pytest.raises(OptionError, match="the assumptions of x allow nothing else"):
        check_consistency(positive**2, domain={positive: (-2, -1)})


def test_integers_of_numpy_are_integers():
    report = check_consistency(x**2, n_points=np.int64(5), seed=np.int32(3))
    assert (len({row.index for row in report.points}), report.seed, type(report.seed)) == (5, 3, int)
    assert report == type(report).from_json(report.to_json())


@pytest.mark.parametrize("ops", [3, [sympy.sin], {sympy.sin: torch.sin}], ids=["number", "class", "mapping"])
@pytest.mark.parametrize("call", [check_consistency, sympy_torch_bridge.compile], ids=["check", "compile"])
def test_ops_are_records(call, ops):
    with pytest.raises(InputTypeError, match=r"'ops' is .*; expected a list of op records") as caught:
        call(sympy.sin(x), ops=ops)
    hint = str(caught.value).splitlines()[-1].strip()
    names = {"sympy": sympy, "Op": sympy_torch_bridge.Op, "torch_function": torch.sin}
    exec(hint, names)  # the hint is code that runs
    assert call(sympy.sin(x), ops=names["ops"])


@pytest.mark.parametrize("order", [2.0, True, 0, 5, "2", None], ids=str)
def test_an_order_is_a_whole_number_from_one_to_four(order):
    with pytest.raises(OptionError, match=r"order=.* is not accepted\.\n  accepted: 1, 2, 3, 4"):
        check_gradient(x**2, 2, order=order)


def test_points_may_hold_more_than_is_needed():
    assert check_consistency(sympy.sin(x), points=[{x: sympy.Rational(1, 3), y: 2}])


def test_a_domain_that_limits_nothing_is_told():
    report = check_consistency(sympy.sin(x), domain={y: (0, 1)})
    assert report
    assert "the domain of y limits nothing: no such input" in report.notes
    assert not check_consistency(sympy.sin(x), domain={x: (0, 1)}).notes


def test_intervals_of_sympy_are_understood():
    report = check_consistency(sympy.log(x), domain={x: sympy.Interval.open(0, 1)})
    assert report
    assert all(0 < value < 1 for row in report.points for _, value in row.point)


def test_unknown_function_is_named():
    with pytest.raises(UnsupportedFunctionError, match="'f'"):
        check_consistency(sympy.Function("f")(x))
