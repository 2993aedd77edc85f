"""Undefined functions: derivatives of supplied callables by their argument slots, equations as residuals."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import sympy
import torch
from sympy import Derivative, Function, Integral, Lambda, Or, Piecewise, Subs, Sum, exp, log, sin
from torch import Tensor
from torch_transforms import check_transforms, close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, t, nu, r = sympy.symbols("x y t nu r")
u, v, p = Function("u"), Function("v"), Function("p")
AT = torch.linspace(-1, 1, 6, dtype=F64)
TIME = torch.linspace(0.2, 0.7, 6, dtype=F64)


def wave(a: Tensor, b: Tensor) -> Tensor:
    """exp(-2 t) sin(3 x), whose derivatives are easy to write down."""
    return torch.exp(-2 * b) * torch.sin(3 * a)


def slopes(a: Tensor, b: Tensor, *orders: int) -> Tensor:
    """Return the derivative of ``wave`` of the given orders."""
    turns = [torch.sin, torch.cos, lambda w: -torch.sin(w), lambda w: -torch.cos(w)]
    return (-2) ** orders[1] * 3 ** orders[0] * torch.exp(-2 * b) * turns[orders[0] % 4](3 * a)


# Each expression with what it means for wave(x, t).
MEANINGS: list[tuple[Any, Any]] = [
    (u(x, t).diff(x), lambda a, b: slopes(a, b, 1, 0)),
    (u(x, t).diff(x, 4, t, 1), lambda a, b: slopes(a, b, 4, 1)),
    (Derivative(u(x, t), t, x, t), lambda a, b: slopes(a, b, 1, 2)),
    (u(x + 1, t).diff(x, 2), lambda a, b: slopes(a + 1, b, 2, 0)),
    (u(x**2, t).diff(x), lambda a, b: 2 * a * slopes(a * a, b, 1, 0)),
    (u(x * t, t).diff(t), lambda a, b: a * slopes(a * b, b, 1, 0) + slopes(a * b, b, 0, 1)),
    (u(x, x).diff(x), lambda a, b: slopes(a, a, 1, 0) + slopes(a, a, 0, 1)),
    (u(t, x).diff(t), lambda a, b: slopes(b, a, 1, 0)),
    (Subs(Derivative(u(x, t), x), x, 2 * t), lambda a, b: slopes(2 * b, b, 1, 0)),
    (Subs(x * Derivative(u(x, t), t), (x, t), (t, x)), lambda a, b: b * slopes(b, a, 0, 1)),
    (u(x, t).diff(x).subs(x, 0), lambda a, b: slopes(0 * a, b, 1, 0)),
    (Derivative(sin(u(x, t)) * x, x), lambda a, b: torch.sin(wave(a, b)) + a * torch.cos(wave(a, b)) * slopes(a, b, 1, 0)),
    (Derivative(u(x, t) ** 2, u(x, t)), lambda a, b: 2 * wave(a, b)),
    (u(u(x, t), t).diff(x), lambda a, b: slopes(wave(a, b), b, 1, 0) * slopes(a, b, 1, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "meaning"), MEANINGS, ids=[str(expr) for expr, _ in MEANINGS])
@pytest.mark.parametrize("key", ["u", u], ids=["name", "class"])
def test_derivatives_by_argument_slots(expr: Any, meaning: Any, key: Any) -> None:
    f = stb.compile(expr, [x, t], functions={key: wave})
    close(f(AT, TIME), meaning(AT, TIME).broadcast_to(AT.shape))
    a, b = (tensor.clone().requires_grad_() for tensor in (AT, TIME))
    wanted = torch.autograd.grad(meaning(a, b).sum(), (a, b), materialize_grads=True)
    for found, expected in zip(f.value_and_grad(AT, TIME)[1], wanted, strict=True):
        close(found, expected)


@pytest.mark.parametrize("expr", [MEANINGS[i][0] for i in (0, 5, 9, 11)], ids=str)
def test_transforms(expr: Any) -> None:
    f = stb.compile(expr + 0 * x * t, [x, t], functions={"u": wave})
    check_transforms(f, AT, TIME, pickled=False)  # a callable of a test cannot be found again
    close(f.derivative(t)(AT, TIME), f.value_and_grad(AT, TIME)[1][1])


HEAT = u(x, t).diff(t) - nu * u(x, t).diff(x, 2)
BURGERS = u(x, t).diff(t) + u(x, t) * u(x, t).diff(x) - nu * u(x, t).diff(x, 2)
EQUATIONS = [
    (HEAT, lambda nu: lambda a, b: torch.exp(-(a**2) / (4 * nu * b)) / torch.sqrt(4 * torch.pi * nu * b)),
    (HEAT, lambda nu: lambda a, b: torch.exp(-nu * 9 * b) * torch.sin(3 * a)),
    (BURGERS, lambda nu: lambda a, b: 1 - torch.tanh((a - b) / (2 * nu))),
]


@pytest.mark.parametrize(("equation", "solution"), EQUATIONS, ids=["heat kernel", "heat mode", "Burgers"])
def test_solutions_have_no_residual(equation: Any, solution: Any) -> None:
    for viscosity in (0.1, 0.5):
        exact = stb.compile(equation, [x, t, nu], functions={"u": solution(viscosity)})
        wrong = stb.compile(equation, [x, t, nu], functions={"u": solution(viscosity * 1.01)})
        assert exact(AT, TIME, viscosity).abs().max() < 1e-12
        assert wrong(AT, TIME, viscosity).abs().max() > 1e-3


def test_taylor_green_vortex() -> None:
    """The decaying vortex solves the equations of Navier and Stokes."""
    viscosity = 0.3

    def decay(b: Tensor) -> Tensor:
        return torch.exp(-2 * viscosity * b)

    flow = {
        "u": lambda a, c, b: torch.cos(a) * torch.sin(c) * decay(b),
        "v": lambda a, c, b: -torch.sin(a) * torch.cos(c) * decay(b),
        "p": lambda a, c, b: -(torch.cos(2 * a) + torch.cos(2 * c)) * decay(b) ** 2 / 4,
    }
    at = (x, y, t)
    U, V, P = u(*at), v(*at), p(*at)

    def momentum(w: Any, along: Any) -> Any:
        advection = U * w.diff(x) + V * w.diff(y)
        return w.diff(t) + advection + P.diff(along) - nu * (w.diff(x, 2) + w.diff(y, 2))

    residuals = [U.diff(x) + V.diff(y), momentum(U, x), momentum(V, y)]
    f = stb.compile(residuals, [x, y, t, nu], functions=flow)
    for residual in f(AT, AT.flip(0) + 0.3, TIME, viscosity):
        assert residual.abs().max() < 1e-13
    assert f(AT, AT.flip(0) + 0.3, TIME, 2 * viscosity)[1].abs().max() > 0.1


class Counted(torch.nn.Module):
    """A small network that counts its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2, 8, dtype=F64), torch.nn.Tanh(), torch.nn.Linear(8, 1, dtype=F64)
        )
        self.calls = 0

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        self.calls += 1
        return self.layers(torch.stack([a, b], dim=-1)).squeeze(-1)


