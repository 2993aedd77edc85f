"""Tables for a line of so many characters."""

from __future__ import annotations

import pytest

from sympy_torch_bridge.render import CUT, Cell, Column, Table, display_width, fit, to_text

HEADS = [Column("id"), Column("formula"), Column("where"), Column("source")]
ROWS = [
    ("sine", "d/dx sin(x) = cos(x)", "x real", "a book of tables"),
    ("seven", "d/dx (x*x*x*x*x*x*x) = 7*x*x*x*x*x*x", "x real", ""),
    ("root", "d/dx sqrt(x) = 1/(2*sqrt(x))", "x in (0, oo), where it has a slope", ""),
]
LEAST = (0, 8, 8)


def table(rows=ROWS):
    return Table("Some", HEADS, rows, ["A note."])


def names(shown):
    return [column.name for column in shown.columns]


def longest(shown):
    return max(display_width(line) for line in to_text(shown).splitlines())


def test_a_table_that_fits_stays_as_it_is():
    assert fit(table(), 200, least=LEAST) == table()


def test_a_column_without_entries_is_left_out():
    assert names(fit(table([(*row[:3], "") for row in ROWS]), 200, least=LEAST)) == [
        "id",
        "formula",
        "where",
    ]


@pytest.mark.parametrize("width", range(24, 110))
def test_no_line_is_wider(width):
    shown = fit(table(), width, least=LEAST)
    assert longest(shown) <= width
    assert [row[0].text for row in shown.rows] == ["sine", "seven", "root"]
    assert shown.notes == ("A note.",)


def test_what_is_not_essential_goes_before_anything_is_cut():
    whole = longest(table())
    assert names(fit(table(), whole, least=LEAST)) == ["id", "formula", "where", "source"]
    shown = fit(table(), whole - 1, least=LEAST)
    assert names(shown) == ["id", "formula", "where"]
    assert CUT not in to_text(shown)


def test_the_fewest_characters_are_lost():
    # One long entry gives way before two columns of middling ones do.
    rows = [("a", "f" * 20, "w" * 10, ""), ("b", "f" * 20, "w" * 40, "")]
    shown = fit(table(rows), 36, least=LEAST)
    assert [cell.text for cell in shown.rows[0]] == ["a", "f" * 20, "w" * 10]
    assert shown.rows[1][2].text == "w" * 9 + CUT


def test_an_essential_column_that_has_no_room_is_left_out():
    assert names(fit(table(), 5 + 2 + 8 + 2 + 8, least=LEAST)) == ["id", "formula", "where"]
    assert names(fit(table(), 5 + 2 + 8 + 2 + 7, least=LEAST)) == ["id", "formula"]


def test_the_names_and_the_second_column_stay_however_narrow_it_is():
    shown = fit(table(), 1, least=LEAST)
    assert names(shown) == ["id", "formula"]
    assert [row[0].text for row in shown.rows] == ["sine", "seven", "root"]
    assert {display_width(row[1].text) for row in shown.rows} == {8}


def test_wide_letters_count_twice():
    shown = fit(Table("", HEADS[:2], [("甲", "导数作为极限")]), 2 + 2 + 8, least=(0, 8))
    assert shown.rows[0][1].text == f"导数作{CUT}"


def test_a_formula_that_is_cut_is_plain_text():
    shown = fit(Table("", HEADS[:2], [("a", Cell("f" * 20, "f^{20}"))]), 12, least=(0, 8))
    assert shown.rows[0][1].latex is None


def test_an_empty_table_has_its_headings():
    assert names(fit(table([]), 80, least=LEAST)) == ["id"]
