"""Every rule that the calculus chapter of d2l.ai states is here, and holds for the chapter's functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from published_formulas import load_corpus
from sympy import Function, Lambda, Symbol

from sympy_torch_bridge.domain import Interval
from sympy_torch_bridge.parse import parse_expression
from sympy_torch_bridge.rules import BY_ID, Rule, select

RULE_OF = {
    "constant multiple rule": "rule.constant-multiple",
    "sum rule": "rule.sum",
    "product rule": "rule.product",
    "quotient rule": "rule.quotient",
    "chain rule": "rule.chain",
    "multivariate chain rule": "rule.chain.partial-x1",
    "multivariate chain rule, matrix form (en only)": "rule.chain.gradient",
    "partial derivative": "definition.partial-derivative",
    "gradient": "definition.gradient",
}
GRADIENT_OF = {
    "mat-d2l-Ax": "matrix.linear",
    "mat-d2l-xTA": "matrix.row-linear",
    "mat-d2l-xTAx": "matrix.quadratic-form",
    "mat-d2l-norm2": "matrix.squared-norm",
    "mat-d2l-normF2": "matrix.squared-frobenius",
}
_X = Symbol("x", real=True)
_PAIR_RULES = ("rule.sum", "rule.product", "rule.quotient", "rule.chain")


def _operator_rules() -> dict[str, Any]:
    corpus: Any = load_corpus("d2l_operator_rules")
    return dict(corpus)


def _lambda(text: str) -> Lambda:
    return Lambda(_X, parse_expression(text, symbols={"x": _X}))


def test_every_rule_of_the_chapter_has_a_record() -> None:
    stated = {rule["name"] for rule in _operator_rules()["rules"]}
    assert stated == set(RULE_OF)
    assert all("d2l" in BY_ID[id_].tags for id_ in RULE_OF.values())


def test_every_gradient_rule_of_the_chapter_has_a_record() -> None:
    stated = {case["id"]: case["claimed_gradient"] for case in load_corpus("matrix_rules")}
    for name, id_ in GRADIENT_OF.items():
        assert stated[name] == str(BY_ID[id_].rhs)
        assert BY_ID[id_].layout == "denominator"


@pytest.mark.parametrize("id_", _PAIR_RULES)
def test_the_rule_holds_for_the_functions_of_the_chapter(id_: str, holds: Callable[[Rule], bool]) -> None:
    f, g = Function("f"), Function("g")
    pairs = [{f: _lambda(pair["f"]), g: _lambda(pair["g"])} for pair in _operator_rules()["instances"]]
    assert len(pairs) == 5
    assert holds(replace(BY_ID[id_], instances=tuple(pairs), domain=Interval(-3, 3)))


def test_the_common_functions_of_the_chapter_are_stated_as_there() -> None:
    stated = {case["id"]: case["claimed_derivative"] for case in load_corpus("d2l_scalar")}
    pairs = {"d2l-const": "constant", "d2l-power": "power", "d2l-exp": "exp", "d2l-ln": "log"}
    symbols = {name: Symbol(name, real=True) for name in ("x", "n", "C")}
    for name, rule in pairs.items():
        assert parse_expression(stated[name], symbols=symbols) == BY_ID[f"derivative.{rule}"].rhs


def test_the_tag_collects_the_chapter() -> None:
    ids = {rule.id for rule in select(tags=["d2l"])}
    assert {*RULE_OF.values(), *GRADIENT_OF.values()} < ids
    assert all("d2l.ai" in BY_ID[id_].source for id_ in ids)
