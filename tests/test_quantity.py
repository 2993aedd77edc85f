"""Points, intervals and numbers in options."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.errors import ExpressionSyntaxError, UnknownSymbolError
from sympy_torch_bridge.quantity import (
    free_names,
    read_domain,
    read_formula,
    read_interval,
    read_number,
    read_numbers,
    read_point,
    read_symbols,
    real_symbols,
)

XY = real_symbols(["x", "y"])
X = real_symbols(["x"])


def test_symbols_are_real_so_that_formulas_simplify_as_on_paper():
    expr, symbols = read_formula("sqrt(x**2)")
    assert expr == sympy.Abs(symbols["x"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("0.1", sympy.Rational(1, 10)),
        ("1/3", sympy.Rational(1, 3)),
        ("pi/2", sympy.pi / 2),
        ("-oo", -sympy.oo),
    ],
)
def test_numbers_are_exact(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["x", "I", "1 < 2", "", "1, 2"])
def test_what_is_no_real_number_is_refused(text):
    with pytest.raises(ExpressionSyntaxError):
        read_number(text)


def test_numbers_are_split_outside_brackets():
    assert read_numbers("0.5, Max(1, 2)") == [sympy.Rational(1, 2), 2]


def test_a_point_names_its_variables_or_has_one():
    assert read_point("x = 1, y = pi", XY) == {XY["x"]: 1, XY["y"]: sympy.pi}
    assert read_point("2", X) == {X["x"]: 2}


@pytest.mark.parametrize("text", ["1", "x = 1, 2", "x"])
def test_a_point_without_names_is_refused_where_there_are_two(text):
    with pytest.raises(ExpressionSyntaxError):
        read_point(text, XY)


@pytest.mark.parametrize("read", [read_point, read_domain])
def test_an_unknown_variable_is_named(read):
    with pytest.raises(UnknownSymbolError) as caught:
        read("z = 1" if read is read_point else "z in (0, 1)", XY)
    assert caught.value.symbol == "z"
    with pytest.raises(UnknownSymbolError):
        read_symbols("x, z", XY)


def test_intervals_keep_their_ends():
    interval = read_interval("[0, oo)")
    assert (str(interval), interval.contains(0)) == ("[0, oo)", True)
    assert not read_interval("(0, 1)").contains(0)


@pytest.mark.parametrize("text", ["0, 1", "(1, 0)", "(1, 1)", "(0; 1)", "(0, x)"])
def test_other_intervals_are_refused(text):
    with pytest.raises(ExpressionSyntaxError):
        read_interval(text)


def test_a_domain_has_an_interval_for_each_variable():
    domain = read_domain("x in (0, oo), y in [-1, 1]", XY)
    assert {s.name: str(i) for s, i in domain.items()} == {"x": "(0, oo)", "y": "[-1, 1]"}
    with pytest.raises(ExpressionSyntaxError, match="no interval"):
        read_domain("x > 0", XY)


def test_names_of_several_formulas_are_found():
    assert set(free_names("x*y, [a, b]")) == {"x", "y", "a", "b"}


def test_a_second_interval_or_value_of_a_variable_is_refused():
    with pytest.raises(ExpressionSyntaxError, match="a second interval for x"):
        read_domain("x in (0, 1), x in (2, 3)", X)
    with pytest.raises(ExpressionSyntaxError, match="a second value for x"):
        read_point("x = 1, x = 2", X)
