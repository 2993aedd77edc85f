"""Random expressions: the enclosure contains the value at higher precision, by either arithmetic."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sympy_torch_bridge.exact import ExactFunction, central_slope, classify

pytest.importorskip("flint")

x, y = sympy.symbols("x y", real=True)

numbers = st.one_of(
    st.integers(-5, 5).map(sympy.Integer),
    st.fractions(-3, 3, max_denominator=7).map(lambda f: sympy.Rational(f.numerator, f.denominator)),
    st.floats(-3, 3, allow_subnormal=False).map(sympy.Float),
)
UNARY = [
    sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.tanh, sympy.atan, sympy.erf,
    sympy.sqrt, sympy.Abs, sympy.sign, sympy.floor, sympy.acot,
    lambda a: a**2, lambda a: a**-1, lambda a: a ** sympy.Rational(2, 3),
]  # fmt: skip
BINARY = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a**b,
    sympy.Max,
    sympy.Min,
    lambda a, b: sympy.Piecewise((a, x < b), (b, True)),
]


def is_usable(expr):
    return isinstance(expr, sympy.Expr) and not expr.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I)


def applied(function, *args):
    """Apply a function, giving the first argument back where SymPy has no real result.

    Constants are left alone: SymPy evaluates towers of floating-point exponentials without end.
    """
    if not any(arg.free_symbols for arg in args):
        return args[0]
    try:
        result = function(*args)
    except (ValueError, TypeError, NotImplementedError):  # Max refuses what may be complex
        return args[0]
    return result if is_usable(result) else args[0]


@st.composite
def expressions(draw):
    """Draw an expression of three to nine operations on x, y and numbers, later results preferred."""
    pool = [x, y, draw(numbers), draw(st.sampled_from([sympy.pi, sympy.E]))]
    for _ in range(draw(st.integers(3, 9))):
        a = pool[-draw(st.integers(1, min(4, len(pool))))]
        if draw(st.booleans()):
            pool.append(applied(draw(st.sampled_from(UNARY)), a))
        else:
            pool.append(applied(draw(st.sampled_from(BINARY)), a, draw(st.sampled_from(pool))))
    return pool[-1]


coordinates = st.one_of(st.floats(-4, 4, allow_nan=False), st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-12, 2.0]))


@settings(max_examples=150)
@given(expr=expressions(), x_value=coordinates, y_value=coordinates)
def test_the_enclosure_contains_the_truth(expr, x_value, y_value):
    point = {x: x_value, y: y_value}
    balls = ExactFunction([expr], [x, y], method="ball")
    (value,) = balls(point)
    (finer,) = balls(point, bits=500)
    assert value.is_finite == finer.is_finite
    if value.is_finite:
        with mpmath.workprec(2000):
            assert abs(value.center - finer.center) <= value.radius + finer.radius
        assert value.relative_bits >= 120 or value.contains(0)


@settings(max_examples=150)
@given(expr=expressions(), x_value=coordinates, y_value=coordinates)
def test_both_arithmetics_agree(expr, x_value, y_value):
    point = {x: x_value, y: y_value}
    (ball,) = ExactFunction([expr], [x, y], method="ball")(point)
    (pair,) = ExactFunction([expr], [x, y], method="mpmath")(point)
    # Neither decides every jump that the other does: a ball never proves Max(pi, 0) - pi to be zero.
    if ball.is_finite and pair.is_finite:
        with mpmath.workprec(2000):
            assert abs(ball.center - pair.center) <= ball.radius + pair.radius


@settings(max_examples=60)
@given(expr=expressions(), x_value=st.floats(0.1, 3), y_value=st.floats(0.1, 3))
def test_the_slope_agrees_with_the_derivative_where_the_point_is_smooth(expr, x_value, y_value):
    # Away from round numbers: at a tie SymPy's derivative of Max is a mean, whatever the function does.
    x_value, y_value = x_value + math.sqrt(2) / 97, y_value + math.sqrt(3) / 89
    derivative = expr.diff(x)
    assume(not derivative.has(sympy.Derivative, sympy.Subs))
    point = {x: x_value, y: y_value}
    value, exact = ExactFunction([expr, derivative], [x, y])(point)
    assume(value.is_finite and exact.is_finite and abs(value.center) < mpmath.mpf(10) ** 1000)
    fn = ExactFunction([expr], [x, y])
    assume(classify(fn, point, x).kind == "smooth")
    slope = central_slope(fn, point, x)
    with mpmath.workprec(2000):
        gap = abs(slope.center - exact.center)
        assert gap <= 1e-15 * abs(exact.center) or gap <= slope.radius + exact.radius
    assert not math.isnan(float(slope.center))
