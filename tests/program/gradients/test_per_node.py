"""One forward pass against one ``torch.autograd.grad`` for each Derivative: residual and its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, nn
from torch_transforms import close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, t = sympy.symbols("x y t")
U = sympy.Function("u")(x, y, t)
SLOTS = {x: 0, y: 1, t: 2}

EQUATIONS: dict[str, Any] = {
    "Burgers": U.diff(t) + U * (U.diff(x) + U.diff(y)) - (U.diff(x, 2) + U.diff(y, 2)) / 100,
    "biharmonic": U.diff(t) + U.diff(x, 4) + 2 * U.diff(x, 2, y, 2) + U.diff(y, 4),
    "Korteweg and de Vries": U.diff(t) - 6 * U * U.diff(x) + U.diff(x, 3) + U.diff(x, 1, y, 2),
    "a term alone": U.diff(x, 2) * (U.diff(x, 2) + U.diff(y, 2) / 3) + U.diff(x, 2) - U.diff(x, y),
}


class Sine(nn.Module):
    """The activation of sinusoidal networks."""

    def forward(self, z: Tensor) -> Tensor:
        return torch.sin(2 * z)


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "tanh": nn.Tanh,
    "sine": Sine,
    "SiLU": nn.SiLU,
    "GELU": nn.GELU,
    "softplus": nn.Softplus,
}


def network(activation: nn.Module, width: int = 7) -> nn.Module:
    torch.manual_seed(0)
    hidden = [nn.Linear(width, width), activation]
    return nn.Sequential(nn.Linear(3, width), activation, *hidden, nn.Linear(width, 1)).double()


def per_node(equation: Any, net: nn.Module, points: list[Tensor]) -> Tensor:
    """Evaluate an equation with one call of the network, and its own gradients, for each derivative."""

    def derivative(variables: list[Any]) -> Tensor:
        at = [point.clone().requires_grad_() for point in points]
        value = net(torch.stack(at, -1)).squeeze(-1)
        for variable in variables:
            (value,) = torch.autograd.grad(value.sum(), at[SLOTS[variable]], create_graph=True)
        return value

    nodes = sorted(equation.atoms(sympy.Derivative), key=str)
    names = [sympy.Symbol(f"d{k}") for k in range(len(nodes))]
    value = sympy.Symbol("u")
    formula = equation.xreplace(dict(zip(nodes, names, strict=True))).xreplace({U: value})
    values = [derivative(list(node.variables)) for node in nodes]
    return sympy.lambdify([value, *names], formula, "math")(derivative([]), *values)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=EQUATIONS)
def test_residual_and_parameter_gradient(equation: Any, activation: Callable[[], nn.Module]) -> None:
    net = network(activation())
    points = list(torch.rand(3, 11, dtype=F64))
    f = stb.compile(equation, [x, y, t], functions={"u": stb.Network(net, derivatives="taylor")})
    expected = per_node(equation, net, points)
    for _ in range(2):  # the first call looks at the points
        found = f(*points)
        agree(found, expected)
        for one, other in zip(gradient(found, net), gradient(expected, net), strict=True):
            agree(one, other)


def gradient(residual: Tensor, net: nn.Module) -> tuple[Tensor, ...]:
    return torch.autograd.grad(
        residual.square().mean(), list(net.parameters()), retain_graph=True, materialize_grads=True
    )


def agree(found: Tensor, expected: Tensor) -> None:
    """Compare to ten digits of the largest number."""
    close(found, expected, rtol=1e-10, atol=1e-10 * float(expected.detach().abs().max()))
