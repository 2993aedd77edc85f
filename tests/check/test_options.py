"""What cannot be used is refused, with words that say what to do."""

from __future__ import annotations

import pytest
import sympy
import torch

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


@pytest.mark.parametrize("domain", [(0, 1), {x: 3}, {x: ("a", "b")}])
def test_domain_of_a_wrong_form(domain):
    with pytest.raises(InputTypeError, match="domain"):
        check_consistency(sympy.sin(x), domain=domain)


@pytest.mark.parametrize("points", [{x: 1.0}, [1.0], [{x: "one"}], 7])
def test_points_of_a_wrong_form(points):
    with pytest.raises(InputTypeError):
        check_consistency(sympy.sin(x), points=points)


def test_point_without_a_coordinate():
    with pytest.raises(MissingInputError) as caught:
        check_consistency(x * y, points=[{x: 1.0}])
    assert caught.value.missing == ("y",)


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
