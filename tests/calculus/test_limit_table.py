"""Limit tables of the lesson and beyond: lines, rows, exactness, recognised limits."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
import sympy

from sympy_torch_bridge import limit_table, parse_expression
from sympy_torch_bridge.calculus.limit_value import as_number, simplest_rational
from sympy_torch_bridge.exact import Enclosure

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x


def filled(expr, value=0):
    """Fill in the value at 0, which the expression leaves open."""
    return sympy.Piecewise((expr, sympy.Ne(x, 0)), (value, True))


def test_lines_of_the_lesson():
    assert limit_table(LESSON, x, at=1).to_text("lines") == "\n".join(
        [
            "h=0.10000, numerical limit=2.30000",
            "h=0.01000, numerical limit=2.03000",
            "h=0.00100, numerical limit=2.00300",
            "h=0.00010, numerical limit=2.00030",
            "h=0.00001, numerical limit=2.00003",
        ]
    )


def test_lines_of_the_collection(corpus):
    case = corpus("d2l_limit_table")
    table = limit_table(LESSON, x, at=case["at"])
    assert table.to_text("lines").splitlines() == case["en"]["lines"]
    assert table.limit == case["limit"]


def test_lines_stay_true_where_five_decimals_do_not_hold_the_step():
    table = limit_table(x**2, x, at=1, h=[0.123456789, 1e-7, 2e-20])
    assert table.to_text("lines").splitlines() == [
        "h=0.123456789, numerical limit=2.123456789",
        "h=0.0000001, numerical limit=2.0000001",
        "h=2e-20, numerical limit=0.0",
    ]
    small = limit_table(x * sympy.Rational(1, 10**9), x, at=0, h=0.5)
    assert small.to_text("lines") == "h=0.50000, numerical limit=1.00000e-09"


def test_rows_of_the_sine():
    table = limit_table(sympy.sin(x), x, at=1)
    slope = math.cos(1)
    assert [row.h for row in table.rows] == [0.1, 0.01, 0.001, 0.0001, 1e-5]
    for row in table.rows:
        h = row.h
        assert row.forward == pytest.approx(slope - h / 2 * math.sin(1), abs=h**2)
        assert row.backward == pytest.approx(slope + h / 2 * math.sin(1), abs=h**2)
        assert row.truncation == pytest.approx(-(h**2) / 6 * slope, rel=h**2)
        assert row.error == pytest.approx(row.truncation + row.round_off, rel=1e-9)
        assert abs(row.round_off) < 1e-15 / h
        assert row.observed_order == pytest.approx(2, abs=1e-3)
    assert abs(table.rows[2].richardson - slope) < 1e-12


def test_forward_quotient_is_bitwise_the_textbook_formula():
    table = limit_table(LESSON, x, at=1)

    def f(value):
        return 3 * value**2 - 4 * value

    assert [row.forward for row in table.rows] == [
        (f(1 + h) - f(1)) / h for h in (0.1, 0.01, 1e-3, 1e-4, 1e-5)
    ]


def test_exact_order_holds_where_float64_has_none_left():
    (row,) = limit_table(sympy.sin(x), x, at=1, h=1e-13).rows
    assert row.observed_order == pytest.approx(2, abs=1e-6)
    assert abs(row.truncation) < 1e-26
    assert abs(row.round_off) > 1e-5


def test_best_steps_of_the_sine():
    forward, central = limit_table(sympy.sin(x), x, at=1).best
    assert (forward.kind, central.kind) == ("forward", "central")
    assert 1e-9 < forward.h < 1e-7
    assert forward.error < 1e-8
    assert 1e-6 < central.h < 1e-4
    assert central.error < 1e-11
    assert 1e-9 < forward.round_off_from < 1e-7
    assert 1e-6 < central.round_off_from < 1e-4


@pytest.mark.parametrize(
    ("expr", "order", "text"),
    [
        (LESSON, 1, "central is exact for quadratics"),
        (x**3, 2, "central is exact for cubics"),
        (x**4, 3, "central is exact for polynomials of degree 4"),
        (sympy.cos(x) * 0 + 7, 1, "central is exact for quadratics"),
    ],
    ids=str,
)
def test_exactness_of_the_central_quotient(expr, order, text):
    table = limit_table(expr, x, at=1, order=order)
    assert text in table.exactness
    assert {row.truncation for row in table.rows} == {0.0}
    assert {row.observed_order for row in table.rows} == {None}
    assert " exact" in str(table)
    assert table.best[1].round_off_from is None


def test_exactness_of_another_kind_is_not_called_quadratic():
    assert "its truncation vanishes" in limit_table(sympy.cos(x), x, at=0).exactness
    assert limit_table(x**3, x, at=1).exactness == ""


@pytest.mark.parametrize(
    ("expr", "at", "order", "expected"),
    [
        (LESSON, 1, 1, 2),
        (1 / x, 3, 1, -sympy.Rational(1, 9)),
        (x**3, sympy.Rational(1, 3), 1, sympy.Rational(1, 3)),
        (sympy.exp(x), 0, 3, 1),
        (sympy.sin(x), 0, 5, 1),
        (x**6, 1, 6, 720),
        (sympy.cos(x), sympy.pi / 2, 1, -1),
        (x * sympy.Abs(x), 0, 1, 0),
        (filled(x**2 * sympy.sin(1 / x)), 0, 1, 0),
        (sympy.Abs(sympy.Symbol("p", positive=True) - 1), 3, 1, 1),
        (sympy.tanh(2**150 * x), 0, 1, 2**150),
        (sympy.Integer(5), 1, 1, 0),
        (sympy.Float("1e-40") * x, 1, 1, sympy.Float("1e-40")),
    ],
    ids=str,
)
def test_rational_limits_are_recognised(expr, at, order, expected):
    variable = next(iter(expr.free_symbols), x)
    table = limit_table(expr, variable, at=at, order=order)
    assert table.verdict == "differentiable"
    assert abs(table.limit - expected) <= 1e-30 * abs(expected)
    assert table.uncertainty <= 1e-30


def test_zero_keeps_its_bound():
    slow = limit_table(sympy.Abs(x) ** sympy.Rational(11, 10), x, at=0)
    assert (slow.verdict, slow.limit) == ("differentiable", 0)
    assert 0 < slow.uncertainty < 1e-6
    assert limit_table(sympy.cos(x), x, at=0).uncertainty < 1e-60


def test_irrational_limit_has_many_digits():
    table = limit_table(sympy.exp(x) * sympy.sin(x), x, at=1)
    expected = (sympy.E * (sympy.sin(1) + sympy.cos(1))).n(60)
    assert not table.limit.is_Rational
    assert abs(table.limit - expected) <= table.uncertainty
    assert table.uncertainty < 1e-38


def test_float_is_taken_as_its_binary_value():
    exact = limit_table(x**2, x, at=0.1).limit
    assert exact == 2 * sympy.Rational(*(0.1).as_integer_ratio())
    assert limit_table(x**2, x, at=sympy.Rational(1, 10)).limit == sympy.Rational(1, 5)


@pytest.fixture(scope="module")
def table():
    return limit_table(LESSON, x, at=1)


# --- recognising rationals


def test_rational_needs_spare_precision():
    third = mpmath.mpf(1) / 3
    assert simplest_rational(Enclosure(third, mpmath.mpf(2) ** -54, 53, "ball")) == Fraction(1, 3)
    assert simplest_rational(Enclosure(third, mpmath.mpf(2) ** -30, 53, "ball")) is None
    assert simplest_rational(Enclosure(-third, mpmath.mpf(2) ** -54, 53, "ball")) == Fraction(-1, 3)
    assert simplest_rational(Enclosure(mpmath.mpf("nan"), mpmath.inf, 53, "ball")) is None
    assert as_number(Enclosure(mpmath.mpf(0), mpmath.mpf(2) ** -200, 53, "ball")) == 0


def test_deep_expression():
    expr = x
    for _ in range(1500):
        expr = sympy.Add(1, sympy.Mul(-1, expr, evaluate=False), evaluate=False)
    table = limit_table(expr, x, at=1, h=0.5)
    assert table.verdict == "differentiable"
    assert limit_table(expr, x, at=sympy.sqrt(2), h=0.5).limit == 1
    assert "distinct nodes" in table.function


@pytest.mark.parametrize("name", ["d2l_scalar", "activations"])
def test_limits_of_the_collections(corpus, name):
    seen = 0
    for case in corpus(name):
        expr = parse_expression(case["expr"])
        first = case["points"][0]
        wrt = case.get("wrt", case["vars"][0])
        claimed = first["gradient"][wrt] if "gradient" in first else first["derivative"]
        if case.get("order", 1) != 1 or not expr.free_symbols:
            continue
        point = {sympy.Symbol(key): value for key, value in first["point"].items()}
        if sympy.Symbol(wrt) not in expr.free_symbols:
            continue
        found = limit_table(expr, sympy.Symbol(wrt), at=point, h=0.1)
        assert found.verdict == "differentiable", case["id"]
        assert abs(found.limit - sympy.Float(claimed, 25)) <= 1e-18 * abs(found.limit) + 1e-20, case["id"]
        seen += 1
    assert seen >= 10
