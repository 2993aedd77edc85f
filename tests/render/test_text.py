from __future__ import annotations

from sympy_torch_bridge.render import Column, Table, display_width, to_text


def test_numbers_go_right_words_left_and_the_rest_to_the_middle() -> None:
    columns = (Column("name"), Column("n", "right"), Column("mark", "center"))
    table = Table("T", columns, [("a", "1", "+"), ("long name", "1000", "-")])
    assert to_text(table).splitlines() == [
        "T",
        "name          n  mark",
        "---------  ----  ----",
        "a             1   +",
        "long name  1000   -",
    ]


def test_wide_and_combining_characters_keep_the_columns_in_line() -> None:
    rows = [("\u5bfc\u6570", "1"), ("e\u0301t\u00e9", "22")]
    table = Table("", (Column("name"), Column("n", "right")), rows)
    lines = to_text(table).splitlines()
    assert {display_width(line) for line in lines} == {8}


def test_no_line_is_cut_or_wrapped() -> None:
    text = "w" * 500
    assert to_text(Table("", (Column("a"),), [(text,)])).splitlines()[-1] == text


def test_a_cell_cannot_drive_the_terminal_or_break_its_line() -> None:
    shown = to_text(Table("T\x1b[2J", (Column("a"),), [("x\ny\x1b[31m",)], ["n\r"]))
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert len(shown.splitlines()) == 5


def test_notes_follow_the_rows() -> None:
    notes = ["first", "second"]
    assert to_text(Table("", (Column("a"),), [("1",)], notes)).splitlines()[-2:] == notes


def test_a_table_without_rows_is_its_heading() -> None:
    assert to_text(Table("T", (Column("a"),), [])) == "T\na\n-"
