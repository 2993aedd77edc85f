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
leaves = st.one_of(st.just(x), st.just(y), numbers, st.sampled_from([sympy.pi, sympy.E]))
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


def grown(children):
    return st.one_of(
        st.builds(lambda f, a: f(a), st.sampled_from(UNARY), children),
        st.builds(lambda f, a, b: f(a, b), st.sampled_from(BINARY), children, children),
    )


def is_usable(expr):
    return isinstance(expr, sympy.Expr) and not expr.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I)


def safe(strategy):
    return strategy.filter(is_usable)


# Every level is filtered, because SymPy's Max refuses arguments that are not real.
level = safe(leaves)
for _ in range(3):
    previous = level
    level = st.one_of(previous, safe(grown(previous)))
expressions = level
coordinates = st.one_of(st.floats(-4, 4, allow_nan=False), st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-12, 2.0]))


def build(draw_expr):
    """Draw an expression; SymPy refuses some compositions (Max of a complex number)."""
    try:
        return draw_expr()
    except (ValueError, TypeError, NotImplementedError):
        assume(False)
    return None


@settings(max_examples=150)
@given(data=st.data(), x_value=coordinates, y_value=coordinates)
def test_the_enclosure_contains_the_truth(data, x_value, y_value):
    expr = build(lambda: data.draw(expressions))
    point = {x: x_value, y: y_value}
    balls = ExactFunction([expr], [x, y], method="ball")
    (value,) = balls(point)
    (finer,) = balls(point, bits=500)
    assert value.is_finite == finer.is_finite
    if value.is_finite:
        with mpmath.workprec(2000):
            assert abs(value.center - finer.center) <= value.radius + finer.radius
        assert value.relative_bits >= 120 or value.contains(0)


@settings(max_examples=100)
@given(data=st.data(), x_value=coordinates, y_value=coordinates)
def test_both_arithmetics_agree(data, x_value, y_value):
    expr = build(lambda: data.draw(expressions))
    point = {x: x_value, y: y_value}
    (ball,) = ExactFunction([expr], [x, y], method="ball")(point)
    (pair,) = ExactFunction([expr], [x, y], method="mpmath")(point)
    if ball.is_finite and pair.is_finite:
        with mpmath.workprec(2000):
            assert abs(ball.center - pair.center) <= ball.radius + pair.radius
    else:
        assert not ball.is_finite or not ball.excludes_zero or abs(ball.center) > 1e300 or not pair.is_finite


@settings(max_examples=60)
@given(data=st.data(), x_value=st.floats(0.1, 3), y_value=st.floats(0.1, 3))
def test_the_slope_agrees_with_the_derivative_where_the_point_is_smooth(data, x_value, y_value):
    expr = build(lambda: data.draw(expressions))
    derivative = build(lambda: expr.diff(x))
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
