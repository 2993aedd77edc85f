"""Rules that pages state themselves: one unusable line, one id for two rules, the last one removed."""

from __future__ import annotations

import json

import pytest

UNUSABLE = """
.. stb:rules::

   g.k: d/dx mystery(x) = 1
   hidden.wrong: d/dx sin(x) = -cos(x)
   hidden.right: d/dx x = 1

See :stb:rule:`hidden.right`.
"""
TWO = ".. stb:rules::\n\n   dup.row: d/dx x**4 = 4*x**3\n   {}: d/dx x**5 = 5*x**4\n"
ONE = ".. stb:rules::\n\n   dup.row: d/dx x**3 = 3*x**2\n"


def test_an_unusable_line_leaves_the_others_checked_each_at_its_own_line(project):
    pages = project(conf='suppress_warnings = ["stb.option", "stb.unsupported"]\n', index=UNUSABLE)
    result = pages.build("text")
    assert "index.rst:8: WARNING: the rule hidden.wrong" in result.warnings
    assert "is refuted" in result.warnings
    assert "no page states" not in result.warnings
    assert "hidden.wrong" in result.page(suffix=".txt") or "sin" in result.page(suffix=".txt")
    pages.write({}, "stb_seed = 1\n")
    assert "index.rst:7: WARNING: cannot" in pages.build("text").warnings


@pytest.mark.parametrize("parallel", [0, 2], ids=["one-process", "two-processes"])
def test_one_id_for_two_rules_is_a_warning_in_every_build(project, parallel):
    pages = project(index=".. toctree::\n\n   other\n\n" + ONE, other=TWO.format("dup.row"))
    for _ in range(2):
        result = pages.build("html", parallel=parallel)
        assert result.status == 1
        assert result.warnings.count("stb.duplicate") == 2
        for line in (6, 7):
            assert f"other.rst:{line}: WARNING: the id 'dup.row' has another statement at" in result.warnings
    pages.write({"other": "other\n=====\n\n" + TWO.format("dup.other").replace("dup.row", "dup.third")})
    assert (pages.build("html", parallel=parallel).warnings, pages.build("html").status) == ("", 0)


def test_one_rule_in_two_tables_is_no_contradiction(project):
    listed = ".. stb:rules::\n   :ids: derivative.exp\n"
    pages = project(index=".. toctree::\n\n   other\n\n" + listed, other=listed)
    assert pages.build("html").warnings == ""


def test_the_file_of_rules_goes_with_the_last_rule_but_not_that_of_the_author(project):
    pages = project(index=ONE)
    path = pages.build("html").app.outdir / "rules.json"
    assert [rule["id"] for rule in json.loads(path.read_text())["rules"]] == ["dup.row"]
    project(index="nothing").build("html")
    assert not path.exists()
    path.write_text('{"title": "rules of the house"}')
    pages.build("html")
    assert path.exists()


def test_tags_that_no_chosen_rule_has_are_named(project):
    page = ".. stb:rules::\n   :tags: hyperbolic\n   :ids: derivative.exp\n"
    text = project(index=page).build("text").warnings
    assert "tags='hyperbolic' is not accepted" in text
    assert "is one of: derivative.exp" in text
