"""Limit tables, notations and claims on a page."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

EXAMPLE = ".. stb:limit:: 3*x**2 - 4*x\n   :at: x = 1\n"


def text_of(project, page):
    result = project(index=page).build("text")
    assert (result.status, result.warnings) == (0, "")
    return result.page(suffix=".txt")


def test_the_compact_table_has_quotients_limit_and_verdict(project):
    text = text_of(project, EXAMPLE)
    assert "2.30000000 | 1.70000000 | 2.00000000" in text
    assert "limit: 2" in text
    assert "differentiable: both one-sided limits" in text
    assert "truncation" not in text


def test_the_full_table_explains_the_errors(project):
    assert "truncation" in text_of(project, EXAMPLE + "   :style: full\n")


def test_the_lines_are_those_of_the_book(project):
    folder = Path(os.environ.get("STB_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
    if not (folder / "d2l_limit_table.json").exists():
        pytest.skip(f"no reference lines: {folder} is absent (set STB_CORPORA)")
    lines = json.loads((folder / "d2l_limit_table.json").read_text())["en"]["lines"]
    text = text_of(project, EXAMPLE + "   :style: lines\n")
    assert "\n".join(f"   {line}" for line in lines) in text


def test_steps_variable_order_and_caption_are_chosen(project):
    text = text_of(
        project,
        ".. stb:limit:: x**2*y\n   :at: x = 1, y = 2\n   :wrt: y\n   :steps: 1/2, 0.25\n   :caption: by y\n",
    )
    assert "by y" in text
    assert "| 0.25 " in text
    assert "limit: 1" in text
    assert "limit: 2" in text_of(project, ".. stb:limit:: x**2\n   :at: 1\n   :order: 2\n")


def test_a_corner_shows_both_one_sided_limits(project):
    text = text_of(project, ".. stb:limit:: Abs(x)\n   :at: 0\n")
    assert "not differentiable" in text
    assert "from the left -1, from the right 1" in " ".join(text.split())


def test_html_sets_powers_of_ten_as_formulas_and_numbers_as_text(project):
    page = project(index=EXAMPLE).build("html").page()
    assert "<p>2.30000000</p>" in page
    assert r"10^{-5}" in page
    assert "stb-right" in page


@pytest.mark.parametrize(
    ("page", "kind", "message"),
    [
        (".. stb:limit:: x\n", "option", "at="),
        (".. stb:limit:: x\n   :at: 1\n   :style: wide\n", "option", "style='wide'"),
        (".. stb:limit:: x\n   :at: 1\n   :order: two\n", "option", "order='two'"),
        (".. stb:limit:: x\n   :at: 1\n   :steps: -1\n", "option", "h="),
        (".. stb:limit:: x*y\n   :at: x = 1\n   :wrt: x\n", "option", "y"),
        (".. stb:limit:: log(x)\n   :at: -1\n", "domain", "no finite real value"),
        (".. stb:limit:: 2x\n   :at: 1\n", "syntax", "2*x"),
        (".. stb:notations:: f x\n   :order: 0\n", "option", "order"),
        (".. stb:notations:: f x\n   :style: list\n", "option", "style='list'"),
        (".. stb:check:: x\n", "option", "claim"),
        (".. stb:check:: x\n   :claim: 1\n   :expect: true\n", "option", "expect='true'"),
        (".. stb:check:: x\n   :claim: 2\n", "refuted", "the claim 2 is refuted"),
        (".. stb:check:: x\n   :claim: 1\n   :expect: refuted\n", "unexpected", "verified where"),
    ],
)
def test_what_cannot_be_done_is_a_warning_of_its_kind_with_its_place(project, page, kind, message):
    result = project(index=page).build("text")
    assert result.status == 1
    assert "index.rst:4: WARNING" in result.warnings
    assert f"[stb.{kind}]" in result.warnings
    assert message in result.warnings


def test_notations_as_table_and_as_line(project):
    assert "Lagrange" in text_of(project, ".. stb:notations::\n")
    line = text_of(project, ".. stb:notations:: u t u\n   :partial:\n   :style: line\n")
    assert "∂u/∂t = u_t = D_t u" in line
    page = (
        project(index=".. stb:notations:: g t s\n\n.. stb:notations:: u v w\n   :style: line\n")
        .build("html")
        .page()
    )
    assert r"\(g'(t)\)" in page
    assert r"\frac{dw}{dv}" in page


def test_a_claim_shows_verdict_and_report(project):
    page = ".. stb:check:: x*y\n   :claim: y, x\n   :domain: x in (0, 1)\n"
    text = text_of(project, page)
    assert "✓ verified" in text
    assert "CONSISTENT" in text
    wrong = text_of(project, ".. stb:check:: sin(x**2)\n   :claim: cos(x**2)\n   :expect: refuted\n")
    assert "✕ refuted: consistent with the inner derivative" in " ".join(wrong.split())


def test_a_hessian_is_claimed_by_its_rows(project):
    page = ".. stb:check:: x**2*y\n   :claim: [2*y, 2*x], [2*x, {}]\n   :order: 2\n   :expect: {}\n"
    text = text_of(project, page.format(0, "verified"))
    assert "hessian(x, y) (x**2*y) = [[2*y, 2*x], [2*x, 0]]" in text
    assert "✓ verified" in text
    assert "✕ refuted" in text_of(project, page.format(1, "refuted"))


def test_several_formulas_have_a_jacobian(project):
    page = ".. stb:check:: [x*y, x + y]\n   :claim: [y, x], [1, 1]\n"
    text = text_of(project, page)
    assert "jacobian(x, y) [x*y, x + y].T = [[y, x], [1, 1]]" in text
    assert "✓ verified" in text


def test_an_order_that_is_no_number_is_a_warning(project):
    result = project(index=".. stb:check:: x\n   :claim: 1\n   :order: two\n").build("text")
    assert result.status == 1
    assert "order" in result.warnings


def test_a_function_without_an_entry_is_refused_by_name(project):
    result = project(index=".. stb:limit:: mathieuc(1, 2, x)\n   :at: 2\n").build("text")
    assert result.status == 1
    assert "mathieuc" in result.warnings


def test_a_variable_without_a_value_is_named(project):
    result = project(index=".. stb:limit:: x*y\n   :at: x = 1\n").build("text")
    assert result.status == 1
    assert "missing input: y." in result.warnings
    assert ":at: NAME = VALUE" in result.warnings
