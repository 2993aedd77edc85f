"""Compiled functions inside functions and modules that torch.fx traces: one node a call."""

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, fx, nn

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
X = torch.linspace(0.1, 2, 5, dtype=torch.float64)
FORMULA = stb.compile(sympy.sin(x) * y + 0.1)


class Model(nn.Module):
    def __init__(self, formula: Any) -> None:
        super().__init__()
        self.formula = formula

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        value, (by_x, _) = self.formula.value_and_grad(x, y=y)
        result: Tensor = self.formula(x, 2.0) - value * by_x
        return result


def ways(graph: fx.GraphModule) -> list[Any]:
    """Return the graph, its copies, and what else torch makes of it."""
    return [
        graph,
        copy.deepcopy(graph),
        pickle.loads(pickle.dumps(graph)),
        fx.Transformer(graph).transform(),
        fx.symbolic_trace(graph),
        fx.Interpreter(graph).run,
    ]


@pytest.mark.parametrize("backend", ["eager", "fused", "auto"])
def test_a_model_that_has_the_formula(backend: str) -> None:
    model = Model(stb.compile(sympy.sin(x) * y + 0.1, backend=backend))
    graph = fx.symbolic_trace(model)
    for again in ways(graph):
        assert torch.equal(again(X, X + 1), model(X, X + 1))
    called = [node.target for node in graph.graph.nodes if node.op == "call_method"]
    assert called == ["value_and_grad", "__call__"]
    assert not hasattr(model, "_formula_0")


def test_a_function_gives_the_graph_its_formulas() -> None:
    other = stb.compile([x * y, x / y])

    def function(x: Tensor, y: Tensor) -> Tensor:
        product, quotient = other(x, y)
        result: Tensor = FORMULA(x, y) + product * FORMULA(quotient, y)
        return result

    graph = fx.symbolic_trace(function)
    for again in ways(graph):
        assert torch.equal(again(X, X + 1), function(X, X + 1))
    assert {node.target for node in graph.graph.nodes if node.op == "get_attr"} == {
        "_formula_0",
        "_formula_1",
    }


def test_gradients_pass_through() -> None:
    graph = fx.symbolic_trace(lambda x: FORMULA(x, 2.0) ** 2)
    point = X.clone().requires_grad_()
    graph(point).sum().backward()
    expected = 2 * FORMULA(X, 2.0) * 2 * X.cos()
    assert point.grad is not None
    torch.testing.assert_close(point.grad, expected)


def test_shapes_are_checked_when_the_graph_runs() -> None:
    graph = fx.symbolic_trace(lambda x: FORMULA(x, x))
    assert graph(torch.ones(7)).shape == (7,)
    with pytest.raises(stb.InputTypeError):
        graph("no tensor")


def test_networks_inside_are_refused_with_what_holds_them() -> None:
    u = sympy.Function("u")
    formula = stb.compile(2 * u(x), functions={"u": nn.Linear(1, 1)})
    with pytest.raises(stb.OptionError, match="SymPyModule") as caught:
        fx.symbolic_trace(lambda x: formula(x))
    assert caught.value.option == "functions"
    module = stb.SymPyModule(2 * u(x), [x], parameters="none", functions={"u": nn.Linear(1, 1)})  # the hint
    graph = fx.symbolic_trace(nn.Sequential(module))
    assert len(list(graph.parameters())) == 2
    assert torch.equal(graph(torch.ones(3, 1)), module(torch.ones(3, 1)))


def test_a_graph_without_a_module() -> None:
    graph = fx.Graph()
    given = fx.Proxy(graph.placeholder("x"))
    with pytest.raises(NotImplementedError, match="no module"):
        FORMULA(given, 1.0)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
@pytest.mark.parametrize(
    "made", [FORMULA, stb.SymPyModule(2.5 * x), nn.Sequential(stb.SymPyModule(2.5 * x))], ids=type
)
def test_torch_jit_script_is_refused_with_what_to_do(made):
    with pytest.raises(stb.InputTypeError, match="record the operations"):
        torch.jit.script(made)
