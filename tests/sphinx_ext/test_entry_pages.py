"""A page for each rule, ``rules.json``, counts of verdicts and the check-only builder."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sympy_torch_bridge import rules
from sympy_torch_bridge.rules import BY_ID, RuleTable, select
from sympy_torch_bridge.sphinx_ext.entry_pages import MARK

PAGES = 'stb_entry_pages = "rules"\nstb_parts = ["statement", "facts"]\n'
INDEX = """
.. stb:counts::

.. stb:rules::
   :ids: derivative.sin
   :columns: id, verdict

See :stb:rule:`derivative.cos`.
"""


@pytest.fixture
def catalogue(monkeypatch):
    """Let the catalogue consist of three rules."""
    few = select(ids=["derivative.sin", "derivative.cos", "derivative.exp"])
    monkeypatch.setattr(rules, "RULES", few)
    return few


def test_each_rule_has_a_page_that_links_lead_to(project, catalogue):
    pages = project(PAGES, index=INDEX)
    result = pages.build("html")
    assert (result.status, result.warnings) == (0, "")
    for rule in catalogue:
        assert rule.title in result.page(f"rules/{rule.id}")
    assert 'href="rules/derivative.sin.html#stb-rule-derivative-sin"' in result.page()
    assert 'href="rules/derivative.cos.html#stb-rule-derivative-cos"' in result.page()
    assert "3 rules: " in result.page()
    assert "✓ 3 verified" in result.page()
    assert "✕ 0 refuted" in result.page()


@pytest.mark.parametrize("first", ["html", "latex"])
def test_entry_pages_are_printed_where_a_page_lists_them(project, catalogue, first):
    conf = PAGES.replace('["statement", "facts"]', '["statement", "plot"]')
    listing = ".. toctree::\n   :glob:\n\n   rules/*\n\n.. stb:tangent:: x**2\n   :at: x = 1\n"
    pages = project(conf, index=listing)
    pages.build(first)  # both builders share the folder of doctrees
    result = pages.build("latex")
    assert (result.status, result.warnings) == (0, "")
    text = result.page("formulas", ".tex")
    for rule in catalogue:
        assert text.count(f"{{{rule.title}}}") >= 1
        assert rule.statement_latex in text
    assert text.count("image: Graph of ") == len(catalogue)
    assert text.count(r"\sphinxincludegraphics") == 1  # that of the page itself
    assert ".svg" not in text


def test_unchanged_pages_are_not_written_again_and_old_ones_go(project, catalogue, monkeypatch):
    pages = project(PAGES, index=INDEX.partition("See")[0])
    pages.build("html")
    folder = pages.folder / "rules"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / "mine.rst").write_text(":orphan:\n\nMine\n====\n")
    monkeypatch.setattr(rules, "RULES", catalogue[:2])
    result = pages.build("html")
    assert (result.status, result.warnings) == (0, "")
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert "reading sources... [100%] rules/mine" in result.app.status.getvalue().replace(
        "\x1b[35m", ""
    ).replace("\x1b[39;49;00m", "")
    gone = {f"{rule.id}.rst" for rule in catalogue} - {f"{rule.id}.rst" for rule in catalogue[:2]}
    assert set(before) - set(after) == gone
    assert all(after[name] == before[name] for name in set(before) - gone)


def test_a_page_of_the_author_is_not_overwritten(project, catalogue):
    pages = project(PAGES, index=INDEX)
    (pages.folder / "rules").mkdir()
    mine = pages.folder / "rules" / "derivative.sin.rst"
    mine.write_text(":orphan:\n\nMine\n====\n")
    result = pages.build("html")
    assert result.status == 1
    assert "is not overwritten" in result.warnings
    assert MARK not in mine.read_text()


def test_a_chapter_may_hold_an_entry_beside_the_page(project, catalogue):
    result = project(PAGES, index=INDEX + "\n\n.. stb:rule:: derivative.cos\n").build("html")
    assert (result.status, result.warnings) == (0, "")
    assert 'href="rules/derivative.cos.html#stb-rule-derivative-cos"' in result.page()


def test_rules_json_holds_what_the_list_of_the_command_line_holds(project, catalogue):
    result = project(PAGES, index=INDEX).build("html")
    data = json.loads((result.app.outdir / "rules.json").read_text())
    listed = {r["id"]: r for r in json.loads(RuleTable(catalogue).to_json())["rules"]}
    assert {r["id"] for r in data["rules"]} == set(listed)
    for record in data["rules"]:
        assert {name: record[name] for name in listed[record["id"]]} == listed[record["id"]]
        assert record["verdict"] == "verified"
        page, _, anchor = record["url"].partition("#")
        assert f'id="{anchor}"' in (result.app.outdir / page).read_text()
    assert not (project(index=INDEX).build("text").app.outdir / "rules.json").exists()


def test_counts_follow_the_verdicts_of_other_pages(project):
    pages = project(
        index=".. toctree::\n\n   other\n\n.. stb:counts::",
        other=".. stb:rules::\n\n   page.x: d/dx x**2 = 2*x\n",
    )
    page = pages.build("html").page()
    assert "✓ 1 verified" in page
    assert "✕ 0 refuted" in page
    assert "stb-refuted" not in page  # nothing to be warned of
    pages.write({"other": "other\n=====\n\n.. stb:rules::\n\n   page.x: d/dx x**2 = x\n"})
    page = pages.build("html").page()
    assert "✕ 1 refuted" in page
    assert "stb-refuted" in page


CHECKS = """
.. stb:rules::

   page.right: d/dx x**2 = 2*x

