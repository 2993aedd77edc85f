"""A claim in formulas is judged where it says itself that it changes."""

from __future__ import annotations

import pytest
import sympy
from sympy import And, Eq, Heaviside, Max, Ne, Piecewise, Rational

from sympy_torch_bridge.check import check_gradient, formula_check

x, y, z = sympy.symbols("x y z")
n = sympy.Symbol("n", integer=True)
SEEDS = (0, 1, 2)

# Name: function, what is claimed, and by which symbols.
WRONG = {
    "thin band": (
        sympy.sin(x),
        Piecewise((2 * sympy.cos(x), And(x > 2, x < Rational(201, 100))), (sympy.cos(x), True)),
        [x],
    ),
    "band far out": (x**2, Piecewise((3 * x, And(x > 5000, x < 5000 + Rational(1, 10))), (2 * x, True)), [x]),
    "at one point": (x**2, Piecewise((2 * x, Ne(x, 5)), (7, True)), [x]),
    "at whole numbers": (x**2, Piecewise((2 * x + 1, And(Eq(x, sympy.floor(x)), x < 0)), (2 * x, True)), [x]),
    "beyond a step": (x**2, 2 * x + Heaviside(-x - 700) * x, [x]),
    "between two kinks": (sympy.sqrt(x), 1 / (2 * sympy.sqrt(x)) + Max(0, x - 50) * Max(0, 51 - x), [x]),
    "near one": (x**2, 2 * x + Heaviside(Rational(1, 10**12) - sympy.Abs(x - 1)), [x]),
    "a small step": (
        sympy.exp(x * y),
        [y * sympy.exp(x * y) + Heaviside(x - 3) / 1000, x * sympy.exp(x * y)],
        [x, y],
    ),
    "twice as large and one more": (x * y, [Piecewise((y + 1, Eq(x, 2 * y + 1)), (y, True)), x], [x, y]),
    "on a hyperbola": (x * y, [Piecewise((y + 1, Eq(x * y, 1)), (y, True)), x], [x, y]),
    "two equations": (
        x * y * z,
        [Piecewise((1, And(Eq(x, y + 1), Eq(y, z + 1))), (y * z, True)), x * z, x * y],
        [x, y, z],
    ),
    "two steps": (x * y, [y * (1 + Heaviside(x - 300) * Heaviside(y - 300)), x], [x, y]),
    "a thousand times as large": (
        x**2 + y,
        [2 * x * (1 + Heaviside(x - 1000 * sympy.Abs(y)) * Heaviside(1001 * sympy.Abs(y) - x)), 1],
        [x, y],
    ),
    "a bump": (sympy.sin(x), sympy.cos(x) + sympy.exp(-((1000 * x - 1000) ** 2)), [x]),
    "a whole number": (x**n, Piecewise((n * x ** (n - 1), Ne(n, 17)), (7, True)), [x]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_at_the_conditions_of_the_claim_is_refuted(name, monkeypatch):
    expr, claimed, wrt = WRONG[name]
    verdicts = [check_gradient(expr, claimed, wrt, seed=seed).verdict for seed in SEEDS]
    assert verdicts == ["refuted"] * len(SEEDS)
    monkeypatch.setattr(formula_check, "facts_at_conditions", lambda *args: [])
    verdicts = [check_gradient(expr, claimed, wrt, seed=seed).verdict for seed in SEEDS]
    assert "consistent" in verdicts


RIGHT = {
    "the same on both sides": (sympy.sin(x), Piecewise((sympy.cos(x), x > 2), (sympy.cos(x), True))),
    "a value put into a gap": (x**3, Piecewise((3, Eq(x, 1)), (3 * x**2 * (x - 1) / (x - 1), True))),
    "a gap": (x**3, Piecewise((3 * x**2, x > 1), (3 * x**2, x < 1))),
    "modulus and sign": (x**2 - 3 * x, sympy.Abs(2 * x - 3) * sympy.sign(2 * x - 3)),
    "larger and smaller": (x**3 - x, Max(3 * x**2 - 1, 0) + sympy.Min(3 * x**2 - 1, 0)),
    "two half steps": (sympy.exp(x), sympy.exp(x) * (Heaviside(x - 4) + Heaviside(4 - x))),
    "logarithm of a modulus": (x**2 + x, sympy.exp(sympy.log(sympy.Abs(2 * x + 1))) * sympy.sign(2 * x + 1)),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_claim_with_conditions_stays_consistent(name, seed):
    expr, claimed = RIGHT[name]
    assert check_gradient(expr, claimed, x, seed=seed).verdict == "consistent"


def test_points_of_the_user_are_all_there_is():
    claimed = Piecewise((2 * x, Ne(x, 5)), (7, True))
    report = check_gradient(x**2, claimed, points=[{x: 1.0}, {x: 2.0}])
    assert len(report.points) == 2
    assert report.verdict == "consistent"


def test_a_condition_outside_the_domain_of_the_check_is_left_out():
    claimed = Piecewise((2 * x, Ne(x, 5)), (7, True))
    assert check_gradient(x**2, claimed, domain={x: (0, 4)}).verdict == "consistent"
