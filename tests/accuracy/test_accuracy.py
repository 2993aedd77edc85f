"""What ``f.check_accuracy()`` says about functions that keep their digits, and about those that do not."""

from __future__ import annotations

import json
import math

import mpmath
import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
CUBE = x**3 - 3 * x**2 + 3 * x - 1


def rows(report: stb.AccuracyReport, component: str = "f"):
    return [row for row in report.rows if row.component == component]


def test_a_benign_function_keeps_all_digits() -> None:
    report = stb.compile(sympy.exp(x) * sympy.sin(y)).check_accuracy()
    assert len(report.rows) == 24 * 3
    assert report.counts == {"none": 72}
    assert report.digits > 15
    assert not report.loses_digits
    assert {row.method for row in report.rows} <= {"ball", "mpmath"}


def test_an_expanded_cube_loses_digits_to_the_formula() -> None:
    """Near 1 the value has the condition 3x/(x-1); the expanded form loses twice as many digits more."""
    report = stb.compile(CUBE).check_accuracy([{x: 1 + 1e-3}, {x: 3.0}])
    near, far = rows(report)
    exact = (1 + 1e-3 - 1) ** 3
    assert near.exact == pytest.approx(exact, rel=1e-12)
    assert near.condition == pytest.approx(3 * 1.001 / 0.001, rel=1e-6)
    assert near.cause == "formula"
    assert near.lost > 7 > math.log10(near.condition) + 3
    assert near.avoidable == pytest.approx(near.lost - math.log10(near.condition))
    assert near.digits == pytest.approx(-math.log10(abs(near.computed - near.exact) / near.exact), abs=0.1)
    assert far.cause == "none"
    assert report.worst[0] is near
    assert "the formula loses up to" in str(report)


def test_the_factored_cube_loses_to_the_conditioning_at_most() -> None:
    report = stb.compile((x - 1) ** 3).check_accuracy([{x: 1 + 1e-9}])
    assert {row.cause for row in report.rows} <= {"none", "conditioning"}
    third = stb.compile((x - sympy.Rational(1, 3)) ** 3).check_accuracy([{x: 1 / 3 + 1e-9}])
    (row,) = rows(third)
    assert row.cause == "conditioning"
    assert row.condition > 1e8
    assert "all losses come from the conditioning" in str(third)


def test_a_cancellation_that_no_rewrite_catches() -> None:
    """The sum x + x**3/6 cancels against sin(x): the exact value is of order x**5."""
    hidden = sympy.sin(x) - x + x**3 / 6
    report = stb.compile(hidden).check_accuracy([{x: 1e-2}])
    value, slope = rows(report)[0], rows(report, "df/dx")[0]
    assert value.exact == pytest.approx(1e-10 / 120, rel=1e-5)
    assert slope.exact == pytest.approx(1e-8 / 24, rel=1e-5)
    assert (value.cause, slope.cause) == ("formula", "formula")
    assert value.condition == pytest.approx(5, rel=1e-3)


def test_float32_has_its_own_digits() -> None:
    kept = stb.compile(sympy.exp(x)).check_accuracy([{x: 0.1}], dtype=torch.float32)
    assert kept.dtype == "float32"
    assert [row.cause for row in kept.rows] == ["none", "none"]
    assert 6 < kept.digits < 7.3
    # The point is the number that float32 holds, so that rounding 0.1 is no error of the function.
    assert kept.rows[0].point == (("x", float(torch.tensor(0.1, dtype=torch.float32))),)
    lost = stb.compile(CUBE).check_accuracy([{x: 1.01}], dtype=torch.float32)
    assert rows(lost)[0].cause == "formula"
    assert rows(lost)[0].digits < 4


def test_components_of_containers_and_matrices_are_named() -> None:
    f = stb.compile({"a": [x + y, x > 0], "m": sympy.Matrix([[x * y, 1]])}, [x, y])
    report = f.check_accuracy([{x: 2.0, y: 3.0}])
    names = {row.component: row for row in report.rows}
    assert set(names) == {
        "f['a'][0]", "df['a'][0]/dx", "df['a'][0]/dy", "f['a'][1]",
        "f['m'][0, 0]", "df['m'][0, 0]/dx", "df['m'][0, 0]/dy",
        "f['m'][0, 1]", "df['m'][0, 1]/dx", "df['m'][0, 1]/dy",
    }  # fmt: skip
    assert names["df['m'][0, 0]/dx"].exact == 3
    assert names["f['a'][1]"].computed == 1
    assert report.counts == {"none": 10}


def test_points_by_symbol_by_name_and_as_tensors() -> None:
    f = stb.compile(x * y)
    expected = [(("x", 0.5), ("y", 2.0)), (("x", 1.5), ("y", 2.0))]
    for points in (
        [{x: 0.5, y: 2}, {x: 1.5, y: 2}],
        {"x": torch.tensor([0.5, 1.5]), "y": 2.0},
        {x: torch.tensor([0.5, 1.5]), y: sympy.Integer(2)},
    ):
        assert [row.point for row in rows(f.check_accuracy(points))] == expected


def test_two_symbols_of_one_name_are_told_apart() -> None:
    twin = sympy.Symbol("x", positive=True)
    report = stb.compile(x - 2 * twin).check_accuracy([{x: 1.0, twin: 3.0}])
    assert rows(report)[0].exact == -5
    with pytest.raises(stb.AmbiguousNameError):
        stb.compile(x - 2 * twin).check_accuracy([{"x": 1.0}])


