from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
import sympy as sp
from sympy.core.function import AppliedUndef

from sympy_torch_bridge.domain import Interval
from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.rules import BY_ID, RULES, Rule, cases, coordinates, falsified, index_rules, select
from sympy_torch_bridge.rules.condition import holds_at

Holds = Callable[[Rule], bool]
by_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
GIVEN = [rule for rule in RULES if rule.given is not None]
OPERATORS = [rule for rule in RULES if rule.kind == "operator" and not rule.rhs.has(sp.Limit)]
OPERATORS = [rule for rule in OPERATORS if rule not in GIVEN]
# What the condition reaches beside the usual branch.
OUTSIDE = [("derivative.asec", -2), ("derivative.acsc", -2), ("derivative.acoth", -3), ("derivative.tan", 2)]
OUTSIDE += [("derivative.sec", 4), ("derivative.csc", -1), ("derivative.cot", 5), ("partial.angle.x", -2)]
OUTSIDE += [("special.gamma", -1.5), ("special.gamma.reciprocal", -0.5), ("special.digamma", -2.5)]
OUTSIDE += [("special.trigamma", -0.5), ("special.harmonic", -0.5), ("special.factorial", -0.5)]
OUTSIDE += [("special.li", 0.5), ("special.lambert-w", -0.1), ("special.elliptic-k", -2)]
OUTSIDE += [("special.elliptic-e", -1), ("special.dilogarithm", -3), ("special.trilogarithm", -2)]


@by_rule
def test_rule_holds(rule: Rule, holds: Holds) -> None:
    assert holds(rule)


@by_rule
def test_falsified_twins_fail(rule: Rule, holds: Holds) -> None:
    twins = falsified(rule)
    assert twins
    assert [mistake for mistake, twin in twins.items() if holds(twin)] == []


@pytest.mark.parametrize("rule", OPERATORS, ids=lambda rule: rule.id)
def test_operator_rule_is_proved_for_unknown_functions(rule: Rule) -> None:
    rhs = rule.rhs.doit()
    claims = list(rhs) if isinstance(rhs, sp.MatrixBase) else [rhs]
    for exact, claimed in zip(_exact(rule), claims, strict=True):
        assert sp.simplify((exact - claimed).doit()) == 0


def _exact(rule: Rule) -> list[sp.Expr]:
    if rule.operator != "derivative":
        found = getattr(coordinates, rule.operator)(rule.lhs, rule.wrt)
        return list(found) if isinstance(found, sp.MatrixBase) else [found]
    wrt = rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)
    paths = product(wrt, repeat=rule.order) if len(wrt) > 1 else [wrt * rule.order]
    return [rule.lhs.diff(*path) for path in paths]


@pytest.mark.parametrize("rule", GIVEN, ids=lambda rule: rule.id)
def test_what_a_rule_is_given_holds_for_its_instances(rule: Rule) -> None:
    for case in cases(rule):
        assert sp.simplify(case.given) == 0
    assert str(rule.lhs) in rule.conditions


@pytest.mark.parametrize(("id_", "value"), OUTSIDE)
def test_rule_holds_wherever_its_condition_does(id_: str, value: float, holds: Holds) -> None:
    rule = BY_ID[id_]
    assert holds_at(rule.relations, {rule.wrt: value})
    beyond = {**rule.intervals, rule.wrt: Interval(value - 0.25, value + 0.25)}
    changed = {name: getattr(rule, name) for name in ("id", "title", "lhs", "rhs", "wrt", "assumptions")}
    assert holds(Rule(**changed, domain=beyond))


@pytest.mark.parametrize("rule", [r for r in RULES if r.kind == "operator"], ids=lambda rule: rule.id)
def test_operator_rule_has_three_instances_that_leave_nothing_unknown(rule: Rule) -> None:
    assert len(rule.instances) >= 3
    for case in cases(rule):
        assert case.kind == "function"
        assert not sp.Tuple(case.lhs, case.rhs).has(AppliedUndef, sp.Derivative, sp.Subs, sp.Limit)


