"""Boundary and initial conditions of equations with a network, against torch.autograd."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from layered_networks import mlp
from sympy import Function, sin
from torch import Tensor, nn
from torch_transforms import close

import sympy_torch_bridge as stb

x, t = sympy.symbols("x t")
u = Function("u")
TIME = torch.linspace(0.2, 0.7, 6, dtype=torch.float64)

CONDITIONS: dict[str, tuple[Any, Any]] = {
    "value": (u(0, t) - sin(t), lambda w: w(0 * TIME, TIME) - torch.sin(TIME)),
    "slope": (u(x, t).diff(x).subs(x, 0) - t, lambda w: w.slope(0 * TIME, TIME) - TIME),
    "periodic": (u(0, t) - u(1, t), lambda w: w(0 * TIME, TIME) - w(0 * TIME + 1, TIME)),
    "periodic slope": (
        u(x, t).diff(x).subs(x, 0) - u(x, t).diff(x).subs(x, 1),
        lambda w: w.slope(0 * TIME, TIME) - w.slope(0 * TIME + 1, TIME),
    ),
    "moving boundary": (u(t**2, t), lambda w: w(TIME**2, TIME)),
    "mixed": (
        u(1, t) + 2 * u(x, t).diff(x).subs(x, 1),
        lambda w: w(0 * TIME + 1, TIME) + 2 * w.slope(0 * TIME + 1, TIME),
    ),
}


class ByHand:
    """The network and its slope by x, by torch.autograd."""

    def __init__(self, net: nn.Module) -> None:
        self.net = net

    def __call__(self, a: Tensor, b: Tensor) -> Tensor:
        return self.net(torch.stack([a, b], -1)).squeeze(-1)

    def slope(self, a: Tensor, b: Tensor) -> Tensor:
        a = a.clone().requires_grad_()
        return torch.autograd.grad(self(a, b).sum(), a)[0]


@pytest.mark.parametrize(("condition", "meaning"), CONDITIONS.values(), ids=CONDITIONS)
def test_boundary_conditions(condition: Any, meaning: Any) -> None:
    net = mlp()
    close(stb.compile(condition, [t], functions={"u": net})(TIME), meaning(ByHand(net)))
