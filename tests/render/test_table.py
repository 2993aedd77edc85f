from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from sympy_torch_bridge.render import Cell, Column, Table


def test_a_string_in_a_math_column_is_text_and_latex() -> None:
    table = Table("t", (Column("plain"), Column("formula", math=True)), [("a", "x^{2}")])
    assert table.rows == ((Cell("a"), Cell("x^{2}", "x^{2}")),)


def test_a_given_cell_is_kept_in_any_column() -> None:
    cell = Cell("x**2", "x^{2}")
    assert Table("t", (Column("plain"),), [(cell,)]).rows == ((cell,),)


def test_lists_become_tuples_so_that_a_table_is_a_value() -> None:
    table = Table("t", [Column("a")], [["1"]], ["n"])
    assert table == Table("t", (Column("a"),), (("1",),), ("n",))
    assert hash(table) == hash(pickle.loads(pickle.dumps(table)))


def test_a_row_of_the_wrong_length_names_the_row() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 columns"):
        Table("t", (Column("a"), Column("b")), [("1", "2"), ("1",)])


def test_a_table_needs_a_column() -> None:
    with pytest.raises(ValueError, match="no column"):
        Table("t", (), [])


def test_an_unknown_alignment_is_refused() -> None:
    with pytest.raises(ValueError, match="'middle' is not one of left, right, center"):
        Column("a", "middle")  # type: ignore[arg-type]


def test_render_loads_neither_sympy_nor_torch() -> None:
    code = "import sys, sympy_torch_bridge.render; sys.exit(bool({'sympy', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
