"""A build in several processes checks the rules of entry pages before it reads them, each rule once."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from sphinx.builders import Builder

from sympy_torch_bridge import rules
from sympy_torch_bridge.rules import BY_ID, select
from sympy_torch_bridge.sphinx_ext import verification

CONF = 'stb_entry_pages = "rules"\nstb_parts = ["statement", "facts", "plot"]\n'
IDS = ("derivative.sin", "derivative.cos", "derivative.exp", "derivative.log", "derivative.tan")
INDEX = f".. stb:rules::\n   :ids: {', '.join(IDS)}\n   :columns: id, verdict\n"


@pytest.fixture
def checks(monkeypatch, tmp_path):
    """Let the catalogue consist of five rules; give ``checks()``: process and rule of each check so far."""
    log = tmp_path / "checks.txt"
    compute = verification.evidence_of

    def noted(rule, **options):
        with log.open("a") as file:
            file.write(f"{os.getpid()} {rule.id}\n")
        return compute(rule, **options)

    monkeypatch.setattr(rules, "RULES", select(ids=IDS))
    monkeypatch.setattr(verification, "evidence_of", noted)
    return lambda: [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def test_each_rule_is_checked_once_and_by_no_process_that_reads_pages(project, checks, monkeypatch, tmp_path):
    readers = tmp_path / "readers.txt"
    read = Builder.read_doc

    def noted(builder, docname, **options):
        with readers.open("a") as file:
            file.write(f"{os.getpid()}\n")
        read(builder, docname, **options)

    monkeypatch.setattr(Builder, "read_doc", noted)
    result = project(CONF, index=INDEX).build("html", parallel=2)
    assert (result.status, result.warnings) == (0, "")
    assert sorted(rule for _, rule in checks()) == sorted(IDS)
    assert len(readers.read_text().split()) == 1 + len(IDS)
    assert {process for process, _ in checks()}.isdisjoint(readers.read_text().split())
    assert result.page().count("✓ verified") == len(IDS)


@pytest.mark.slow
def test_pages_of_one_process_and_of_two_are_the_same(project, checks):
    made = project(CONF, index=INDEX)
    names = ["index", *(f"rules/{name}" for name in IDS)]
    pages = []
    for parallel in (0, 2):
        result = made.build("html", parallel=parallel, fresh=True)
        pages.append([result.page(name) for name in names])
        for kept in (result.app.doctreedir / "sympy_torch_bridge").iterdir():
            kept.unlink()
    assert pages[0] == pages[1]
    assert len(checks()) == 2 * len(IDS)


def test_rules_that_are_known_are_not_checked_again(project, checks):
    made = project(CONF, index=INDEX)
    for parallel in (2, 2, 0):
        made.build("html", parallel=parallel, fresh=True)
    assert len(checks()) == len(IDS)


def test_an_error_on_the_way_is_the_error_of_the_page(project, checks, monkeypatch):
    def fails(_rule, **_options):
        raise RuntimeError("no check today")

    monkeypatch.setattr(verification, "evidence_of", fails)
    with pytest.raises(Exception, match="no check today"):
        project(CONF, index=INDEX).build("html", parallel=2)


def test_a_wrong_rule_is_warned_of_on_each_page_that_shows_it(project, checks, monkeypatch):
    wrong = replace(BY_ID["derivative.cos"], rhs=2 * BY_ID["derivative.cos"].rhs)
    known = {**BY_ID, wrong.id: wrong}
    monkeypatch.setattr(rules, "RULES", tuple(known[name] for name in IDS))
    monkeypatch.setattr(rules, "select", lambda ids=None, tags=None: tuple(known[name] for name in ids))
    result = project(CONF, index=INDEX).build("html", parallel=2)
    assert result.status == 1
    for page in ("index.rst:4", f"rules/{wrong.id}.rst:8"):
        assert f"{page}: WARNING: the rule {wrong.id}" in result.warnings
