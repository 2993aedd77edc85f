"""Modules of formulas that torch.fx traces: leaves, as the modules of torch.nn are."""

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, fx, nn

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
k = sympy.Symbol("k", positive=True)
X = torch.linspace(0.1, 2, 5, dtype=torch.float64)
OPTIONS: dict[str, dict[str, Any]] = {
    "floats": {"expr": 2.5 * sympy.exp(-0.3 * x) * y},
    "packed": {"expr": 2.5 * sympy.exp(-0.3 * x) * y, "packed": True},
    "constrained": {"expr": y * sympy.exp(-k * x), "parameters": {k: 0.5}},
    "fixed": {"expr": 2.5 * sympy.sin(x) + y, "parameters": "none"},
    "list": {"expressions": [0.5 * x, sympy.sin(x * y)]},
}


class Model(nn.Module):
    def __init__(self, formula: nn.Module) -> None:
        super().__init__()
        self.layer = nn.Linear(5, 5, dtype=torch.float64)
        self.formula = formula

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        result: Tensor = self.formula(self.layer(x), y=y) + self.formula(1.0, 2.0)
        return result


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_inside_a_model_it_is_one_call(options: dict[str, Any]) -> None:
    model = Model(stb.SymPyModule(**options))
    graph = fx.symbolic_trace(model)
    for again in (graph, copy.deepcopy(graph), pickle.loads(pickle.dumps(graph)), fx.symbolic_trace(graph)):
        assert torch.equal(again(X, X), model(X, X))
        assert [name for name, _ in again.named_parameters()] == [
            name for name, _ in model.named_parameters()
        ]
    calls = [node.target for node in graph.graph.nodes if node.op == "call_module"]
    trained = bool(list(model.formula.parameters()))
    assert calls == ["layer", "formula", *["formula"] * trained]


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_traced_alone(options: dict[str, Any]) -> None:
    module = stb.SymPyModule(**options)
    graph = fx.symbolic_trace(module)
    expected = module(X, X + 1)
    again: Any
    for again in (graph, copy.deepcopy(graph), pickle.loads(pickle.dumps(graph)), fx.symbolic_trace(graph)):
        assert torch.equal(again(X, X + 1), expected)
        assert torch.equal(again(y=X + 1, x=X), expected)
        assert len(list(again.parameters())) == len(list(module.parameters()))
    assert torch.equal(fx.Interpreter(graph).run(X, X + 1), expected)
    assert torch.equal(fx.Transformer(graph).transform()(X, X + 1), expected)
    with pytest.raises(stb.MissingInputError):
        graph(X)


def test_training_the_graph_trains_the_module() -> None:
    module = stb.SymPyModule(2.5 * x)
    graph = fx.symbolic_trace(nn.Sequential(module))
    (parameter,) = graph.parameters()
    with torch.no_grad():
        parameter.fill_(3.0)
    assert module.sympy() == 3.0 * x


def test_a_call_with_numbers_alone_is_not_frozen() -> None:
    class Scale(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.formula = stb.SymPyModule(2.5 * x)

        def forward(self, z: Tensor) -> Tensor:
            result: Tensor = z * self.formula(torch.ones(()))
            return result

    model = Scale()
    graph = fx.symbolic_trace(model)
    with torch.no_grad():
        next(model.formula.parameters()).fill_(4.0)
    assert graph(torch.ones(())).item() == 4.0


def test_columns_of_one_matrix() -> None:
    module = stb.SymPyModule.from_pysr([2.5 * x, y], [x, y], selection=[1, 0])
    graph = fx.symbolic_trace(nn.Sequential(module))
    data = torch.rand(4, 2)
    assert torch.equal(graph(data), module(data))


def test_the_name_by_which_it_finds_itself_is_free_for_symbols() -> None:
    own = sympy.Symbol("itself")
    module = stb.SymPyModule(own * x, parameters={own: 2.0})
    assert module.itself is module
    assert fx.symbolic_trace(module)(3.0).item() == 6.0
