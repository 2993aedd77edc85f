"""The report says the verdict first, fits a screen, and comes in every format."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_consistency, check_gradient
from sympy_torch_bridge.errors import MissingDependencyError

x, y = sympy.symbols("x y")


@pytest.fixture(scope="module")
def refuted():
    return check_gradient(x**2 + sympy.sin(x), x + sympy.cos(x), points=[{x: v} for v in (0.5, 1.0, 2.0)])


def test_text_of_a_refuted_claim(refuted):
    assert str(refuted).splitlines() == [
        "REFUTED: d/dx x**2 + sin(x) = x + cos(x)",
        "  wrong at 3 of 3 points",
        "  worst        df/dx at x = 2.0",
        "    claimed    1.5838531634528576",
        "    exact      3.5838531634528574",
        "    ratio      0.44194142",
        "    gap        2  (allowed 2.83e-30, resolution 7.89e-31)",
        "  diagnosis    consistent with a factor 2 missing in the term 2*x",
        "  claimed - exact = -x",
        "  also         df/dx at x = 1: 1.5403 instead of 2.5403",
        "  also         df/dx at x = 0.5: 1.37758 instead of 1.87758",
        "  rows         3 FAIL",
        "  checked by   claim, symbolic, limit (ball); float64, seed 0",
    ]


def test_text_says_when_no_known_mistake_fits():
    report = check_gradient(sympy.sin(x), sympy.exp(x) - sympy.tan(x))
    assert report.diagnosis is None
    assert "  diagnosis    no known mistake fits" in str(report).splitlines()


@pytest.mark.parametrize(
    "report",
    [
        check_consistency([x * y, sympy.sin(x), sympy.Abs(y)]),
        check_gradient(sympy.expand((x + y) ** 9), [x] * 2),
        check_consistency(sympy.log(-1 - x**2)),
        check_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: 0.0}]),
    ],
    ids=lambda report: report.verdict,
)
def test_text_fits_a_screen(report):
    lines = str(report).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 100
    assert lines[0].split(":")[0].lower() == report.verdict


def test_worst_row_is_the_worst(refuted):
    assert refuted.worst is refuted.failures[0]
    assert refuted.worst.gap == max(row.gap / abs(row.exact) * abs(row.exact) for row in refuted.points)


def test_truth_value_is_consistency_alone(refuted):
    assert not refuted
    assert check_gradient(x**2, 2 * x)
    assert not check_gradient(sympy.Abs(x), sympy.sign(x), points=[{x: 0.0}])


def test_dictionary_and_json(refuted):
    loaded = json.loads(refuted.to_json())
    assert loaded == refuted.to_dict()
    assert loaded["verdict"] == "refuted"
    assert loaded["points"][0]["point"] == {"x": 0.5}
    assert loaded["counts"] == {"FAIL": 3}
    assert set(loaded["versions"]) == {
        "sympy_torch_bridge",
        "python",
        "torch",
        "sympy",
        "mpmath",
        "python-flint",
    }


def test_json_holds_no_numbers_that_json_has_not():
    report = check_gradient(x**2, lambda x: x / 0)
    assert "Infinity" not in report.to_json()
    assert json.loads(report.to_json())["points"][0]["measured"] in ("inf", "-inf")


def test_frame(refuted):
    frame = refuted.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["x"]) == [0.5, 1.0, 2.0]
    assert set(frame["verdict"]) == {"FAIL"}


def test_frame_without_pandas(refuted, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingDependencyError) as caught:
        refuted.to_frame()
    assert caught.value.package == "pandas"


def test_markdown_and_html(refuted):
    assert refuted.to_markdown().startswith("**REFUTED** `d/dx x**2 + sin(x) = x + cos(x)`\n")
    assert "| x = 2 |" in refuted.to_markdown()
    assert refuted._repr_markdown_() == refuted.to_markdown()
    page = refuted._repr_html_()
    assert page == refuted.to_html()
    assert "REFUTED" in page and "<table" in page and "<script" not in page


def test_repr_is_one_line(refuted):
    assert repr(refuted) == "Report('refuted', 'x**2 + sin(x)', 3 rows)"


def test_two_symbols_of_one_name_keep_apart():
    twin = sympy.Symbol("x", positive=True)
    report = check_gradient(x * twin, [twin, x], [x, twin])
    assert report.verdict == "consistent"
    assert sorted(name for name, _ in report.points[0].point) == ["x", "x#2"]
    assert sorted(report.wrt) == ["x", "x#2"]


def test_numbers_of_a_report_are_plain(refuted):
    row = refuted.points[0]
    assert all(
        type(value) in (float, str, int, type(None))
        for value in row.to_dict().values()
        if value != {"x": 0.5}
    )
    assert row.place == "x = 0.5"
    assert isinstance(hash(row), int)


def test_type_is_named():
    assert check_consistency(sympy.sin(x), dtype=torch.float32).dtype == "float32"


def test_the_worst_point_has_ordinary_numbers_where_a_mistake_is_equal_everywhere():
    report = check_gradient(x**3, x**2)
    assert {row.ratio for row in report.failures if abs(row.ratio - 1 / 3) > 1e-12} == set()
    (_, place) = report.worst.point[0]
    assert 0.3 < abs(place) < 3
    assert any(abs(row.point[0][1]) > 100 for row in report.failures)
