"""The code to copy: it runs for every rule, and it states the rule and no other."""

from __future__ import annotations

import os
from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest
import sympy
from sympy import MatrixSymbol

import sympy_torch_bridge as stb
from sympy_torch_bridge.entry.code_printer import CodePrinter
from sympy_torch_bridge.entry.derivation import derivation_of
from sympy_torch_bridge.entry.place import inputs_of
from sympy_torch_bridge.entry.sympy_code import replaced_functions, sympy_code
from sympy_torch_bridge.entry.torch_code import torch_code
from sympy_torch_bridge.rules import BY_ID, RULES, cases

# A share of the catalog, the same in every run; STB_ALL_RULES=1 takes all of it.
SHARE = 1 if os.environ.get("STB_ALL_RULES") else 4
CHOSEN = [rule for rule in RULES if crc32(rule.id.encode()) % SHARE == 0]
by_id = pytest.mark.parametrize("rule", CHOSEN, ids=lambda rule: rule.id)


def drawn_sample(rule):
    """Draw points as a check would, without the check: some of them lie in every domain."""
    case, rng = cases(rule)[0], np.random.default_rng(0)
    points = []
    for _ in range(40):
        point = {}
        for symbol in inputs_of(case):
            if isinstance(symbol, MatrixSymbol):
                rows, columns = map(int, symbol.shape)
                for i in range(rows):
                    for j in range(columns):
                        name = f"{symbol.name}[{i}]" if columns == 1 else f"{symbol.name}[{i},{j}]"
                        point[name] = float(rng.normal())
                for symmetric, _ in case.structure:
                    if symmetric == symbol:
                        point |= {f"{symbol.name}[{j},{i}]": point[f"{symbol.name}[{i},{j}]"]
                                  for i in range(rows) for j in range(i)}  # fmt: skip
            else:
                interval = case.intervals.get(symbol, stb.Interval())
                point[symbol.name] = interval.sample(rng, 1)[0]
        points.append(point)
    return points


@by_id
def test_the_torch_code_runs(rule):
    code = torch_code(rule, drawn_sample(rule))
    if cases(rule)[0].lhs.has(sympy.BlockMatrix):
        pytest.skip("no instance of it is compiled")
    assert "torch.func.jacrev(lhs" in code or "torch.func.hessian(lhs" in code
    assert "rhs(" in code
    assert ("assert_close(lhs(" in code) == bool(rule.torch_call)
    exec(code, {})  # generated from the record


@by_id
def test_the_sympy_code_proves_the_rule_or_states_it(rule, monkeypatch):
    is_proved = derivation_of(rule).is_proved
    code = sympy_code(rule, is_proved=is_proved)
    if is_proved:
        assert "assert simplify(" in code
        exec(code, {})  # generated from the record
        return
    # The check itself is that of the rule, which other tests make: here it must be the same rule.
    stated = []
    monkeypatch.setattr(stb, "check_rule", lambda given: stated.append(given) or True, raising=False)
    exec(code, {})  # generated from the record
    (given,) = stated
    original = replaced_functions(rule)
    if original.kind == "matrix" and original.instances:
        original = cases(original)[0]
    if not (same(given.lhs, original.lhs) and same(given.rhs, original.rhs)):
        monkeypatch.undo()
        assert stb.check_rule(given, n_points=6)
    assert (given.order, given.operator) == (original.order, original.operator)
    assert (given.wrt, given.layout, given.structure) == (original.wrt, original.layout, original.structure)
    named = {symbol: i for symbol, i in original.intervals.items() if symbol in given.intervals}
    assert given.intervals == named


def same(first, second):
    """Tell whether two expressions are one; SymPy may evaluate in code what a record left alone."""
    if first == second or first.doit() == second.doit():
        return True
    difference = (first - second).doit()
    if isinstance(difference, sympy.MatrixBase):
        return all(sympy.expand(entry) == 0 for entry in difference)
    return sympy.expand(difference) == 0 or getattr(difference, "is_ZeroMatrix", False)


@pytest.mark.parametrize("name", ["derivative.tanh", "rule.product", "gradient.norm"])
def test_the_sympy_code_of_a_wrong_rule_fails(name):
    rule = BY_ID[name]
    wrong = replace(rule, rhs=2 * rule.rhs)
    assert not derivation_of(wrong).is_proved
    with pytest.raises(AssertionError):
        exec(sympy_code(wrong, is_proved=True), {})  # generated from the record
    with pytest.raises(AssertionError):
        exec(sympy_code(wrong, is_proved=False), {})


def test_a_matrix_rule_is_really_checked_by_its_code():
    rule = BY_ID["matrix.quadratic-form"]
    exec(sympy_code(rule, is_proved=False), {})
    with pytest.raises(AssertionError):
        exec(sympy_code(replace(rule, rhs=rule.rhs * 2), is_proved=False), {})


@pytest.mark.parametrize("name", ["derivative.tanh", "matrix.quadratic-form", "gradient.norm"])
def test_the_torch_code_of_a_wrong_rule_fails(name):
    rule = replace(BY_ID[name], rhs=2 * BY_ID[name].rhs)
    with pytest.raises(AssertionError, match="not close"):
        exec(torch_code(rule, drawn_sample(rule)), {})


@pytest.mark.parametrize(
    "name", ["beta", "lambda", "S", "x'", "0th"], ids=["function", "keyword", "singleton", "quote", "digit"]
)
def test_every_name_of_a_symbol_can_be_defined(name):
    symbol = sympy.Symbol(name, positive=True)
    expr = sympy.beta(symbol, 2) + symbol ** sympy.Rational(1, 3)
    printer = CodePrinter([expr])
    names = {}
    exec("\n".join(["from sympy import *", *printer.definitions()]), names)
    assert eval(printer.doprint(expr), names) == expr


def test_the_code_states_what_relates_the_symbols():
    """Without 0 < n < m the right formula of incomplete elliptic integrals would be refuted."""
    related = [rule for rule in RULES if rule.kind != "matrix" and rule.relations]
    assert len(related) > 5
    for rule in related:
        shown = replaced_functions(rule)
        if shown.assumptions:
            assert shown.assumptions in sympy_code(rule, is_proved=False), rule.id


@pytest.mark.slow
def test_the_same_code_in_every_process():
    import subprocess
    import sys

    program = (
        "from sympy_torch_bridge.rules import BY_ID\n"
        "from sympy_torch_bridge.entry.sympy_code import sympy_code\n"
        "from sympy_torch_bridge.entry.derivation import derivation_of\n"
        "for name in ('rule.quotient', 'matrix.trace.alternating', 'rule.chain.gradient'):\n"
        "    print(derivation_of(BY_ID[name]), sympy_code(BY_ID[name], is_proved=False))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert outputs[0] == outputs[1] != b""
