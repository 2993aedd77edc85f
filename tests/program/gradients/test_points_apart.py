"""Derivatives point by point: what brings points together is refused, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, nn
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional
from torch_transforms import close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y = sympy.symbols("x y")
u: Any = sympy.Function("u")
v: Any = sympy.Function("v")
POINTS = torch.linspace(-1.1, 0.9, 4, dtype=F64)
WEIGHTS = torch.ones(4, dtype=F64, requires_grad=True)


def compiled(order: int, network: Any) -> Any:
    return stb.compile(u(x).diff(x, order), [x], functions={"u": network})


MIXED: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda a: a - a.mean(),
    "sum": lambda a: a / torch.sum(a * a),
    "max": lambda a: a / a.abs().max(),
    "softmax": lambda a: torch.softmax(a, 0),
    "std": lambda a: (a[:, None] / a[:, None].expand(4, 3).std(0))[:, 0],
    "layer_norm": lambda a: functional.layer_norm(a, a.shape),
    "matmul": lambda a: (a[:, None] @ a[:, None].T).sum(1),
    "indexing": lambda a: a * a[:1],
    "flip": lambda a: a * a.flip(0),
    "roll": lambda a: a * a.roll(2, 0),
    "sort": lambda a: a * torch.sort(a, descending=True)[0],
    "cumsum": lambda a: torch.cumsum(a * a, 0),
    "T": lambda a: (a[:, None] * a[:, None].T).sum(1),
    "outer": lambda a: torch.outer(a, a).sum(1),
    "einsum": lambda a: torch.einsum("i,j->i", a, a),
    "conv1d": lambda a: functional.conv1d(a[None, None], torch.ones(1, 1, 3, dtype=F64), padding=1)[0, 0],
    "batch_norm": lambda a: functional.batch_norm(a[:, None], None, None, training=True)[:, 0],
}


@pytest.mark.parametrize("way", ["auto", "autograd"])
@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("name", MIXED)
def test_values_that_bring_points_together_are_refused(name: str, order: int, way: str) -> None:
    f = compiled(order, stb.Network(MIXED[name], derivatives=way))
    with pytest.raises(stb.UnsupportedFunctionError, match=f"{name}.* over the points.* of 'u'") as caught:
        f(POINTS)
    assert caught.value.path[0] == "u"
    assert name in caught.value.path
    assert "detach()" in caught.value.hint


@pytest.mark.parametrize("name", ["indexing", "flip"])
def test_the_way_of_expansions_is_checked_too(name: str) -> None:
    functions = {
        "indexing": lambda a: a * a[0],
        "flip": lambda a: a * (a + 0)[[3, 2, 1, 0]],
    }
    with pytest.raises(stb.UnsupportedFunctionError, match="over the points in the derivative of 'u'"):
        compiled(2, stb.Network(functions[name], derivatives="taylor"))(POINTS)


def test_as_many_features_as_points_hide_nothing() -> None:
    f = compiled(2, lambda a: torch.stack([a, a**2, a**3, a], -1).sum(0))
    with pytest.raises(stb.UnsupportedFunctionError, match="over the points in the derivative of 'u'"):
        f(POINTS)


def test_the_message_says_which_points() -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="point 0 changes with argument 1 of point 3"):
        compiled(1, lambda a: torch.cat([a[-1:] ** 2, a[1:]]))(POINTS)
    with pytest.raises(stb.UnsupportedFunctionError, match="changes with argument 2 of point"):
        f = stb.compile(u(x, y).diff(x), [x, y], functions={"u": lambda a, b: a + b.flip(0)})
        f(POINTS, POINTS)


def test_one_component_of_several_is_enough() -> None:
    f = stb.compile(
        [u(x).diff(x), v(x).diff(x)],
        [x],
        functions={("u", "v"): lambda a: torch.stack([a + a.mean(), a - a.mean()], -1)},
    )
    with pytest.raises(stb.UnsupportedFunctionError, match="mean over the points in the derivative of 'u_v'"):
        f(POINTS)


@pytest.mark.parametrize("size", [2, 9, 1000])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_batches_of_any_size_and_precision(size: int, dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1)).to(dtype)
    at = torch.rand(size, dtype=dtype), torch.rand(size, dtype=dtype)
    slopes = u(x, y).diff(x) + u(x, y).diff(y)
    stb.compile(slopes, [x, y], functions={"u": net})(*at)
    f = stb.compile(slopes, [x, y], functions={"u": lambda a, b: a * a.flip(0) + b})
    with pytest.raises(stb.UnsupportedFunctionError, match="flip over the points"):
        f(*at)


def test_a_check_waits_for_points_that_differ() -> None:
    f = compiled(1, lambda a: a * a.flip(0))
    f(POINTS[:1])
    f(torch.zeros(4, dtype=F64))
    with pytest.raises(stb.UnsupportedFunctionError, match="flip over the points"):
        f(POINTS)


def test_each_mode_of_a_module_is_checked_once() -> None:
    class Shuffled(nn.Module):
        calls = 0

        def forward(self, a: Tensor) -> Tensor:
            self.calls += 1
            return a * a if self.training else a * a.flip(0)

    module = Shuffled()
    f = compiled(1, module)
    f(POINTS)
    assert module.calls == 1
    module.eval()
    with pytest.raises(stb.UnsupportedFunctionError, match="flip over the points"):
        f(POINTS)


@pytest.mark.parametrize("around", ["vmap", "grad", "jacfwd", "no_grad", "inference"])
def test_the_check_holds_inside_transforms(around: str) -> None:
    f = compiled(1, lambda a: a * a.flip(0))

    def without(mode: Any) -> Any:
        with mode:
            return f(POINTS.clone())

    calls: dict[str, Callable[[], Any]] = {
        "vmap": lambda: torch.func.vmap(f)(torch.stack([POINTS, 2 * POINTS])),
        "grad": lambda: torch.func.grad(lambda a: f(a).sum())(POINTS),
        "jacfwd": lambda: torch.func.jacfwd(f)(POINTS),
        "no_grad": lambda: without(torch.no_grad()),
        "inference": lambda: without(torch.inference_mode()),
    }
    with pytest.raises(stb.UnsupportedFunctionError, match="flip over the points"):
        calls[around]()


def test_recorded_code_is_not_looked_at() -> None:
    f = compiled(1, lambda a: a**3)
    graph = make_fx(f)(POINTS)
    close(graph(POINTS), 3 * POINTS**2)


def in_order_and_back(a: Tensor) -> Tensor:
    values, places = a.sort(descending=True)
    return (values + values**3)[places.argsort()]


APART: dict[str, Callable[[Tensor], Tensor]] = {
    "of the features": lambda a: torch.stack([a, a**3], -1).sum(-1),
    "of the weights": lambda a: a**3 * WEIGHTS.sum() / 4 + a,
    "of terms in front": lambda a: torch.stack([a, a**3, 0 * a, 0 * a]).sum(0),
    "of a detached scale": lambda a: (a + a**3) * (a.detach().max() / a.detach().max()),
    "the larger of two": lambda a: torch.max(a + a**3, a - 9),
    "of one by one": lambda a: torch.func.vmap(lambda b: (b + b**3).expand(4).mean())(a),
    "of a scale detached later": lambda a: (a + a**3) * a.max().detach() / a.detach().max(),
    "reversed and back": lambda a: ((a + a**3).flip(0)).flip(0),
    "sorted and back": lambda a: in_order_and_back(a),
    "one after the other": lambda a: torch.stack([b + b**3 for b in a]),
    "where a mask says": lambda a: torch.zeros_like(a).masked_scatter(a > -9, (a + a**3)[a > -9]),
    "of weights of the points": lambda a: (
        (a + a**3) * POINTS.reshape(a.shape).exp() / POINTS.reshape(a.shape).exp()
    ),
    "noise": lambda a: a + a**3 + torch.randn_like(a),
    "after flattening": lambda a: torch.stack([a, a**3], -1).reshape(-1, 2).sum(1).reshape(a.shape),
}


@pytest.mark.parametrize("name", APART)
def test_no_false_alarm_where_points_stay_apart(name: str) -> None:
    f = stb.compile(u(x).diff(x), [x], functions={"u": APART[name]})
    close(f(POINTS), 1 + 3 * POINTS**2)
    grid = POINTS.reshape(2, 2)
    # These take one axis of points:
    if name not in ("of terms in front", "of one by one", "reversed and back", "sorted and back"):
        close(f(grid), 1 + 3 * grid**2)
