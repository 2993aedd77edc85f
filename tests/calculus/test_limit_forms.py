"""The forms of a limit table: text, markup, JSON, data frame."""

from __future__ import annotations

import dataclasses
import json
import sys

import pytest
import sympy

from sympy_torch_bridge import LimitTable, limit_table
from sympy_torch_bridge.errors import (
    MissingDependencyError,
    OptionError,
)

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x


@pytest.fixture(scope="module")
def table():
    return limit_table(LESSON, x, at=1)


def test_table_is_immutable(table):
    assert isinstance(table, LimitTable)
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.limit = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.rows[0].h = 3


def test_text(table):
    text = str(table)
    assert text == table.to_text() == table.to_text("table")
    assert text.splitlines()[0] == "Difference quotients of 3*x**2 - 4*x at x = 1"
    assert "limit: 2" in text.splitlines()
    assert "verdict: differentiable: both one-sided limits are 2" in text
    assert repr(table) == "LimitTable(3*x**2 - 4*x at x = 1: differentiable, limit=2, 5 rows)"
    with pytest.raises(OptionError, match="accepted: 'table', 'lines'"):
        table.to_text("row")


def test_other_markup(table):
    assert "| 0.1" in table.to_markdown().replace("$", "")
    assert table.to_html() == table._repr_html_()
    assert '<th scope="col"' in table.to_html()
    assert "<script" not in table.to_html()
    assert table.to_latex() == table._repr_latex_()
    assert r"\begin{tabular}" in table.to_latex()
    assert table.to_rst().startswith(".. list-table::")
    assert table._repr_markdown_() == table.to_markdown()
    assert table.to_table().columns[1].name == "forward"


@pytest.mark.parametrize("expr", [LESSON, sympy.sqrt(x - 1), sympy.Abs(x - 1)], ids=str)
def test_json_has_no_nan(expr):
    found = limit_table(expr, x, at=1)
    data = json.loads(found.to_json())
    assert data == found.to_dict()
    assert len(data["rows"]) == 5
    assert data["verdict"] == found.verdict


def test_data_of_limits(table):
    assert table.to_dict()["limit"] == {"value": 2.0, "exact": "2"}
    sides = limit_table(sympy.sqrt(x), x, at=0).to_dict()["one_sided"]
    assert sides["left"] == {"kind": "outside", "value": None, "exact": None}
    assert sides["right"] == {"kind": "infinite", "value": "oo", "exact": None}


def test_frame(table):
    pytest.importorskip("pandas")
    frame = table.to_frame()
    assert list(frame.columns)[:3] == ["h", "forward", "backward"]
    assert frame["forward"].tolist() == [row.forward for row in table.rows]
    assert set(frame.dtypes.astype(str)) == {"float64"}


def test_frame_without_pandas(table, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependencyError, match=r"sympy-torch-bridge\[pandas\]") as caught:
        table.to_frame()
    assert caught.value.extra == "pandas"