def test_all_derivatives_at_one_point_come_from_one_call() -> None:
    network = Counted()
    f = stb.compile(BURGERS + u(x, t).diff(x, t) + u(x, t).diff(x, 3), [x, t, nu], functions={"u": network})
    f(AT, TIME, 0.1)
    assert network.calls == 1
    g = stb.compile([u(x, t).diff(x, 2), u(x, 0).diff(x), u(x, 0)], [x, t], functions={"u": network})
    g(AT, TIME)
    assert network.calls == 3  # two points


def test_training_reaches_the_parameters() -> None:
    torch.manual_seed(0)
    network = Counted()
    f = stb.compile(HEAT, [x, t, nu], functions={"u": network})
    weight = network.layers[0].weight

    def loss() -> Tensor:
        return (f(AT, TIME, 0.1) ** 2).sum()

    (slope,) = torch.autograd.grad(loss(), weight)
    with torch.no_grad():
        values = []
        for step in (1e-5, -2e-5):
            weight[0, 0] += step
            values.append(loss())
    assert slope[0, 0].item() == pytest.approx(((values[0] - values[1]) / 2e-5).item(), rel=1e-6)


def test_ensembles_of_networks() -> None:
    torch.manual_seed(0)
    network = Counted()
    f = stb.compile(HEAT, [x, t, nu], functions={"u": network})

    class Residual(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self) -> Tensor:
            return f(AT, TIME, 0.1)

    module = Residual()
    members = [{k: w.detach() + i / 10 for k, w in module.named_parameters()} for i in range(3)]
    stacked = {key: torch.stack([member[key] for member in members]) for key in members[0]}
    together = torch.func.vmap(lambda w: torch.func.functional_call(module, w, ()))(stacked)
    close(together, torch.stack([torch.func.functional_call(module, w, ()) for w in members]).detach())


def test_the_callable_sees_broadcast_tensors() -> None:
    shapes = []

    def seen(a: Tensor, b: Tensor) -> Tensor:
        shapes.append((a.shape, b.shape))
        return a * b

    f = stb.compile(u(x, t).diff(x) + u(x, 2), [x, t], functions={"u": seen})
    value = f(torch.ones(3, 1, dtype=F64), torch.arange(4, dtype=F64).reshape(1, 4))
    close(value, (torch.arange(4, dtype=F64) + 2).expand(3, 4))
    assert all(first == second for first, second in shapes)
    stb.compile(u(x, t), functions={"u": seen})(torch.ones(2), torch.ones(3, 1))
    assert shapes[-1] == ((3, 2), (3, 2))


def test_integers_and_numbers() -> None:
    f = stb.compile(u(x).diff(x), functions={"u": torch.sin})
    close(f(torch.tensor([1, 2])).double(), torch.cos(torch.tensor([1.0, 2.0])).double())
    assert f(0.0).item() == 1


