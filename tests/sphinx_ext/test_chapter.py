"""The pages made by the extension: examples run, rules hold, and what they set out to cover is there."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from sympy_torch_bridge.entry import Evidence
from sympy_torch_bridge.rules import BY_ID, select
from sympy_torch_bridge.sphinx_ext import verification

DOCS = Path(__file__).parents[2] / "docs"
CHAPTER = DOCS / "tutorial" / "calculus.rst"
CONF = 'extensions = ["sympy_torch_bridge.sphinx_ext"]\nstb_points = 8\nroot_doc = "calculus"\n'


@pytest.fixture
def build(make_project_from):
    return make_project_from({"conf.py": CONF, "calculus.rst": CHAPTER.read_text()}).build


def test_its_examples_print_what_the_page_says():
    result = doctest.testfile(str(CHAPTER), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0
    assert result.attempted >= 20


@pytest.mark.slow
def test_every_rule_holds_and_every_number_is_computed(build):
    result = build("html")
    assert (result.status, result.warnings) == (0, "")
    page = result.page("calculus")
    assert page.count("✓ verified") >= 50
    assert page.count("✕ refuted") == 1
    assert page.count("<img") == 3
    assert "2.00003000" in page
    assert "h=0.00001, numerical limit=2.00003" in page
    entries = {entry.id for entry in result.app.env.get_domain("stb").entries()}
    # Of the rules of the book only the special case of integer powers is left out.
    assert {rule.id for rule in select(tags=["d2l"])} - entries == {"derivative.integer-power"}


@pytest.mark.slow
def test_it_can_be_read_as_text(build):
    result = build("text")
    assert (result.status, result.warnings) == (0, "")
    page = " ".join(result.page("calculus", ".txt").split())
    assert "d/dx (f(x)*g(x)) = f(x)*g'(x) + g(x)*f'(x)" in page
    assert "Graph of f(x) = 3*x**2 - 4*x with its tangent line at x = 1; the slope is 2." in page


@pytest.mark.slow
def test_the_reference_page_lists_every_rule_of_the_catalog(make_project_from, monkeypatch):
    # What is asked here is what the page lists. The verdicts are found by the build of the documentation.
    unchecked = Evidence("consistent", "", "", (), (), {})
    monkeypatch.setattr(verification, "evidence_of", lambda _rule, **_options: unchecked)
    page = (DOCS / "reference" / "rules.rst").read_text()
    # The page links to the chapter, which is not part of this small project.
    page = page.replace(":ref:`calculus chapter <calculus-matrix>`", "the chapter")
    conf = CONF.replace("calculus", "rules") + "stb_cache = False\n"
    result = make_project_from({"conf.py": conf, "rules.rst": page}).build("html")
    assert (result.status, result.warnings) == (0, "")
    assert {entry.id for entry in result.app.env.get_domain("stb").entries()} == set(BY_ID)
    assert f"{len(BY_ID)} rules: " in result.page("rules")
