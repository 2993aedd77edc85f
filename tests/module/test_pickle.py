"""Modules in pickles, in copies and in other processes."""

from __future__ import annotations

import copy
import io
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
import sympy
import torch
from saved_modules import deep_formula

import sympy_torch_bridge as stb

x, a, k = sympy.symbols("x a k")
LAW = a * sympy.exp(-k * x)
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(LAW, **{"parameters": {a: 2.0, k: 0.5}, **options})


class Damped(stb.SymPyModule):
    """What a user makes of the class: arguments of its own, and layers beside the formula."""

    def __init__(self, rate: float) -> None:
        super().__init__(sympy.exp(-rate * x) * k, parameters={k: 2.0}, constraints={k: "positive"})
        self.layer = torch.nn.Linear(1, 1)

    def forward(self, /, at: torch.Tensor) -> torch.Tensor:
        return self.layer(super().forward(at)[..., None].float())


class TestPickle:
    def test_a_class_of_the_users_is_not_begun_again(self) -> None:
        module = Damped(0.5)
        again = pickle.loads(pickle.dumps(module))
        assert isinstance(again, Damped)
        assert torch.equal(again(AT), module(AT))
        assert again.sympy() == module.sympy()

    def test_the_state_of_training_travels(self) -> None:
        module = law(constraints={k: "positive"}).float().eval()
        module.parametrizations.k.original.requires_grad_(False)
        module.note = "mine"
        file = io.BytesIO()
        torch.save(module, file)
        file.seek(0)
        for again in (pickle.loads(pickle.dumps(module)), torch.load(file, weights_only=False)):
            assert again.note == "mine"
            assert not again.training
            assert {p.dtype for p in again.parameters()} == {torch.float32}
            assert [p.requires_grad for p in again.parameters()] == [
                p.requires_grad for p in module.parameters()
            ]
            assert isinstance(again, stb.SymPyModule)
            assert again.sympy() == module.sympy()

    def test_an_optimizer_keeps_its_parameters(self) -> None:
        module = law()
        optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
        again, step = pickle.loads(pickle.dumps((module, optimizer)))
        again(AT).sum().backward()
        step.step()
        assert again.sympy() != module.sympy()

    def test_a_network_is_stored_once(self) -> None:
        network = torch.nn.Linear(1, 1)
        module = stb.SymPyModule(2.5 * sympy.Function("u")(x), functions={"u": network})
        again = pickle.loads(pickle.dumps(module))
        with torch.no_grad():
            again.function_u.weight.fill_(0.0)
            again.function_u.bias.fill_(2.0)
        assert again(torch.ones(1, 1)).item() == 5.0

    def test_deep_copies_share_what_never_changes(self) -> None:
        module = stb.SymPyModule(deep_formula())
        again = copy.deepcopy(module)
        assert again.function is module.function
        with torch.no_grad():
            next(again.parameters()).fill_(0.0)
        assert [p.item() for p in module.parameters()] == [2.5]


def square_sum(module: stb.SymPyModule) -> float:
    total: float = (module(AT) ** 2).sum().item()
    return total


@pytest.mark.slow
def test_in_another_process() -> None:
    module = law(constraints={k: "positive"})
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_square_sum_of_law, pickle.dumps(module)).result() == square_sum(module)


def _square_sum_of_law(data: bytes) -> float:
    return square_sum(pickle.loads(data))