@pytest.mark.parametrize("points", [3, [], [1.0], "x"])
def test_what_is_no_point_is_refused(points) -> None:
    with pytest.raises((stb.InputTypeError, stb.OptionError)):
        stb.compile(x).check_accuracy(points)
    with pytest.raises(stb.MissingInputError):
        stb.compile(x * y).check_accuracy([{x: 1.0}])


def test_a_matrix_symbol_is_refused_with_a_way_out() -> None:
    A = sympy.MatrixSymbol("A", 2, 2)
    with pytest.raises(stb.InputTypeError, match="scalar inputs"):
        stb.compile(sympy.Trace(A)).check_accuracy()


def test_outside_the_domain_and_at_a_kink_nothing_is_compared() -> None:
    outside = stb.compile(sympy.log(x)).check_accuracy([{x: -1.0}])
    assert [row.cause for row in outside.rows] == ["outside", "outside"]
    assert math.isnan(outside.digits)
    kink = stb.compile(sympy.Abs(x)).check_accuracy([{x: 0.0}])
    assert [row.cause for row in kink.rows] == ["none", "kink"]


def test_a_number_where_none_exists_is_named() -> None:
    wrong = stb.Op(head=sympy.log, lower=lambda t: torch.log(t.abs()), reference=mpmath.log)
    report = stb.compile(sympy.log(x), ops=[wrong]).check_accuracy([{x: -1.0}])
    assert "yet the computation gives a number" in rows(report)[0].note


def test_what_the_type_cannot_hold_is_no_fault_of_the_formula() -> None:
    report = stb.compile(sympy.exp(x)).check_accuracy([{x: 200.0}], dtype=torch.float32)
    assert {row.cause for row in report.rows} == {"range"}


def test_an_intermediate_that_overflows_is_one() -> None:
    report = stb.compile(sympy.exp(x) * sympy.exp(-x - 1), [x]).check_accuracy([{x: 1.0}])
    assert not report.loses_digits
    written = sympy.Mul(sympy.exp(x**2), 1 / sympy.cosh(x**2), evaluate=False)
    overflowing = stb.compile(written).check_accuracy([{x: 30.0}])
    row = rows(overflowing)[0]
    assert (row.cause, row.digits) == ("formula", 0)
    assert "an intermediate overflows" in row.note


def test_complex_values_are_compared_by_another_route() -> None:
    report = stb.compile(sympy.exp(sympy.I * x)).check_accuracy([{x: 2.0}])
    (row,) = report.rows
    assert row.method == "evalf"
    assert row.cause == "none"
    assert row.exact == pytest.approx(complex(math.cos(2), math.sin(2)))
    at = stb.compile(sympy.sqrt(x)).check_accuracy([{x: -4 + 1e-3j}])
    assert [row.cause for row in at.rows] == ["none"]


def test_a_function_without_an_exact_value_is_not_judged() -> None:
    u = sympy.Function("u")
    report = stb.compile(u(x), functions={"u": torch.sin}).check_accuracy([{x: 2.0}])
    assert {row.cause for row in report.rows} == {"unknown"}
    assert "nothing could be compared" in str(report)
    assert not report.loses_digits


def test_drawn_points_respect_the_assumptions_and_the_domain() -> None:
    p, n = sympy.Symbol("p", positive=True), sympy.Symbol("n", integer=True)
    report = stb.compile(sympy.log(p) * n).check_accuracy(n_points=8)
    assert len(rows(report)) == 8
    assert all(dict(row.point)["p"] > 0 for row in report.rows)
    assert all(dict(row.point)["n"].is_integer() for row in report.rows)
    assert not rows(report, "df/dn")
    inside = stb.compile(sympy.asin(x)).check_accuracy(domain={x: (0.25, 0.5)})
    assert all(0.25 <= dict(row.point)["x"] <= 0.5 for row in inside.rows)
    assert stb.compile(x).check_accuracy(seed=1) == stb.compile(x).check_accuracy(seed=1)


def test_no_point_at_all() -> None:
    report = stb.compile(sympy.log(-(x**2) - 1)).check_accuracy(n_points=2)
    assert report.rows == ()
    assert report.notes == ("no point was found at which all values are real",)
    assert "nothing could be compared" in str(report)


def test_every_form_of_the_report() -> None:
    report = stb.compile(CUBE).check_accuracy([{x: 1 + 1e-3}])
    data = json.loads(report.to_json())
    assert data == report.to_dict()
    assert data["loses_digits"] is True
    assert data["rows"][0]["cause"] == "formula"
    assert json.loads(stb.compile(sympy.log(x)).check_accuracy([{x: -1}]).to_json())["digits"] is None
    assert report._repr_html_() == report.to_html()
    assert "<table" in report.to_html()
    assert report.to_markdown().count("|") > 10
    assert repr(report).startswith("AccuracyReport('x**3 - 3*x**2 + 3*x - 1', float64: the formula loses")


def test_the_frame_has_a_column_for_each_coordinate() -> None:
    pytest.importorskip("pandas")
    frame = stb.compile(x * y).check_accuracy([{x: 0.5, y: 2.0}]).to_frame()
    assert list(frame.columns[:3]) == ["x", "y", "index"]
    assert frame["exact"].tolist() == [1.0, 2.0, 0.5]
