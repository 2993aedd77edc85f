from __future__ import annotations

import re

from sympy_torch_bridge.render import Cell, Column, Table, escape_latex, to_latex

_UNESCAPED = re.compile(r"(?<!\\)[&%#_$]")


def test_only_commands_of_the_standard_classes_are_used() -> None:
    source = to_latex(Table("T", (Column("a"), Column("b", "right")), [("1", "2")], ["note"]))
    known = {"begin", "centering", "caption", "hline", "end", "par", "smallskip", "small"}
    assert set(re.findall(r"\\([A-Za-z]+)", source)) == known


def test_environments_are_closed_in_order() -> None:
    source = to_latex(Table("", (Column("a"),), [("1",)]))
    assert re.findall(r"\\(begin|end)\{(\w+)\}", source) == [
        ("begin", "table"),
        ("begin", "tabular"),
        ("end", "tabular"),
        ("end", "table"),
    ]


def test_special_characters_are_escaped() -> None:
    assert escape_latex("\\{}$&#%_^~<>|") == (
        r"\textbackslash{}\{\}\$\&\#\%\_\textasciicircum{}\textasciitilde{}$<$$>$$|$"
    )
    assert not _UNESCAPED.search(escape_latex("a&b%c#d_e$f"))


def test_signs_outside_latin_become_commands() -> None:
    assert escape_latex("\u2202y \u2264 \u221e") == r"$\partial$y $\leq$ $\infty$"


def test_alignment_is_the_column_specification() -> None:
    columns = (Column("a"), Column("b", "right"), Column("c", "center"))
    assert r"\begin{tabular}{lrc}" in to_latex(Table("", columns, []))


def test_a_formula_is_set_as_mathematics() -> None:
    assert r"$x^{2}$ \\" in to_latex(Table("", (Column("a"),), [(Cell("x**2", "x^{2}"),)]))


def test_a_row_that_opens_with_a_bracket_is_no_argument_of_the_row_above() -> None:
    assert "{}[0, 1]" in to_latex(Table("", (Column("a"),), [("1",), ("[0, 1]",)]))
