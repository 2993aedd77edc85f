"""Modules whose constraints torch has removed: their checkpoints hold the values as they are now."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from torch.nn.utils import parametrize

import sympy_torch_bridge as stb

x, a, b = sympy.symbols("x a b")
k = sympy.Symbol("k", positive=True)
w = sympy.symbols("w1:4")
AT = torch.linspace(-1, 1, 5, dtype=torch.float64)


def mixture(packed: bool = False, rate: float = 1.25) -> Any:
    return stb.SymPyModule(
        w[0] * sympy.exp(-x) + w[1] * sympy.sin(k * x) + w[2] * a + b * x**2,
        [x],
        parameters={w[0]: 0.25, w[1]: 0.25, w[2]: 0.5, k: rate, a: 1.0, b: -2.0},
        constraints={w: "simplex", a: (0, 2), k: "positive"},
        packed=packed,
    )


@pytest.mark.parametrize(
    ("packed", "names"),
    [(False, ["k"]), (False, ["w1_w2_w3"]), (False, ["k", "a", "w1_w2_w3"]), (True, ["packed"])],
    ids=["one", "a simplex", "all", "packed"],
)
def test_checkpoints_go_both_ways(packed: bool, names: list[str]) -> None:
    module = mixture(packed, rate=2.5)
    for name in names:
        parametrize.remove_parametrizations(module, name)
    expected, state = module(AT).detach(), module.state_dict()
    others = [mixture(), mixture(True), copy.deepcopy(module), pickle.loads(pickle.dumps(module))]
    for other in (*others, stb.SymPyModule.from_state_dict(state)):
        other.load_state_dict(state)
        torch.testing.assert_close(other(AT), expected, rtol=1e-14, atol=1e-14)
        module.load_state_dict(mixture(rate=5.0).state_dict())
        torch.testing.assert_close(module(AT), mixture(rate=5.0)(AT), rtol=1e-14, atol=1e-14)
        module.load_state_dict(other.state_dict())
        torch.testing.assert_close(module(AT).detach(), expected, rtol=1e-14, atol=1e-14)


def test_a_value_that_has_left_its_constraint() -> None:
    module = mixture()
    parametrize.remove_parametrizations(module, "k")
    with torch.no_grad():
        module.k.fill_(-3.0)
    with pytest.raises(stb.CheckpointError, match=r"'k' cannot be -3\.0: it is to be positive"):
        mixture().load_state_dict(module.state_dict())
