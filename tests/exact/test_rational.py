from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from sympy_torch_bridge.exact.rational import RationalPoint
from sympy_torch_bridge.exact.straight_line import flatten

x, y = sympy.symbols("x y", real=True)
THIRD, FIVE = Fraction(1, 3), Fraction(5)


def exact(expr, x_value=THIRD, y_value=FIVE):
    line = flatten([expr], [x, y], {sympy.sin})
    return RationalPoint(line, [x_value, y_value]).value(line.outputs[0])


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ((x + sympy.Rational(1, 9)) ** sympy.Rational(-3, 2), Fraction(27, 8)),
        (3 * x - 1, 0),
        (x * y, Fraction(5, 3)),
        (x**-2, 9),
        (x**y, Fraction(1, 243)),
        (sympy.sqrt(x + sympy.Rational(2, 3)), 1),
        ((3 * x - 1) ** sympy.Rational(1, 3), 0),
        ((3 * x - 1) ** (y - 5), 1),
        (sympy.Abs(-x), THIRD),
        (sympy.sign(x - y), -1),
        (sympy.Max(x, y), 5),
        (sympy.Min(x, y), THIRD),
        (sympy.floor(-x), -1),
        (sympy.ceiling(x), 1),
        (sympy.frac(-x), Fraction(2, 3)),
        (sympy.Mod(-y, x + 3), Fraction(5, 3)),
        (sympy.Heaviside(3 * x - 1), Fraction(1, 2)),
        (sympy.Heaviside(x), 1),
        (sympy.DiracDelta(x), 0),
        (sympy.Piecewise((y, x < THIRD), (-y, True)), -5),
        (sympy.Piecewise((sympy.sin(y), x > 1), (y, True)), 5),
        (sympy.Piecewise((y, sympy.And(x > 1, sympy.sin(y) > 0)), (2 * y, True)), 10),
    ],
)
def test_rational_functions_are_exact(expr, expected):
    assert exact(expr) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (x < THIRD, False),
        (x <= THIRD, True),
        (x >= THIRD, True),
        (sympy.Eq(3 * x, 1), True),
        (sympy.Ne(3 * x, 1), False),
        (sympy.Xor(x < 1, y < 1), True),
        (sympy.Not(sympy.Or(x > 1, y < 1)), True),
        (sympy.ITE(x < 1, y > 4, y < 4), True),
        (sympy.And(x < 1, sympy.sin(y) > 0), None),
    ],
)
def test_conditions_are_decided_where_they_are_rational(condition, expected):
    assert exact(condition) is expected


@pytest.mark.parametrize(
    "expr",
    [
        sympy.sin(x),
        sympy.pi * x,
        sympy.sqrt(x),
        1 / (3 * x - 1),
        x ** (x + 1),
        sympy.Mod(y, 3 * x - 1),
        sympy.DiracDelta(3 * x - 1),
        x**1000000,
        sympy.sin(y) * (3 * x - 1),
    ],
)
def test_what_is_not_rational_or_too_long_is_none(expr):
    assert exact(expr) is None


def test_growth_is_stopped():
    expr = x
    for _ in range(40):
        expr = sympy.Add(sympy.Mul(expr, expr, evaluate=False), 1, evaluate=False)
    assert exact(expr) is None
