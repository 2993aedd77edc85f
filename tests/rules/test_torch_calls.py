"""The formula on the left of a rule is the function that torch has under the stated name."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import sympy as sp
import torch

from sympy_torch_bridge.rules import RULES, Rule, cases

CALLED = [rule for rule in RULES if rule.torch_call]
_POINTS = 5
# torch computes the Bessel function in the constant of the von Mises law by a polynomial of single precision.
_ROUGH = {"distribution.von-mises": 1e-6}


def _values(rule: Rule, case: Rule) -> list[dict[str, float]]:
    """Return the values of all symbols by name: drawn ones, and the integers of the case."""
    rng = np.random.default_rng(11)
    drawn = {symbol.name: interval.sample(rng, _POINTS) for symbol, interval in case.intervals.items()}
    number = int(case.id.rpartition("-")[2]) - 1 if rule.instances else None
    fixed = {} if number is None else {key.name: float(v) for key, v in rule.instances[number].items()}
    return [{**fixed, **{name: column[i] for name, column in drawn.items()}} for i in range(_POINTS)]


def _agrees(rule: Rule, lhs: Any) -> bool:
    allowed = _ROUGH.get(rule.id.rpartition(".")[0], 1e-12)
    for case in cases(rule):
        for values in _values(rule, case):
            tensors = {name: torch.tensor(v, dtype=torch.float64) for name, v in values.items()}
            found = eval(rule.torch_call, {"torch": torch, **tensors})
            point = {s: sp.Float(values[s.name], 30) for s in lhs.free_symbols}
            expected = float(lhs.subs(point).evalf(20))
            assert found.shape == ()
            assert found.dtype == torch.float64
            if not abs(float(found) - expected) <= allowed * max(1.0, abs(expected)):
                return False
    return True


@pytest.mark.parametrize("rule", CALLED, ids=lambda rule: rule.id)
def test_the_call_computes_the_left_side(rule: Rule) -> None:
    assert _agrees(rule, rule.lhs)


@pytest.mark.parametrize("rule", CALLED[::9], ids=lambda rule: rule.id)
def test_another_left_side_is_noticed(rule: Rule) -> None:
    assert not _agrees(rule, rule.lhs + sp.Rational(1, 10**4))


def test_activations_losses_and_laws_of_torch_are_covered() -> None:
    named = {re.search(r"torch\.(?:nn\.functional|distributions)\.(\w+)", r.torch_call)[1] for r in CALLED}  # type: ignore[index]
    assert len([name for name in named if name[0].isupper()]) >= 20
    assert len([name for name in named if name[0].islower()]) >= 40
