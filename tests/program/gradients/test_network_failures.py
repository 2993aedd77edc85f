"""Networks that do not fit the points: what is said of dtype, device, columns and arguments."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, nn

import sympy_torch_bridge as stb

x, t = sympy.symbols("x t")
u: Any = sympy.Function("u")
RESIDUAL = u(x, t).diff(t) + u(x, t).diff(x, 2)
AT = torch.linspace(-1, 1, 5, dtype=torch.float64)


def mlp(columns: int = 2, dtype: torch.dtype = torch.float32) -> nn.Sequential:
    return nn.Sequential(nn.Linear(columns, 4), nn.Tanh(), nn.Linear(4, 1)).to(dtype)


class Separate(nn.Module):
    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self.net = mlp(columns)

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return self.net(torch.stack([a, b], -1)).squeeze(-1)


class Stacked(nn.Module):
    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self.net = mlp(columns)

    def forward(self, points: Tensor) -> Tensor:
        return self.net(points)


def around(net: nn.Module, extra: float = 0.0, *points: Tensor) -> Tensor:
    return net(torch.stack(points, -1)).squeeze(-1) + extra


net = mlp()
FORMS: dict[str, Callable[[], Any]] = {
    "layers": mlp,
    "separate": Separate,
    "stacked": Stacked,
    "function": lambda: lambda a, b: net(torch.stack([a, b], -1)).squeeze(-1),
    "closure": lambda: (lambda inner: lambda a, b: inner(torch.stack([a, b], -1)).squeeze(-1))(mlp()),
    "method": lambda: Separate().forward,
    "taylor": lambda: stb.Network(mlp(), derivatives="taylor"),
    "autograd": lambda: stb.Network(mlp(), derivatives="autograd"),
}
forms = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
MODES: dict[str, Callable[[Any], Any]] = {
    "value": lambda f: stb.compile(u(x, t), [x, t], functions={"u": f}),
    "residual": lambda f: stb.compile(stb.residual(sympy.Eq(RESIDUAL, 0)), [x, t], functions={"u": f}),
    "module": lambda f: stb.SymPyModule(2.5 * RESIDUAL, [x, t], functions={"u": f}),
}


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@forms
def test_another_dtype(form: Callable[[], Any], mode: Callable[[Any], Any]) -> None:
    f = mode(form())
    with pytest.raises(stb.InputTypeError, match=r"'u' is a .* of torch.float32") as caught:
        f(AT, AT)
    assert "called with points of torch.float64; expected one dtype" in str(caught.value)
    assert ".to(torch.float64), or the points with .to(torch.float32)" in str(caught.value)
    assert isinstance(caught.value.__cause__, RuntimeError)
    f(AT.float(), AT.float())  # as the message says


def test_the_other_way_round_and_numbers() -> None:
    f = stb.compile(RESIDUAL, [x, t], functions={"u": mlp(dtype=torch.float64)})
    with pytest.raises(stb.InputTypeError, match=r"weights of torch.float64 \('0.weight'\).*float32"):
        f(AT.float(), AT.float())
    with pytest.raises(stb.InputTypeError, match=r"weights of torch.float32"):
        stb.compile(RESIDUAL, [x, t], functions={"u": mlp()})(0.5, 0.5)


@pytest.mark.parametrize("name", ["layers", "separate", "function"])
def test_another_device(name: str) -> None:
    moved = mlp().to("meta")
    networks = {
        "layers": moved,
        "separate": Separate().to("meta"),
        "function": lambda a, b: moved(torch.stack([a, b], -1)).squeeze(-1),
    }
    f = stb.compile(RESIDUAL, [x, t], functions={"u": networks[name]})
    with pytest.raises(
        stb.InputTypeError, match=r"weights on meta.*points on cpu; expected one device"
    ) as caught:
        f(AT.float(), AT.float())
    assert ".to('cpu'), or the points with .to('meta')" in str(caught.value)


def test_another_number_of_columns() -> None:
    f = stb.compile(RESIDUAL, [x, t], functions={"u": Stacked(3)})
    with pytest.raises(stb.InputShapeError, match=r"given 2 numbers a point.*first Linear takes 3") as caught:
        f(AT.float(), AT.float())
    assert caught.value.shapes == (("given", (5, 2)),)
    wide = stb.Network(lambda z: (z @ torch.ones(3, 1)).squeeze(-1), inputs="stacked")
    with pytest.raises(stb.InputShapeError, match="the callable for 'u' is given 2 numbers a point"):
        stb.compile(RESIDUAL, [x, t], functions={"u": wide})(AT.float(), AT.float())


def test_another_number_of_arguments() -> None:
    one = stb.Network(lambda a, b: a * b, inputs="stacked")
    with pytest.raises(stb.InputTypeError, match=r"called with 1 tensor, .* takes \(a, b\)") as caught:
        stb.compile(RESIDUAL, [x, t], functions={"u": one})(AT, AT)
    assert "inputs='separate'" in str(caught.value)
    with pytest.raises(stb.InputTypeError, match=r"called with 2 tensors, .* takes \(a\)"):
        stb.compile(RESIDUAL, [x, t], functions={"u": lambda a: a})(AT, AT)


class OwnError(RuntimeError):
    pass


def test_errors_of_the_code_itself_are_left_alone() -> None:
    def fails(a: Tensor, b: Tensor) -> Tensor:
        raise OwnError("no dtype of mine")

    with pytest.raises(OwnError):
        stb.compile(RESIDUAL, [x, t], functions={"u": fails})(AT, AT)
    with pytest.raises(TypeError, match="unsupported operand") as caught:
        stb.compile(RESIDUAL, [x, t], functions={"u": lambda a, b: a + "b"})(AT, AT)
    assert not isinstance(caught.value, stb.BridgeError)


def test_networks_that_convert_their_points_work() -> None:
    inner = mlp()

    def converted(a: Tensor, b: Tensor) -> Tensor:
        return inner(torch.stack([a, b], -1).float()).squeeze(-1).to(a.dtype)

    assert stb.compile(RESIDUAL, [x, t], functions={"u": converted})(AT, AT).dtype is torch.float64
    scaled = stb.compile(u(x, t).diff(x), [x, t], functions={"u": lambda a, b: a * b * inner[0].bias.sum()})
    assert scaled(AT, AT).dtype is torch.float64


@pytest.mark.parametrize("way", ["auto", "autograd"])
def test_layers_that_take_their_size_from_the_points(way: str) -> None:
    lazy = nn.Sequential(nn.LazyLinear(4), nn.Tanh(), nn.Linear(4, 1)).double()
    f = stb.compile(RESIDUAL, [x, t], functions={"u": stb.Network(lazy, derivatives=way)})
    assert f(AT, AT).shape == AT.shape


def test_partial_functions() -> None:
    f = stb.compile(RESIDUAL, [x, t], functions={"u": functools.partial(around, mlp(), 1.0)})
    with pytest.raises(RuntimeError, match="dtype"):
        f(AT, AT)
    assert f(AT.float(), AT.float()).shape == AT.shape
