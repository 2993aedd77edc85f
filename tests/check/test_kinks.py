"""Points without a derivative: the slopes on both sides, and what a claim gives between or beside them."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y", real=True)
AROUND = [{x: v} for v in (-1.0, 0.0, 2.0)]


def kinks(report):
    return [row for row in report.points if row.verdict == "KINK"]


@pytest.mark.parametrize(
    ("at_zero", "is_between"),
    [(0, True), (-1, True), (1, True), (sympy.Rational(1, 3), True), (7, False), (-2, False)],
)
@pytest.mark.parametrize("as_code", [False, True], ids=["formula", "torch"])
def test_a_claim_between_the_slopes_is_told_from_others(at_zero, is_between, as_code):
    claimed = sympy.Piecewise((-1, x < 0), (1, x > 0), (at_zero, True))
    claim = stb.compile(claimed, [x]).source and (
        lambda x: torch.where(x == 0, float(at_zero), torch.sign(x))
    )
    report = stb.check_gradient(sympy.Abs(x), claim if as_code else claimed, points=AROUND)
    (row,) = kinks(report)
    assert (row.left, row.right, row.is_between_slopes) == (-1.0, 1.0, is_between)
    assert report.verdict == "consistent"
    mentioned = [note for note in report.notes if "no subgradient" in note]
    assert bool(mentioned) is not is_between
    assert ("lies between them" in str(report)) is is_between
    if mentioned:
        assert f"{float(at_zero):g} for df/dx at x = 0.0, which is not between -1 and 1" in mentioned[0]


def test_a_claim_without_a_number_at_a_kink_is_mentioned():
    report = stb.check_gradient(sympy.Abs(x), x / sympy.Abs(x), points=AROUND)
    (row,) = kinks(report)
    assert row.is_between_slopes is None
    assert report.verdict == "consistent"
    assert any("not a number" in note for note in report.notes)


@pytest.mark.parametrize(
    ("expr", "left", "right"),
    [
        (sympy.sqrt(sympy.Abs(x)), -math.inf, math.inf),
        (sympy.cbrt(sympy.Abs(x)) * sympy.sign(x), math.inf, math.inf),
        (sympy.Heaviside(x, 0), 0.0, math.inf),
        (sympy.Max(x, 0), 0.0, 1.0),
        (sympy.Max(sympy.sqrt(sympy.Abs(x)), -x), -math.inf, math.inf),
        (sympy.Abs(x) + 3 * x, 2.0, 4.0),
    ],
    ids=str,
)
def test_slopes_on_both_sides(expr, left, right):
    report = stb.check_consistency(expr, points=[{x: 0.0}])
    rows = kinks(report)
    assert rows
    assert {(row.left, row.right) for row in rows} == {(left, right)}
    notes = {row.note for row in rows}
    infinite = math.isinf(left) or math.isinf(right)
    assert notes == {"a one-sided slope is infinite" if infinite else "the one-sided slopes differ"}


def test_kinks_along_one_variable_only():
    report = stb.check_gradient(
        y * sympy.Abs(x), [y * sympy.sign(x), sympy.Abs(x)], points=[{x: 0.0, y: 2.0}]
    )
    (row,) = kinks(report)
    assert (row.component, row.left, row.right) == ("df/dx", -2.0, 2.0)
    (other,) = [row for row in report.points if row.component == "df/dy"]
    assert other.verdict == "PASS"


def test_kinks_of_second_order():
    claimed = sympy.Piecewise((-2, x < 0), (2, x > 0), (5, True))
    report = stb.check_gradient(x * sympy.Abs(x), claimed, order=2, points=AROUND)
    (row,) = kinks(report)
    assert (row.left, row.right, row.is_between_slopes) == (-2.0, 2.0, False)
    assert row.note == "the quotients of the two sides have different limits"
    assert report.verdict == "consistent"
    (row,) = kinks(stb.check_gradient(sympy.Abs(x), 0, x, order=2, points=AROUND))
    assert "grow without bound" in row.note


def test_what_oscillates_far_below_ordinary_steps_is_smooth():
    fast = sympy.sin(sympy.Integer(10) ** 150 * x)
    report = stb.check_gradient(fast, sympy.diff(fast, x))
    assert report.verdict == "consistent"
    assert not kinks(report)
    floats = stb.check_gradient(1e-200 * sympy.sin(1e200 * x), sympy.cos(1e200 * x))
    assert floats.verdict == "inconclusive"
    assert not kinks(floats)


@pytest.mark.parametrize("expr", [sympy.Min(x, x**2), sympy.Max(-x, x**3)], ids=str)
def test_slope_of_zero_on_one_side_is_zero(expr):
    report = stb.check_gradient(
        expr, sympy.Piecewise((0, sympy.Eq(x, 0)), (expr.diff(x), True)), points=AROUND
    )
    (row,) = kinks(report)
    assert row.right == 0
    assert row.is_between_slopes
    assert not report.notes
