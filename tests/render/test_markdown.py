from __future__ import annotations

from sympy_torch_bridge.render import Cell, Column, Table, to_markdown


def _body(cell: Cell | str) -> str:
    return to_markdown(Table("", (Column("a"),), [(cell,)])).splitlines()[-1]


def test_alignment_is_written_in_the_rule() -> None:
    columns = (Column("a"), Column("b", "right"), Column("c", "center"))
    assert to_markdown(Table("", columns, [])).splitlines() == ["| a | b | c |", "| :--- | ---: | :---: |"]


def test_marks_of_markdown_are_escaped() -> None:
    assert _body("a|b*c_d`e<f>$\\") == r"| a\|b\*c\_d\`e\<f\>\$\\ |"


def test_a_formula_stands_between_dollar_signs_without_pipes() -> None:
    assert _body(Cell("|x|", r"\left|x\right| \|y\|")) == r"| $\left\vert x\right\vert  \Vert y\Vert $ |"


def test_every_row_has_as_many_cells_as_the_heading() -> None:
    columns = (Column("a|b"), Column("c"))
    lines = to_markdown(Table("", columns, [("x|y", "z"), ("new\nline", "|")])).splitlines()
    assert {line.replace(r"\|", "").count("|") for line in lines} == {3}


def test_title_and_notes_are_paragraphs_of_their_own() -> None:
    assert to_markdown(Table("T*", (Column("a"),), [], ["n"])).splitlines() == [
        r"**T\***",
        "",
        "| a |",
        "| :--- |",
        "",
        "n",
    ]
