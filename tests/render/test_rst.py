from __future__ import annotations

import pytest

from sympy_torch_bridge.render import Cell, Column, Table, to_rst

docutils_core = pytest.importorskip("docutils.core", reason="docutils comes with the docs extra")
docutils_nodes = pytest.importorskip("docutils.nodes", reason="docutils comes with the docs extra")

AWKWARD = [
    "-3", "-0.5", "- 3", "+", "1.", "a. b", "(i) x", "12) y", "x", "0.10000", "*a*", "`b`", "|c|", "d_",
    "e__",
    "\\alpha", ":field: x", "..", ".. note:: x", "::", "a::", "======", ">>> 1", "-v  option", "/V", "--long",
    "[1]_", "_`t`", "'quoted'", "(-oo, oo)", "[0, 1)", "\u2202f/\u2202x", "a  b", "| line", "x_i", "*",
    "e.g. this",
]  # fmt: skip


def _parse(source: str) -> docutils_nodes.document:
    settings = {"report_level": 1, "halt_level": 1, "warning_stream": False}
    return docutils_core.publish_doctree(source, settings_overrides=settings)


def _entries(source: str) -> list[docutils_nodes.entry]:
    return list(_parse(source).findall(docutils_nodes.entry))


@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_comes_back_as_one_paragraph(text: str) -> None:
    source = to_rst(Table(text, (Column(text), Column("b")), [(text, text)], [text]))
    entries = _entries(source)
    assert [entry.astext() for entry in entries] == [text, "b", text, text]
    assert all([type(child).__name__ for child in entry.children] == ["paragraph"] for entry in entries)
    assert next(iter(_parse(source).findall(docutils_nodes.title))).astext() == text
    assert _parse(source).children[-1].astext() == text


def test_formulas_are_math_roles() -> None:
    latex = r"\frac{d}{d x} \left|x\right| = x_{1}"
    entries = _entries(to_rst(Table("T", (Column("f"),), [(Cell("x", latex),)])))
    (math,) = entries[1].findall(docutils_nodes.math)
    assert math.astext() == latex


def test_the_heading_is_a_heading_and_empty_cells_stay_empty() -> None:
    source = to_rst(Table("T", (Column("a"), Column("b")), [("", "2"), ("3", "")]))
    (head,) = _parse(source).findall(docutils_nodes.thead)
    assert head.astext().split() == ["a", "b"]
    assert [entry.astext() for entry in _entries(source)] == ["a", "b", "", "2", "3", ""]


def test_a_table_without_rows_is_a_paragraph_that_says_so() -> None:
    assert _parse(to_rst(Table("T", (Column("a"),), [], ["n"]))).astext().split("\n\n") == [
        "T",
        "(no rows)",
        "n",
    ]


def test_a_table_without_title_parses() -> None:
    assert len(_entries(to_rst(Table("", (Column("a"),), [("1",)])))) == 2
