"""Verdicts about limits: of expressions, of compiled functions, of torch callables."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

from sympy_torch_bridge import compile, limit_table

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x


def filled(expr, value=0):
    """Fill in the value at 0, which the expression leaves open."""
    return sympy.Piecewise((expr, sympy.Ne(x, 0)), (value, True))


@pytest.mark.parametrize(
    ("expr", "at", "verdict", "left", "right", "text"),
    [
        (sympy.Abs(x), 0, "kink", -1, 1, "the limit of the central quotient is no derivative here"),
        (sympy.Max(x, 0), 0, "kink", 0, 1, "still tends to 1/2"),
        (x**2 + sympy.Rational(1, 10**30) * sympy.Abs(x), 0, "kink", None, None, "kink"),
        (
            sympy.sqrt(sympy.Abs(x)),
            0,
            "vertical tangent",
            -math.inf,
            math.inf,
            "infinite (vertical tangent, a cusp)",
        ),
        (
            sympy.sign(x) * sympy.sqrt(sympy.Abs(x)),
            0,
            "vertical tangent",
            math.inf,
            math.inf,
            "(vertical tangent):",
        ),
        (filled(x * sympy.log(sympy.Abs(x))), 0, "vertical tangent", -math.inf, -math.inf, "infinite"),
        (sympy.sqrt(sympy.Max(x, 0)), 0, "vertical tangent", 0, math.inf, "a one-sided limit is infinite"),
        (sympy.Heaviside(x), 0, "jump", math.inf, math.inf, "not continuous"),
        (sympy.floor(x), 1, "jump", math.inf, 0, "not continuous"),
        (sympy.sqrt(x), 0, "one-sided", None, math.inf, "outside the domain on the left"),
        (x ** sympy.Rational(3, 2), 0, "one-sided", None, 0, "one-sided derivative only, from the right: 0"),
        (sympy.asin(x), 1, "one-sided", math.inf, None, "outside the domain on the right"),
        (filled(x * sympy.sin(1 / x)), 0, "oscillating", None, None, "the limits do not exist"),
        (filled(sympy.sin(1 / x)), 0, "oscillating", None, None, "oscillates"),
        (filled(x / sympy.log(sympy.Abs(x))), 0, "undecided", None, None, "do not settle"),
    ],
    ids=str,
)
def test_verdicts_of_expressions(expr, at, verdict, left, right, text):
    table = limit_table(expr, x, at=at)
    assert table.verdict == verdict
    assert table.limit is None
    assert table.derivative is None
    assert table.best == ()
    assert text in table.conclusion
    assert table.conclusion in str(table)
    for side, expected in ((table.one_sided.left, left), (table.one_sided.right, right)):
        assert expected is None or side.value == expected


def test_second_order_needs_the_first():
    table = limit_table(sympy.Abs(x), x, at=0, order=2)
    assert table.verdict == "kink"
    assert [side.value for side in (table.one_sided.left, table.one_sided.right)] == [-1, 1]
    bent = limit_table(x * sympy.Abs(x), x, at=0, order=2)
    assert bent.verdict == "kink"
    assert "not differentiable 2 times" in bent.conclusion
    assert bent.one_sided.right.value == 2


def test_partial_derivatives():
    expr = x**2 * y
    assert limit_table(expr, x, at=1, subs={y: 2}).limit == 4
    assert limit_table(expr, y, at={x: 3, y: 2}).limit == 9
    assert limit_table(expr, y, at=2, subs={x: 3}).limit == 9
    assert limit_table(compile(expr, [y, x]), x, at=(2, 3)).limit == 12


def test_directional_derivative_uses_the_direction_as_given():
    table = limit_table(x**2 * y, at={x: 1, y: 2}, direction={x: 1, y: -1})
    assert table.limit == 3
    assert limit_table(x**2 * y, at={x: 1, y: 2}, direction={x: 2, y: -2}).limit == 6
    assert "along (1, -1)" in str(table)
    assert "direction (1, -1) used as given; per unit of length, divide by 1.41421" in str(table)
    assert "of length 1" in str(limit_table(x**2 * y, at={x: 1, y: 2}, direction={y: 1}))


def test_directional_derivative_at_the_tip_of_a_cone():
    table = limit_table(sympy.sqrt(x**2 + y**2), at={x: 0, y: 0}, direction={x: 3, y: 4})
    assert table.verdict == "kink"
    assert [side.value for side in (table.one_sided.left, table.one_sided.right)] == [-5, 5]


def test_compiled_function_is_used_for_the_float_columns():
    table = limit_table(compile(LESSON), x, at=1)
    assert table.reference == "high precision"
    assert table.limit == 2


def test_supplied_torch_functions_are_judged_numerically():
    u = sympy.Function("u")
    table = limit_table(compile(2 * u(x), functions={"u": torch.tanh}), x, at=0)
    assert table.reference == "autograd"
    assert table.limit == pytest.approx(2, abs=1e-9)


@pytest.mark.parametrize(
    ("fn", "at", "verdict", "left", "right"),
    [
        (torch.sin, 1.0, "differentiable", math.cos(1), math.cos(1)),
        (torch.sin, 1e8, "differentiable", math.cos(1e8), math.cos(1e8)),
        (torch.sin, 1e-8, "differentiable", 1, 1),
        (lambda t: 1e-200 * torch.sin(t), 1.0, "differentiable", 1e-200 * math.cos(1), 1e-200 * math.cos(1)),
        (lambda t: torch.tanh(1e4 * t), 0.0, "differentiable", 1e4, 1e4),
        (lambda t: t**2, 0.0, "differentiable", 0, 0),
        (torch.cos, 0.0, "differentiable", 0, 0),
        (lambda t: torch.tensor(5.0), 2.0, "differentiable", 0, 0),
        (torch.round, 0.3, "differentiable", 0, 0),
        (torch.relu, -0.05, "differentiable", 0, 0),
        (torch.relu, 0.0, "kink", 0, 1),
        (torch.nn.functional.hardswish, 3.0, "kink", 1.5, 1),
        (lambda t: t.abs().sqrt(), 0.0, "vertical tangent", -math.inf, math.inf),
        (lambda t: torch.xlogy(t, t.abs()), 0.0, "vertical tangent", -math.inf, -math.inf),
        (torch.floor, 1.0, "jump", math.inf, 0),
        (torch.sqrt, 0.0, "one-sided", None, math.inf),
        (
            lambda t: torch.where(t == 0, 0, t * torch.sin(1 / torch.where(t == 0, 1, t))),
            0.0,
            "oscillating",
            None,
            None,
        ),
        (lambda t: t.abs() ** 1.1, 0.0, "undecided", None, None),
    ],
)
def test_verdicts_of_torch_callables(fn, at, verdict, left, right):
    table = limit_table(fn, at=at)
    assert table.verdict == verdict
    assert table.conclusion.startswith("numerically, ")
    for side, expected in ((table.one_sided.left, left), (table.one_sided.right, right)):
        assert expected is None or side.value == pytest.approx(expected, rel=1e-4, abs=1e-9)
    if verdict == "differentiable":
        assert table.limit == pytest.approx(left, rel=1e-5, abs=1e-9)
        assert abs(table.limit - left) <= 10 * table.uncertainty + 1e-12 * abs(left)


def test_float32_inside_a_callable_is_noticed():
    table = limit_table(lambda t: torch.sin(t.float()).double(), at=1.0)
    assert table.verdict == "differentiable"
    assert table.limit == pytest.approx(math.cos(1), abs=1e-3)
    assert table.uncertainty > 1e-6


def test_callable_is_compared_with_autograd():
    table = limit_table(torch.sin, at=1.0)
    assert table.reference == "autograd"
    assert table.derivative == math.cos(1)
    assert table.rows[0].error == table.rows[0].central - math.cos(1)
    assert table.rows[0].truncation is None
    assert "truncation" not in str(table)
    assert limit_table(torch.sin, at=1.0, order=2).derivative == pytest.approx(-math.sin(1))


def test_wrong_autograd_is_reported():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value):
            return value**2

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    table = limit_table(Wrong.apply, at=3.0)
    assert table.limit == pytest.approx(6)
    assert any("autograd disagrees with the quotients: 1 against 6" in remark for remark in table.remarks)


def test_missing_autograd_is_reported():
    table = limit_table(torch.special.bessel_j0, at=1.0)
    assert table.reference == "quotients"
    assert table.limit == pytest.approx(-0.44005058574493355, abs=1e-9)
    assert any(remark.startswith("autograd has no gradient") for remark in table.remarks)


def test_callable_of_two_inputs():
    def f(a, b):
        return a * b**2

    assert limit_table(f, at=(3.0, 2.0)).limit == pytest.approx(4)
    assert limit_table(f, 1, at=(3.0, 2.0)).limit == pytest.approx(12)
    assert limit_table(f, at=(3.0, 2.0), direction=(1, 1)).limit == pytest.approx(16)


@pytest.fixture(scope="module")
def table():
    return limit_table(LESSON, x, at=1)