.. stb:check:: sin(x)
   :claim: -cos(x)
   :expect: refuted

.. stb:limit:: Abs(x)
   :at: 0
   :expect: kink
"""


def test_the_builder_derivatives_lists_every_check_and_writes_no_page(project):
    for _ in range(2):
        result = project(index=CHECKS).build("derivatives")
        assert (result.status, result.warnings) == (0, "")
        files = [path.name for path in result.app.outdir.iterdir() if path.is_file()]
        assert files == ["derivatives.txt"]
        text = result.page("derivatives", ".txt")
        assert "ok    verified        rule   page.right: d/dx (x**2) = 2*x" in text
        assert "ok    refuted         claim  sin(x): -cos(x)" in text
        assert "ok    kink            limit  Abs(x) at 0" in text
        assert text.endswith("3 checks (1 claim, 1 limit, 1 rule), 0 failed\n")


def test_the_builder_derivatives_fails_each_time_with_and_without_w(project):
    from sphinx.testing.util import SphinxTestApp

    wrong = CHECKS.replace("= 2*x", "= x").replace(":expect: kink", ":expect: jump")
    pages = project(index=wrong)
    for _ in range(2):
        result = pages.build("derivatives")
        assert result.status == 1
        assert "is refuted: consistent with a missing factor 2 [stb.refuted]" in result.warnings
        assert "the limit of Abs(x) at 0 is kink where :expect: says jump [stb.unexpected]" in result.warnings
        text = result.page("derivatives", ".txt")
        assert "FAIL  refuted         rule   page.right" in text
        assert "FAIL  kink            limit  Abs(x) at 0" in text
        assert "2 failed" in text
    pages.clean()
    app = SphinxTestApp("derivatives", pages.folder, warningiserror=False)
    app.build()
    assert app.statuscode == 1
    app.cleanup()


def test_a_wrong_rule_of_the_catalogue_fails_every_build_of_its_page(project, catalogue, monkeypatch):
    wrong = replace(catalogue[0], rhs=2 * catalogue[0].rhs)
    monkeypatch.setattr(rules, "RULES", (wrong, *catalogue[1:]))
    monkeypatch.setattr(
        rules, "select", lambda ids=None, tags=None: tuple({**BY_ID, wrong.id: wrong}[i] for i in ids)
    )
    pages = project(PAGES, index=".. stb:counts::")
    for parallel in (0, 2, 0):
        result = pages.build("html", parallel=parallel)
        assert result.status == 1
        assert f"rules/{wrong.id}.rst:8: WARNING: the rule {wrong.id}" in result.warnings
        assert "✕ 1 refuted" in result.page()
