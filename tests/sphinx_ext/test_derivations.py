"""Steps and relations on pages: links, a wrong step on every build, and the words of a project."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from docutils import nodes

from sympy_torch_bridge.entry import derivation_section
from sympy_torch_bridge.entry.steps.relations import steps_of
from sympy_torch_bridge.rules import BY_ID

PARTS = "   :parts: derivation, relations\n"
ENTRY = f".. stb:rule:: derivative.tanh\n{PARTS}"
CONTENTS = "\n.. toctree::\n\n   other\n"
OTHER = f".. stb:rule:: derivative.sinh\n{PARTS}"


@pytest.fixture
def a_wrong_step(monkeypatch):
    """Let the derivation of one rule have a wrong second step."""

    def steps(rule):
        found = list(steps_of(rule))
        if rule.id == "derivative.tanh":
            found[1] = replace(found[1], after=2 * found[1].after)
        return tuple(found)

    monkeypatch.setattr(derivation_section, "steps_of", steps)


def test_a_wrong_step_fails_every_build_at_its_place(project, a_wrong_step):
    pages = project(index=ENTRY + CONTENTS, other=OTHER)
    for _ in range(3):
        result = pages.build("html")
        assert result.status == 1
        assert "index.rst:4: WARNING: the rule derivative.tanh: step 2 of the derivation" in result.warnings
        assert "does not hold: d/dx[sinh(x)/cosh(x)] = " in result.warnings
        assert "[stb.refuted]" in result.warnings
        assert result.warnings.count("WARNING") == 1
    assert "Steps that do not hold: 2." in result.page()
    assert "✓ verified" in result.page()


def test_steps_name_their_rules_and_link_to_those_with_a_page(project):
    result = project("nitpicky = True\n", index=ENTRY + CONTENTS, other=OTHER).build("html")
    assert (result.status, result.warnings) == (0, "")
    page = result.page()
    assert page.count('href="other.html#stb-rule-derivative-sinh"') == 2
    assert "quotient rule" in page
    assert 'href="#stb-rule-derivative-tanh"' in result.page("other").replace("index.html", "")
    assert "Each step holds by itself" in page


def test_a_rule_of_the_page_is_derived_as_well(project):
    own = f".. stb:rule:: page.cube\n{PARTS}\n   d/dx x**3*sin(x) = 3*x**2*sin(x) + x**3*cos(x)\n"
    text = project(index=own).build("text").page(suffix=".txt")
    assert "d/dx[x**3*sin(x)] = " in text
    assert "product rule" in text
    assert "Used by" not in text


@pytest.mark.parametrize("builder", ["latex", "text", "man", "xml"])
def test_every_builder_writes_steps(project, builder):
    result = project('man_pages = [("index", "page", "page", [], 1)]\n', index=ENTRY).build(builder)
    assert (result.status, result.warnings) == (0, "")
    written = "".join(
        file.read_text(encoding="utf-8")
        for file in result.app.outdir.iterdir()
        if file.suffix in (".tex", ".txt", ".1", ".xml")
    )
    assert written.count("Step 6") == 1
    assert "hyperbolic sine" in written


def test_rules_json_has_the_relations(project):
    index = ENTRY + "\n.. stb:rules::\n   :ids: rule.chain\n\n   page.own: d/dx sin(x**2) = 2*x*cos(x**2)\n"
    result = project(index=index).build("html")
    records = {r["id"]: r for r in json.loads((result.app.outdir / "rules.json").read_text())["rules"]}
    assert records["derivative.tanh"]["uses"] == ["rule.quotient", "derivative.sinh", "derivative.cosh"]
    assert "derivative.atanh" in records["derivative.tanh"]["used_by"]
    assert len(records["rule.chain"]["used_by"]) > 100
    assert records["page.own"]["uses"][0] == "derivative.chirp"
    assert records["page.own"]["used_by"] == []
    assert all(set(record["uses"]) <= set(BY_ID) for record in records.values())


def test_a_derivation_is_in_the_language_of_the_project(project):
    result = project('language = "zh_CN"\n', index=ENTRY).build("html")
    doctree = result.app.env.get_doctree("index")
    text = " ".join(
        str(node)
        for node in doctree.findall(nodes.Text)
        if not isinstance(node.parent, nodes.literal | nodes.math | nodes.math_block)
    )
    for chinese in (
        "推导",
        "第 1 步",
        "定义",
        "除法法则",
        "合并",
        "每一步都在检验所用的点上",
        "用到",
        "被用于",
    ):
        assert chinese in text
    for english in ("Step", "definition", "put together", "Uses", "Related", "holds"):
        assert english not in text
