"""Limit tables where numbers leave the range of float64, or of any fraction that memory can hold."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from fractions import Fraction

import mpmath
import pytest
import sympy

from sympy_torch_bridge import limit_table
from sympy_torch_bridge.calculus.limit_value import as_number, simplest_rational
from sympy_torch_bridge.exact import Enclosure

x = sympy.Symbol("x")
HUGE = 10**30


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Turn a computation that does not end into a failure."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError("the computation did not end")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def filled(expr):
    return sympy.Piecewise((expr, sympy.Ne(x, 0)), (0, True))


def power(exponent):
    return mpmath.ldexp(mpmath.mpf(1), exponent)


def test_flat_function_has_slope_zero():
    table = limit_table(filled(sympy.exp(-1 / x**2)), x, at=0)
    assert (table.limit, table.verdict, table.uncertainty) == (0, "differentiable", 0.0)


def test_slopes_that_are_reached_exponentially_fast():
    table = limit_table(filled(x / (1 + sympy.exp(1 / x))), x, at=0)
    assert table.verdict == "kink"
    assert (table.one_sided.left.value, table.one_sided.right.value) == (1, 0)


@pytest.mark.parametrize("exponent", [-HUGE, HUGE])
def test_number_of_extreme_exponent_is_no_fraction(exponent):
    enclosure = Enclosure(power(exponent), power(exponent - 200), 200, "ball")
    assert simplest_rational(enclosure) is None
    assert as_number(enclosure).is_Float


@pytest.mark.parametrize("exponent", [-HUGE, HUGE])
def test_zero_within_a_radius_of_extreme_exponent(exponent):
    assert simplest_rational(Enclosure(power(exponent), power(exponent), 200, "ball")) == Fraction(0)
    assert simplest_rational(Enclosure(-power(exponent), power(exponent), 200, "ball")) == Fraction(0)


def strict_json(text):
    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_value_beyond_float64():
    table = limit_table(sympy.exp(x), x, at=1000)
    assert abs(table.limit - sympy.exp(1000)) < sympy.exp(1000) / 10**30
    assert "1.97007111401705e434 (outside the range of float64)" in table.conclusion
    assert "quotients of float64 values do not exist" in table.remarks[0]
    assert "oo" not in str(table)
    data = strict_json(table.to_json())
    assert data["derivative"] is None
    assert data["limit"]["value"] is None
    assert {row["truncation"] for row in data["rows"]} == {None}


def test_overflow_on_the_way_to_an_ordinary_value():
    table = limit_table(sympy.exp(x) / 10**100, x, at=800)
    assert table.verdict == "differentiable"
    assert "float64 overflows on the way" in table.remarks[0]
    assert strict_json(table.to_json())["limit"]["value"] == pytest.approx(float(sympy.exp(800) / 10**100))


@pytest.mark.parametrize("factor", [sympy.exp(1000), sympy.exp(-1000)])
def test_kink_beyond_float64_is_seen(factor):
    assert limit_table(factor * sympy.Abs(x), x, at=0).verdict == "kink"


@pytest.mark.parametrize("expr", [sympy.exp(sympy.exp(x)), sympy.exp(-sympy.exp(x)), sympy.exp(x)])
@pytest.mark.parametrize("at", [100, -1000])
def test_smooth_function_beyond_float64_has_no_kink(expr, at):
    table = limit_table(expr, x, at=at)
    assert table.verdict == "differentiable"
    strict_json(table.to_json())


@pytest.mark.parametrize(("at", "order"), [(1e-320, 1), (1e-120, 3), (1e300, 2), (1e300, 3)])
def test_steps_whose_power_leaves_the_range_are_passed_over(at, order):
    table = limit_table(x**2, x, at=at, order=order)
    assert table.verdict == "differentiable"
    assert table.limit == sympy.diff(x**2, x, order).subs(x, sympy.Rational(at))
