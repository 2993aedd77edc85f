"""Tables and entries of rules, in every builder, with links, index and inventory."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx.util.inventory import InventoryFile

PAGE = """
.. stb:rules:: From the catalog
   :ids: derivative.sin, matrix.quadratic-form

.. stb:rules:: Written on the page

   page.half-life: d/dt exp(-t/2) = -exp(-t/2)/2
   grad(x, y) x**2*y = 2*x*y, x**2
   d/dx log(x) = 1/x for x in (0, oo)

.. stb:rule:: derivative.tanh

.. stb:rule:: page.cube
   :title: cube of a number
   :source: a book

   d/dx x**3 = 3*x**2

See :stb:rule:`derivative.tanh`, :stb:rule:`the law <page.half-life>` and :any:`derivative.sin`.
"""


@pytest.fixture
def built(project):
    return project(index=PAGE).build


def test_html_shows_statement_and_verdict_as_mark_and_word(built):
    result = built("html")
    assert (result.status, result.warnings) == (0, "")
    page = result.page()
    assert page.count("✓ verified") == 7
    assert r"\frac{d}{d x} \sin" in page
    assert "denominator layout" not in page
    assert "denominator" in page
    assert "cube of a number" in page
    assert "a book" in page


def test_links_lead_to_entries_and_rows(built):
    page = built("html").page()
    assert 'href="#stb-rule-derivative-tanh"' in page
    assert ">hyperbolic tangent</" in page
    assert 'href="#stb-rule-page-half-life-' in page
    assert ">the law</" in page
    assert 'href="#stb-rule-derivative-sin-' in page


def test_text_shows_formulas_as_text_in_wide_columns(built):
    result = built("text")
    assert (result.status, result.warnings) == (0, "")
    page = result.page(suffix=".txt")
    assert "| d/dx log(x) = 1/x " in page
    assert "∂/∂x (x.T*A*x) = (A + A.T)*x" in page
    assert page.count("frac") == page.count("*LaTeX*") == 2  # in the code to copy, and nowhere else


@pytest.mark.parametrize("builder", ["latex", "man", "singlehtml", "epub", "texinfo", "pseudoxml"])
def test_every_builder_writes_the_page(built, builder):
    result = built(builder)
    warnings = [line for line in result.warnings.splitlines() if "conf value" not in line]
    assert warnings == []


def test_latex_has_the_formula_the_mark_and_the_target(built):
    page = built("latex").page("formulas", ".tex")
    assert r"\(\checkmark\) verified" in page
    assert r"\frac{d}{d x} \sin" in page
    assert r"\label{\detokenize{index:stb-rule-derivative-tanh}}" in page


def test_inventory_and_index_list_every_named_rule(built):
    result = built("html")
    inventory = InventoryFile.loads(
        (result.app.outdir / "objects.inv").read_bytes(), uri="https://example.org"
    )
    names = ["derivative.sin", "derivative.tanh", "matrix.quadratic-form", "page.cube", "page.half-life"]
    assert sorted(inventory.data["stb:rule"]) == names
    index = result.page("stb-rules")
    assert all(name in index for name in names)
    assert "verified" in index
    assert "cube of a number" in result.page("genindex")


def test_columns_are_chosen(project):
    page = ".. stb:rules::\n   :ids: derivative.atan\n   :columns: id, source\n"
    text = project(index=page).build("text").page(suffix=".txt")
    assert "DLMF" in text
    assert "verified" not in text


def test_a_column_without_any_entry_is_left_out(project):
    columns = "   :columns: id, statement, shapes, source, verdict\n"
    page = "\n".join(f".. stb:rules::\n   :ids: derivative.{name}\n{columns}" for name in ("sinh", "log"))
    made = project(index=page).build("dummy")
    tables = list(made.app.env.get_doctree("index").findall(nodes.table))
    heads = [[entry.astext() for entry in next(t.findall(nodes.thead)).findall(nodes.entry)] for t in tables]
    assert heads == [["id", "statement", "verdict"], ["id", "statement", "source", "verdict"]]


def test_ids_keep_the_order_of_the_author(project):
    page = ".. stb:rules::\n   :ids: derivative.sin, derivative.exp\n   :columns: id\n"
    text = project(index=page).build("text").page(suffix=".txt")
    assert text.index("derivative.sin") < text.index("derivative.exp")


def test_two_entries_of_one_rule_are_a_warning_each_time(project):
    entry = ".. stb:rule:: derivative.sin\n"
    pages = project(index=".. toctree::\n\n   other\n\n" + entry, other=entry)
    for _ in range(2):
        result = pages.build("html")
        assert result.status == 1
        assert "has its entry at" in result.warnings
        assert "stb.duplicate" in result.warnings
    pages.write({"other": "other\n=====\n\n.. stb:rule:: derivative.sin\n   :no-index:\n"})
    assert pages.build("html").status == 0


def test_a_table_without_places_to_link_to_shows_its_ids_as_text(project):
    table = ".. stb:rules::\n   :ids: derivative.sin\n   :columns: id\n   :no-index:\n"
    pages = project("nitpicky = True\n", index=table)
    result = pages.build("html")
    assert (result.status, result.warnings) == (0, "")
    assert "derivative.sin" in result.page()
    assert 'href="#stb-rule-derivative-sin-0"' not in result.page()
    pages.write({"index": "title\n=====\n\n" + table.replace("   :no-index:\n", "")})
    assert 'href="#stb-rule-derivative-sin-0"' in pages.build("html").page()


def test_a_link_to_an_unknown_rule_names_it(project):
    result = project(index="See :stb:rule:`page.absent`.").build("html")
    assert result.status == 1
    assert "index.rst:4: WARNING: no page states the derivative rule 'page.absent'" in result.warnings


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (".. stb:rules::\n", ":tags:"),
        (".. stb:rules::\n   :ids: derivative.tahn\n", "derivative.tanh"),
        (".. stb:rules::\n   :tags: d2l\n   :columns: name\n", "columns='name' is not accepted"),
        (".. stb:rule:: page.two\n\n   d/dx x = 1\n   d/dx x = 1\n", "a body of one line"),
        (".. stb:rule:: Page\n\n   d/dx x = 1\n", "'Page' is no id"),
    ],
)
def test_options_that_cannot_be_used_are_located_warnings(project, page, message):
    result = project(index=page).build("html")
    assert result.status == 1
    assert "index.rst:4: WARNING" in result.warnings
    assert message in result.warnings
