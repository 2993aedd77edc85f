"""One forward pass against one ``torch.autograd.grad`` for each Derivative: residual and its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor, nn
from torch_transforms import check_transforms, close

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import FusedProgram

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


# Few points, for which a row of weights goes into them; or many, for which it goes into the next weights.
@pytest.mark.parametrize("number", [3, 11])
@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=EQUATIONS)
def test_residual_and_parameter_gradient(
    equation: Any, activation: Callable[[], nn.Module], backend: str, number: int
) -> None:
    net = network(activation())
    points = list(torch.rand(3, number, dtype=F64))
    taylor = stb.Network(net, derivatives="taylor")
    f = stb.compile(equation, [x, y, t], functions={"u": taylor}, backend=backend)
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


HEAT = U.diff(t) - (U.diff(x, 2) + U.diff(y, 2)) / 10 + U**2
POINTS = torch.linspace(-1, 1, 8, dtype=F64), torch.linspace(0.3, 0.9, 8, dtype=F64)


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the outputs of each program that blocks of numbers were computed from."""
    seen: list[int] = []
    evaluate = FusedProgram.evaluate

    def noted(self: FusedProgram, *args: Any, **options: Any) -> list[Tensor]:
        seen.append(self.output_count)
        return evaluate(self, *args, **options)

    monkeypatch.setattr(FusedProgram, "evaluate", noted)
    return seen


def heat(backend: str) -> Any:
    net = stb.Network(network(nn.Tanh()), derivatives="taylor")
    return stb.compile(HEAT, [x, y, t], functions={"u": net}, backend=backend)


def test_an_activation_and_its_derivatives_are_one_program(programs: list[int]) -> None:
    """The slopes of the first layer, where derivatives are rows, then x, y and the operator at once."""
    f, (a, b) = heat("fused"), POINTS
    f(a, b, a)
    programs.clear()
    with torch.no_grad():
        f(a, b, a)
    assert programs == [2, 3]
    programs.clear()
    heat("eager")(a, b, a)
    assert programs == []


def test_transforms_of_the_fused_activations(programs: list[int]) -> None:
    def wave(a: Any, b: Any, c: Any) -> Any:
        return torch.tanh(torch.exp(a) * torch.sin(3 * b + a) * c)

    net = stb.Network(wave, derivatives="taylor")
    f = stb.compile(HEAT, [x, y, t], functions={"u": net}, backend="fused")
    check_transforms(f, POINTS[0], POINTS[1], POINTS[1] / 2, pickled=False)
    assert 3 in programs


def test_second_derivatives_by_the_parameters() -> None:
    """A Hessian by the weights, and the gradient of a gradient by the points."""
    hessians = []
    for backend in ("eager", "fused"):
        net = network(nn.Tanh(), width=3)
        taylor = stb.Network(net, derivatives="taylor")
        f = stb.compile(HEAT, [x, y, t], functions={"u": taylor}, backend=backend)
        a, b = (point.clone().requires_grad_() for point in POINTS)
        (first,) = torch.autograd.grad(f(a, b, a).square().sum(), a, create_graph=True)
        hessians.append(torch.autograd.grad(first.sum(), [b, *net.parameters()], materialize_grads=True))
    for one, other in zip(*hessians, strict=True):
        agree(one, other)


def test_narrow_numbers_and_compiled_calls_take_plain_operations(programs: list[int]) -> None:
    net = network(nn.Tanh())
    f = stb.compile(HEAT, [x, y, t], functions={"u": stb.Network(net, derivatives="taylor")}, backend="fused")
    a, b = POINTS
    expected = f(a, b, a)
    programs.clear()
    close(torch.compile(f, backend="eager", fullgraph=True)(a, b, a), expected, rtol=1e-12, atol=1e-13)
    net.bfloat16()
    assert f(*(one.bfloat16() for one in (a, b, a))).isfinite().all()
    assert programs == []
