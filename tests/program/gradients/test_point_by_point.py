"""Networks whose values come from one point each, and norms by means, against norms written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch_transforms import close

import sympy_torch_bridge as stb

F64 = torch.float64
x = sympy.Symbol("x")
u: Any = sympy.Function("u")
POINTS = torch.linspace(-1.1, 0.9, 4, dtype=F64)

WEIGHTS = torch.ones(4, dtype=F64, requires_grad=True)


class ByHand(nn.Module):
    """A layer norm as its formula says."""

    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.norm = norm

    def forward(self, z: Tensor) -> Tensor:
        centred = z - z.mean(-1, keepdim=True)
        deviation = ((centred**2).mean(-1, keepdim=True) + self.norm.eps).sqrt()
        return centred / deviation * self.norm.weight + self.norm.bias


class Interpolated(nn.Module):
    """Code around a network that has no Taylor rule."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, z: Tensor) -> Tensor:
        value = self.network(z)
        return torch.lerp(value, value, 0.5)


def compiled(order: int, network: Any) -> Any:
    return stb.compile(u(x).diff(x, order), [x], functions={"u": network})


def networks() -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(3)
    norm = nn.LayerNorm(3).double()
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    first, last = nn.Linear(1, 3).double(), nn.Linear(3, 1).double()
    return nn.Sequential(first, norm, nn.SiLU(), last), nn.Sequential(first, ByHand(norm), nn.SiLU(), last)


@pytest.mark.parametrize("order", [1, 2, 4])
@pytest.mark.parametrize("way", ["taylor", "autograd"])
def test_layer_norm_by_hand(way: str, order: int) -> None:
    with_norm, by_hand = networks()
    found, expected = stb.Network(with_norm, derivatives=way), stb.Network(by_hand, derivatives="autograd")
    f, g = (compiled(order, network) for network in (found, expected))
    close(f(POINTS), g(POINTS), rtol=1e-12, atol=1e-13)
    weights = [p for name, p in with_norm.named_parameters() if name != "3.bias"]
    slopes = [torch.autograd.grad(h(POINTS).square().sum(), weights) for h in (f, g)]
    for one, other in zip(*slopes, strict=True):
        close(one, other, rtol=1e-10, atol=1e-12)


def test_layer_norm_against_differences() -> None:
    """The slope of the second derivative by a weight: torch's native norm gives -15.9."""
    c, d = torch.tensor([0.7, -1.1, 0.4], dtype=F64), torch.tensor([0.3, 0.2, -0.5], dtype=F64)
    norm = nn.LayerNorm(3).double()

    def curvature(w: Tensor) -> Any:
        f = stb.compile(
            u(x).diff(x, 2),
            [x],
            functions={"u": lambda z: (norm(z[..., None] * w * c + d) ** 2 * c).sum(-1)},
        )
        return f(torch.tensor([0.37], dtype=F64)).sum()

    w = torch.tensor(0.7, dtype=F64, requires_grad=True)
    (slope,) = torch.autograd.grad(curvature(w), w)
    difference = (curvature(w + 1e-5) - curvature(w - 1e-5)) / 2e-5
    close(slope, difference.detach(), rtol=1e-6)
    assert float(slope) == pytest.approx(-10.955, abs=1e-3)


@pytest.mark.parametrize("wrap", [lambda net: net, Interpolated], ids=["layers", "code"])
def test_layer_norm_under_dynamo(wrap: Callable[[nn.Module], nn.Module]) -> None:
    with_norm, by_hand = networks()
    f, g = (compiled(4, stb.Network(wrap(net), inputs="stacked")) for net in (with_norm, by_hand))
    close(torch.compile(f, backend="eager")(POINTS), g(POINTS), rtol=1e-12, atol=1e-13)


def test_instance_norm_by_hand() -> None:
    def values(norm: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
        return lambda a: norm(torch.stack([a, a * a, torch.sin(a)], -1)[:, None])[:, 0, 1]

    by_hand = ByHand(nn.LayerNorm(3).double())
    f, g = (
        stb.compile(u(x).diff(x, 4), [x], functions={"u": values(norm)})
        for norm in (functional.instance_norm, by_hand)
    )
    close(f(POINTS), g(POINTS), rtol=1e-11, atol=1e-12)


def test_half_precision_is_normed_in_single() -> None:
    """As torch does: means in half precision would have two digits."""
    norm = nn.LayerNorm(3).bfloat16()
    f = stb.compile([u(x), u(x).diff(x)], [x], functions={"u": lambda a: features(norm, a)})
    points = torch.tensor([0.5, 2.0], dtype=torch.bfloat16)
    value, _ = f(points)
    assert value.dtype is torch.bfloat16
    close(value.detach(), features(norm, points).detach(), rtol=0, atol=0)


def features(norm: nn.Module, a: Any) -> Any:
    return norm(torch.stack([100 + a, 101 + a * a, 103 - a], -1))[..., 1]


KINKED: dict[str, Callable[[Tensor], Tensor]] = {
    "clamp": lambda a: a.clamp(min=0) * a,
    "clamp_min": lambda a: torch.clamp_min(a, 0) * a,
    "maximum": lambda a: torch.maximum(a, torch.zeros_like(a)) * a,
    "where": lambda a: torch.where(a > 0, a, 0) * a,
    "max": lambda a: torch.max(a, torch.zeros_like(a)) * a,
}


@pytest.mark.parametrize("way", ["auto", "autograd"])
@pytest.mark.parametrize("name", KINKED)
def test_kinks_of_code_are_warned_of(name: str, way: str) -> None:
    f = compiled(2, stb.Network(KINKED[name], derivatives=way))
    with pytest.warns(stb.SmoothnessWarning, match=f"{name}"):
        f(POINTS)
    compiled(1, KINKED[name])(POINTS)  # the slope leaves nothing out


def test_a_kink_of_what_is_no_point_is_not_warned_of() -> None:
    f = compiled(2, lambda a: a**3 * torch.where(POINTS > 0, 2.0, 1.0) * WEIGHTS.clamp(min=0))
    close(f(POINTS).detach(), 6 * POINTS * torch.where(POINTS > 0, 2.0, 1.0))
