"""The entry of a rule: what stands in it, in every format, and that its numbers tell right from wrong."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
import sympy

from sympy_torch_bridge.check.without_entries import has_no_entries
from sympy_torch_bridge.entry import Evidence, RuleEntry, evidence_of, plot_place, rule_entry
from sympy_torch_bridge.entry.checks import checks_table
from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.rules import BY_ID, Rule

x = sympy.Symbol("x", real=True)


@pytest.fixture(scope="module")
def tanh():
    return rule_entry(BY_ID["derivative.tanh"], n_points=8)


def test_a_rule_of_one_variable_has_all_parts(tanh):
    names = [section.name for section in tanh.document.sections]
    assert names == ["statement", "facts", "derivation", "checks", "limit", "code", "relations"]
    text = tanh.to_text()
    for part in (
        "d/dx tanh(x) = 1 - tanh(x)**2", "Verdict: ✓ verified", "Conditions: x real",
        "autograd, reverse mode", "Difference quotients of tanh(x) at x = 1", "limit: 0.419974341614026",
        "assert simplify(lhs.diff(x) - rhs) == 0", r"\frac{d}{d x}",
    ):  # fmt: skip
        assert part in text


def test_it_passes_through_json(tanh):
    assert RuleEntry.from_dict(json.loads(json.dumps(tanh.to_dict(), allow_nan=False))) == tanh


def test_a_matrix_rule_has_shapes_layout_and_sources_and_no_limit():
    entry = rule_entry(BY_ID["matrix.squared-frobenius"], n_points=4)
    assert "limit" not in [section.name for section in entry.document.sections]
    text = entry.to_text()
    assert "Layout: denominator layout" in text
    assert "Shapes: X: m × n" in text
    assert "\nMatrix Cookbook (2012), eq. 115" in text
    assert "\nd2l.ai, section" in text


def test_every_format_has_every_part(tanh):
    assert "# derivative.tanh: hyperbolic tangent" in tanh.to_markdown()
    assert "| autograd, reverse mode |" in tanh.to_markdown()
    assert "<h2>Checks</h2>" in tanh.to_html()
    assert r"\subsection*{Checks}" in tanh.to_latex()
    assert ".. list-table::" in tanh.to_rst()
    assert all("simplify" in text for text in (tanh.to_html(), tanh.to_latex(), tanh.to_rst()))


def test_parts_are_chosen_and_named_when_unknown():
    entry = rule_entry(BY_ID["derivative.exp"], parts=["code", "statement"], n_points=4)
    assert [section.name for section in entry.document.sections] == ["statement", "code"]
    with pytest.raises(OptionError, match="derivations"):
        rule_entry(BY_ID["derivative.exp"], parts=["derivations"])


def test_a_wrong_rule_says_so_in_every_number():
    rule = BY_ID["derivative.sin"]
    entry = rule_entry(replace(rule, rhs=2 * rule.rhs), n_points=6)
    assert (entry.verdict, entry.reason) == ("refuted", "consistent with an extra factor 2")
    assert "✕ refuted: consistent with an extra factor 2" in entry.to_text()
    gaps = {gap["witness"]: gap for gap in entry.data["checks"]["gaps"]}
    assert (gaps["claim"]["passed"], gaps["claim"]["judged"]) == (0, 6)
    assert gaps["claim"]["relative"] == pytest.approx(1)
    assert gaps["reverse"]["passed"] == 6
    assert "does not simplify" in entry.to_text()


def test_an_exact_difference_is_seen_far_below_rounding():
    rule = BY_ID["derivative.sin"]
    slightly = replace(rule, rhs=rule.rhs + sympy.Rational(1, 10**18))
    gaps = {gap.witness: gap for gap in evidence_of(slightly, n_points=6).gaps}
    assert 1e-19 < gaps["claim"].relative < 1e-15
    assert gaps["claim"].passed == 0


def test_the_ulp_are_those_of_the_numbers():
    gaps = {gap.witness: gap for gap in evidence_of(BY_ID["derivative.exp"], n_points=6).gaps}
    for name in ("reverse", "forward", "value"):
        # Between half a rounding unit of relative gap an ulp, and one.
        assert gaps[name].relative / 2**-52 <= gaps[name].ulp * 1.001 <= 2 * gaps[name].relative / 2**-52
        assert 0 <= gaps[name].share <= 1
    assert gaps["limit"].relative < 1e-20
    assert gaps["limit"].ulp is None


def test_a_claim_without_a_value_has_an_infinite_gap_and_no_number():
    undefined = Rule("my.wrong", "", sympy.sin(x), sympy.log(-1 - x**2), x)
    evidence = evidence_of(undefined, n_points=6)
    assert evidence.verdict == "refuted"
    claim = next(gap for gap in evidence.gaps if gap.witness == "claim")
    assert (claim.passed, claim.relative) == (0, None)
    assert "0 of 6" in [row[1].text for row in checks_table(evidence).rows]
    assert all(g.relative is None or math.isfinite(g.relative) for g in evidence.gaps)
    assert Evidence.from_dict(json.loads(json.dumps(evidence.to_dict(), allow_nan=False))) == evidence


def test_graphs_are_of_rules_with_one_symbol():
    drawn = {
        name: plot_place(BY_ID[name]) for name in ("derivative.log", "partial.product.x", "matrix.trace")
    }
    assert drawn == {"derivative.log": (sympy.log(x), x, 1), "partial.product.x": None, "matrix.trace": None}


def test_a_check_without_an_exact_side_says_what_it_compared_with():
    evidence = evidence_of(BY_ID["derivative.exp"], n_points=4)
    other = replace(evidence, facts={**evidence.facts, "method": "quotients of the function itself"})
    assert "Compared with quotients of the function itself;" in checks_table(other).notes[0]
    unentered = [rule for rule in BY_ID.values() if has_no_entries(rule.lhs, rule.rhs)]
    assert unentered
    text = rule_entry(unentered[0], parts=["facts", "checks"], n_points=4).to_text()
    assert "✓ verified" in text
    assert "Compared with quotients" in text
