"""Every derivative rule of DiffRules.jl that SymPy can state is a record here, and says the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
import sympy as sp
from published_formulas import cases

from sympy_torch_bridge.parse import parse_expression
from sympy_torch_bridge.rules import RULES, Rule

SCALAR = [rule for rule in RULES if rule.kind == "function" and isinstance(rule.wrt, sp.Symbol)]
_DIGITS = 30


def _symbols(case: dict[str, Any]) -> dict[str, sp.Symbol]:
    return {name: sp.Symbol(name, real=True) for name in case["vars"]}


def _renamings(rule: Rule, case: dict[str, Any]) -> Iterator[dict[sp.Symbol, sp.Symbol]]:
    """Yield the ways to rename the symbols of a rule to those of a case, ``wrt`` to what is asked for."""
    symbols, wrt = _symbols(case), sp.Symbol(case["wrt"], real=True)
    others = sorted(rule.lhs.free_symbols - {rule.wrt}, key=str)
    free = [symbol for symbol in symbols.values() if symbol != wrt]
    for chosen in permutations(free, len(others)):
        yield {rule.wrt: wrt, **dict(zip(others, chosen, strict=True))}


def _stated(case: dict[str, Any]) -> list[tuple[Rule, sp.Expr]]:
    """Return the rules about the function of a case, with their right sides in its symbols."""
    expr = parse_expression(case["expr"], symbols=_symbols(case))
    return [
        (rule, rule.rhs.subs(names, simultaneous=True))
        for rule in SCALAR
        if rule.lhs.func == expr.func and len(rule.lhs.args) == len(expr.args)
        for names in _renamings(rule, case)
        if rule.lhs.subs(names, simultaneous=True) == expr
    ]


@pytest.mark.parametrize("case", cases("diffrules"))
def test_the_rule_is_a_record_and_says_the_same(case: dict[str, Any]) -> None:
    stated = _stated(case)
    assert stated, f"no record says what the derivative of {case['expr']} by {case['wrt']} is"
    for point in case["points"]:
        values = {symbol: sp.Float(point["point"][name], _DIGITS) for name, symbol in _symbols(case).items()}
        values = {
            s: sp.Integer(v) if s.name in case.get("integer_vars", ()) else v for s, v in values.items()
        }
        for rule, slope in stated:
            # SymPy has no numbers for the inverse of erfc.
            number = slope.replace(sp.erfcinv, lambda x: sp.erfinv(1 - x)).subs(values).evalf(_DIGITS)
            expected = sp.Float(point["derivative"], _DIGITS)
            assert abs(number - expected) <= sp.Float("1e-20") * max(1, abs(expected)), rule.id


def _exact(case: dict[str, Any], point: dict[str, Any], name: str) -> sp.Number:
    value = point["point"][name]
    return sp.Integer(value) if name in case.get("integer_vars", ()) else sp.Float(value, _DIGITS)


def test_a_record_that_says_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = (c.values[0] for c in cases("diffrules") if c.id == "diffrules-Base-tan-dx")
    wrong = [replace(rule, rhs=rule.rhs + sp.Rational(1, 10**12)) for rule in SCALAR]
    monkeypatch.setattr(sys.modules[__name__], "SCALAR", wrong)
    with pytest.raises(AssertionError, match=r"derivative\.tan"):
        test_the_rule_is_a_record_and_says_the_same(case)