@pytest.mark.parametrize("rule", select(tags=["matrix"]), ids=lambda rule: rule.id)
def test_matrix_rule_states_layout_and_shapes(rule: Rule) -> None:
    assert rule.layout in {"numerator", "denominator"}
    assert dict(rule.shapes)["derivative"] == getattr(rule.rhs, "shape", (1, 1))
    if isinstance(rule.wrt, sp.MatrixSymbol):
        assert dict(rule.shapes)[str(rule.wrt)] == rule.wrt.shape
    for case in cases(rule):
        matrices = sp.Tuple(case.lhs, case.rhs, case.wrt).atoms(sp.MatrixSymbol)
        assert all(isinstance(size, sp.Integer) for matrix in matrices for size in matrix.shape)


def _other_sizes(rule: Rule) -> dict[sp.Symbol, int]:
    """Draw sizes from 2 to 4; matrices that have to be invertible are not wide."""
    draw = random.Random(rule.id)
    sizes = {symbol: draw.randint(2, 4) for symbol in rule.instances[0]}
    m, n = sp.symbols("m n", integer=True, positive=True)
    if {m, n} <= set(sizes) and rule.lhs.has(sp.Inverse, sp.Determinant):
        sizes[m], sizes[n] = max(sizes[m], sizes[n]), min(sizes[m], sizes[n])
    return sizes


@pytest.mark.parametrize("rule", select(tags=["matrix"]), ids=lambda rule: rule.id)
def test_matrix_rule_holds_at_other_sizes(rule: Rule, holds: Holds) -> None:
    assert holds(replace(rule, instances=(_other_sizes(rule),), shapes=()))


def test_sources_are_of_known_works() -> None:
    known = (
        "DLMF ", "d2l.ai, section 2.4 Calculus", "Matrix Cookbook (2012), eq. ", "Fungrim ",
        "Abramowitz and Stegun (1964), eq. ",
    )  # fmt: skip
    sources = {rule.id: [part for part in rule.source.split("; ") if part] for rule in RULES}
    assert any(sources.values())
    assert {id_: parts for id_, parts in sources.items() if not all(p.startswith(known) for p in parts)} == {}


def test_titles_and_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)


def test_no_two_rules_say_the_same() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for rule in RULES:
        statement = (rule.operator, rule.lhs, rule.rhs, rule.wrt, rule.order, rule.layout, rule.structure)
        assert statement not in seen, f"{rule.id} says what {seen[statement]} says"
        seen[statement] = rule.id


def test_a_duplicate_id_is_refused() -> None:
    with pytest.raises(OptionError, match="an id that no other rule has") as caught:
        index_rules([RULES[0], RULES[1], RULES[0]])
    assert caught.value.value == RULES[0].id


def test_the_index_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        BY_ID["derivative.sin"] = BY_ID["derivative.cos"]  # type: ignore[index]


def test_selection_by_tag_and_id_keeps_the_order_of_the_catalog() -> None:
    assert [r.id for r in select(tags=["hyperbolic"])][:2] == ["derivative.sinh", "derivative.cosh"]
    assert [r.id for r in select(ids=["rule.sum", "derivative.sin"])] == ["derivative.sin", "rule.sum"]
    assert select(tags=["matrix", "hyperbolic"]) == ()
    assert select() == RULES


def test_an_unknown_id_names_its_neighbours() -> None:
    with pytest.raises(OptionError, match="listed are the nearest ids") as caught:
        select(ids=["derivative.tahn"])
    assert "derivative.tanh" in caught.value.accepted


def test_an_unknown_id_with_the_last_word_of_others_names_them() -> None:
    with pytest.raises(OptionError) as caught:
        select(ids=["derivative.gamma"])
    assert caught.value.accepted[0] == "special.gamma"


def test_an_unknown_id_without_neighbours_does_not_list_the_whole_catalog() -> None:
    with pytest.raises(OptionError, match="'sympy-torch-bridge rules list' shows all") as caught:
        select(ids=["xyzzy.qqq"])
    assert len(str(caught.value)) < 200


def test_an_unknown_tag_lists_the_tags() -> None:
    with pytest.raises(OptionError) as caught:
        select(tags=["xyzzy"])
    assert "hyperbolic" in caught.value.accepted


def test_the_catalog_does_not_load_torch() -> None:
    code = "import sys, sympy_torch_bridge.rules; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
