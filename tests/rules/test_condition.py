"""Conditions are data: what is printed, what is checked and what the formula asks for are one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sympy
from sympy import Determinant, Inverse, MatrixSymbol, Symbol, log, sqrt

from sympy_torch_bridge.check import check_rule
from sympy_torch_bridge.domain import Interval
from sympy_torch_bridge.errors import BridgeError, InputTypeError, UnknownSymbolError
from sympy_torch_bridge.rules import BY_ID, RULES, Rule
from sympy_torch_bridge.rules.branches import regions
from sympy_torch_bridge.rules.condition import conditions_of

x, y = sympy.symbols("x y", real=True)
X = MatrixSymbol("X", 3, 3)


@pytest.mark.parametrize("name", ["asec", "acsc", "asec-degrees", "acsc-degrees"])
@pytest.mark.parametrize("domain", [(), Interval(1, 8, lower_open=True)], ids=["all", "one-branch"])
def test_a_formula_wrong_on_one_branch_is_refuted(name: str, domain: object) -> None:
    rule = replace(BY_ID[f"derivative.{name}"], domain=domain, drawn=())
    at = rule.wrt
    assert check_rule(rule, n_points=6).verdict == "consistent"
    assert check_rule(replace(rule, rhs=rule.rhs.subs(sympy.Abs(at), at)), n_points=6).verdict == "refuted"


def test_relations_are_tested_at_the_points() -> None:
    a = Symbol("a", real=True)
    rule = Rule("test.half", "half", sqrt(x**2) * a, a + 0 * x, x, assumptions="x > a > 0")
    assert check_rule(rule, n_points=6).verdict == "consistent"
    assert check_rule(replace(rule, assumptions="x, a real"), n_points=6).verdict == "refuted"


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.kind == "function" and r.relations], ids=lambda r: r.id
)
def test_the_regions_reach_both_signs_that_the_condition_allows(rule: Rule) -> None:
    reached = regions(rule)
    for symbol in rule.stated_symbols:
        own = [r for r in rule.relations if r.free_symbols == {symbol}]
        for value in (-0.25, 0.25, -1.75, 1.75):
            allowed = all(sympy.S(r.subs(symbol, value)) is not sympy.S.false for r in own)
            is_alone = all(r.free_symbols == {symbol} for r in rule.relations if symbol in r.free_symbols)
            side = [r for r in reached if r[symbol].lower < 0 if value < 0] + [
                r for r in reached if r[symbol].upper > 0 if value > 0
            ]
            assert side or not allowed or not is_alone, (symbol, value)


@pytest.mark.parametrize("rule", [r for r in RULES if r.kind == "function"], ids=lambda r: r.id)
def test_every_comparison_in_a_condition_of_numbers_is_read(rule: Rule) -> None:
    words = conditions_of(rule.assumptions, rule.intervals).words
    open_words = [word for word in words if re.search(r"[<>]|!=", word)]
    known = {"x != 0 where k < 1", "x != 0 or a = 1", "not x <= 0 with y = 0"}
    assert set(open_words) <= known


# Where SymPy's functions end at numbers, and not where drawing does.
_NATURAL = {"(-1, 1)", "(0, 1)", "(0, 2)"}


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_no_box_that_points_are_drawn_from_is_printed_as_a_condition(rule: Rule) -> None:
    boxes = re.findall(r" in ([(\[][^,]+, [^,)\]]+[)\]])", rule.conditions)
    assert [box for box in boxes if "oo" not in box and box not in _NATURAL] == []


def test_what_a_formula_inverts_is_a_condition_without_being_stated() -> None:
    rule = Rule("test.det", "det", Determinant(X), Determinant(X) * Inverse(X).T, X, layout="denominator")
    assert rule.conditions == "X invertible"
    assert replace(rule, lhs=log(Determinant(X)), rhs=Inverse(X).T).conditions == "det(X) > 0"
    assert replace(rule, lhs=sympy.Trace(X), rhs=sympy.Identity(3)).conditions == "real entries"


@pytest.mark.parametrize("rule", [r for r in RULES if r.kind == "matrix"], ids=lambda r: r.id)
def test_every_matrix_rule_with_an_inverse_says_so(rule: Rule) -> None:
    has_inverse = any(
        isinstance(n, Inverse) for side in (rule.lhs, rule.rhs) for n in sympy.preorder_traversal(side)
    )
    named = ("invertible", "full column rank", "det(", "positive definite")
    gram_only = {"matrix.log-determinant.shifted"}
    assert not has_inverse or rule.id in gram_only or any(word in rule.conditions for word in named)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"lhs": "x"}, InputTypeError), ({"rhs": None}, InputTypeError), ({"wrt": "x"}, InputTypeError),
        ({"title": None}, InputTypeError), ({"domain": {x: "0..1"}}, InputTypeError),
        ({"domain": 3}, InputTypeError),
        ({"domain": {y: Interval(0, 1)}}, UnknownSymbolError), ({"tags": "abc"}, InputTypeError),
    ],
    ids=["lhs", "rhs", "wrt", "title", "pair", "number", "foreign", "tags"],
)  # fmt: skip
def test_what_is_no_part_of_a_rule_is_refused(changes: dict[str, object], error: type[BridgeError]) -> None:
    given = {"lhs": sympy.sin(x), "rhs": sympy.cos(x), "wrt": x, "title": "sine", **changes}
    with pytest.raises(error):
        Rule("test.sine", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "domain",
    [
        {x: sympy.Interval.open(0, 1)},
        sympy.Interval.open(0, 1),
        Interval(0, 1, lower_open=True, upper_open=True),
    ],
    ids=["of-sympy", "bare", "own"],
)
def test_intervals_of_sympy_are_read(domain: object) -> None:
    assert Rule("test.sine", "sine", sympy.sin(x), sympy.cos(x), x, domain).conditions == "x in (0, 1)"  # type: ignore[arg-type]


@pytest.mark.parametrize("power", [308, 400])
def test_a_number_at_the_end_of_the_range_raises_no_false_alarm(power: int) -> None:
    rule = Rule("test.large", "large", 10**power * x, sympy.Integer(10) ** power, x)
    assert check_rule(rule).verdict != "refuted"
    assert check_rule(replace(rule, rhs=2 * rule.rhs)).verdict == "refuted"