def test_a_result_of_another_shape_is_refused() -> None:
    f = stb.compile(u(x, t).diff(x), [x, t], functions={"u": lambda a, b: torch.stack([a, b], dim=-1)})
    with pytest.raises(stb.InputShapeError, match="one value per point"):
        f(AT, TIME)
    g = stb.compile(u(x), functions={"u": lambda a: 1.0})
    with pytest.raises(stb.InputTypeError, match="from the supplied callable"):
        g(AT)


def test_without_a_callable_the_hint_works() -> None:
    expr = 1 + u(x).diff(x)
    with pytest.raises(stb.UnsupportedFunctionError, match="binds it") as caught:
        stb.compile(expr)
    assert caught.value.path == ("Add", "Derivative", "u")
    assert "compile(expr, functions={'u': torch_callable})" in caught.value.hint
    assert stb.compile(expr, functions={"u": torch.exp})(0.0).item() == 2


def test_a_replaced_function_is_differentiated_as_replaced() -> None:
    f = stb.compile(Derivative(y * sin(x), x), [x, y], functions={sin: torch.sinh})
    close(f(AT, TIME), TIME * torch.cosh(AT))


def test_what_sympy_cannot_differentiate_torch_does() -> None:
    unknown = stb.Op(head=Function("w"), lower=lambda a: a**3)
    w = unknown.head
    f = stb.compile(Derivative(w(2 * x) * x, x), [x], ops=[unknown])
    close(f(AT), 32 * AT**3)


def test_orders_have_to_be_numbers() -> None:
    n = sympy.Symbol("n")
    with pytest.raises(stb.UnsupportedFunctionError, match="order of a derivative"):
        stb.compile(Derivative(x**y, (x, n)))


def test_deepcopy_takes_the_network_along() -> None:
    network = Counted()
    f = stb.compile(HEAT, [x, t, nu], functions={"u": network})
    other = copy.deepcopy(f)
    with torch.no_grad():
        network.layers[0].weight.zero_()
    assert f(AT, TIME, 0.1).abs().max() == 0
    assert other(AT, TIME, 0.1).abs().max() > 0


def test_the_heat_equation_in_integral_form() -> None:
    """Convolution with the heat kernel solves the equation, derivatives taken under the integral."""
    kernel = exp(-((x - r) ** 2) / (4 * t)) / sympy.sqrt(4 * sympy.pi * t)
    solution = Integral(kernel * exp(-(r**2)), (r, -sympy.oo, sympy.oo))
    residual = stb.compile(Derivative(solution, t) - Derivative(solution, x, x), [x, t])
    assert residual(AT[:3], TIME[:3]).abs().max() < 1e-11


UNTAKEN = [
    Piecewise((u(x, t).diff(x), x > 0), (u(x, t).diff(t) * sympy.sqrt(-x), True)),
    Piecewise((u(x, t), x > 0), (u(x, t) * sympy.sqrt(-x), True)),
    Piecewise(
        (Piecewise((u(x, t) * sympy.sqrt(x), t > 0.4), (u(t, x) * log(0.5 - t), True)), x > 0),
        (u(x, t), True),
    ),
    Piecewise((u(Piecewise((x, Or(x < -2, log(x) > -9)), (1, True)), t), x > 0), (0, True)),
    Piecewise((Sum(u(x, r) * sympy.sqrt(-x), (r, 1, 3)), x < 0), (0, True)),
    Piecewise((Integral(u(x, r) * sympy.sqrt(-x), (r, 1, 3)), x < 0), (0, True)),
]


@pytest.mark.parametrize("expr", UNTAKEN, ids=str)
@pytest.mark.parametrize("dtype", [torch.float32, F64], ids=str)
def test_an_untaken_branch_poisons_no_parameter(expr: Any, dtype: torch.dtype) -> None:
    """What the branch multiplies the network by is nan where it is not taken."""
    scale = torch.tensor(1.5, dtype=dtype, requires_grad=True)
    f = stb.compile(expr, [x, t], functions={"u": lambda a, b: scale * wave(a, b)})
    value = f(AT.to(dtype), TIME.to(dtype))
    assert value.dtype is dtype
    value.sum().backward()
    assert scale.grad is not None
    torch.testing.assert_close(scale.grad, value.detach().sum() / scale.detach(), rtol=1e-4, atol=1e-5)


def test_derivatives_of_supplied_functions_in_every_entry() -> None:
    """The size of the matrix equals that of the batch: a mistaken axis would give finite numbers."""
    A = sympy.MatrixSymbol("A", 2, 2)
    f = stb.compile(A.applyfunc(Lambda(t, Derivative(u(t, x), t))), [A, x], functions={"u": wave})
    entries = torch.arange(8, dtype=F64).reshape(2, 2, 2) / 8
    close(f(entries, AT[:2]), slopes(entries, AT[:2, None, None], 1, 0))
