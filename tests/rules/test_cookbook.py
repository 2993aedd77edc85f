"""Section 2 of the Matrix Cookbook: every equation has a rule, or a reason not to."""

from __future__ import annotations

import re

from sympy_torch_bridge.rules import select

SECTION = range(33, 145)
WITHOUT_RULE = {
    41: "eq. 42 with the adjugate in place of det(X)*X**(-1)",
    47: "eq. 49 times the transpose of X",
    50: "eq. 47 again",
    92: "contradicts eq. 77 at the first power; matrix.power-form.gram is the right form",
    95: "the right side of eq. 94",
    96: "the definition of f for the next two",
    97: "matrix.quadratic-form.with-linear-term, whose number is not confirmed",
    98: "matrix.hessian.quadratic-form, whose number is not confirmed",
    133: "the chain rule for a structured matrix, which the engine applies",
    134: "a definition",
    135: "the chain rule, which the engine applies",
    136: "the chain rule, which the engine applies",
    137: "the chain rule, which the engine applies",
    138: "the general form of eq. 139 to 141",
}


def numbers(source: str) -> set[int]:
    parts = [part for part in source.split("; ") if part.startswith("Matrix Cookbook")]
    return {int(number) for part in parts for number in re.findall(r"\d+", part.split("eq. ")[1])}


def test_every_equation_has_a_rule_or_a_reason():
    cited = set().union(*(numbers(rule.source) for rule in select(tags=["matrix"])))
    assert cited <= set(SECTION)
    assert set(SECTION) - cited == set(WITHOUT_RULE)


def test_numbers_are_read_from_every_citation():
    assert numbers("Matrix Cookbook (2012), eq. 40 and 60; d2l.ai, section 2.4 Calculus") == {40, 60}


def test_rules_named_in_the_reasons_exist():
    named = {
        name for reason in WITHOUT_RULE.values() for name in re.findall(r"matrix\.[a-z.-]+[a-z]", reason)
    }
    assert named
    assert named <= {rule.id for rule in select(tags=["matrix"])}
