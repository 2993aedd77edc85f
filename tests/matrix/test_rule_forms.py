"""The derivatives that the engine finds for the rules of the catalog, as it prints them.

``rule_forms.txt`` holds the form of each, an id and below it the text. Each was read beside the right side of
its rule; a change of a form shows there as a change of a line, to be read again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from explicit_matrices import evaluate, gap, rational_point
from sympy import Expr, Matrix, MatrixBase, MatrixSymbol

import sympy_torch_bridge as stb
from sympy_torch_bridge.rules import Rule, cases, select

RULES = select(tags=["matrix"])
by_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def derived(rule: Rule) -> Expr:
    """Return what the engine makes of the left side, in the layout of the rule."""
    structure = dict(rule.structure) or None
    if not isinstance(rule.wrt, MatrixSymbol):
        return stb.derivative(rule.lhs, rule.wrt)
    if getattr(rule.lhs, "shape", (1, 1)) == (1, 1):
        return stb.gradient(rule.lhs, rule.wrt, structure=structure)
    return stb.jacobian(rule.lhs, rule.wrt, layout=rule.layout, structure=structure)


def golden_forms() -> dict[str, str]:
    lines = Path(__file__).with_name("rule_forms.txt").read_text(encoding="utf-8").splitlines()
    return {id_: form.strip() for id_, form in zip(lines[::2], lines[1::2], strict=True)}


@by_rule
def test_form_is_the_golden_one(rule: Rule) -> None:
    # SymPy writes a matrix of blocks in several lines.
    assert " ".join(str(derived(rule)).split()) == golden_forms()[rule.id]


def test_every_form_is_of_a_rule() -> None:
    assert list(golden_forms()) == [rule.id for rule in RULES]


@by_rule
def test_form_has_the_value_of_the_right_side(rule: Rule) -> None:
    for case in cases(rule):
        values = rational_point(case.lhs, case.rhs, case.wrt)
        for symbol, _ in case.structure:
            values[symbol] = (values[symbol] + values[symbol].T) / 2
        found, right = (evaluate(side, values) for side in (derived(case), case.rhs))
        as_matrix = [side if isinstance(side, MatrixBase) else Matrix([[side]]) for side in (found, right)]
        assert gap(*as_matrix) <= 1e-25
