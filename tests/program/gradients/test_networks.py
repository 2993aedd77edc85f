"""Networks as undefined functions: how they are called and differentiated."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from layered_networks import mlp
from sympy import Function
from torch import Tensor, nn
from torch_transforms import check_compiled, check_transforms, close

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.taylor import propagate

F64 = torch.float64
x, y, t, nu = sympy.symbols("x y t nu")
u, v, p = Function("u"), Function("v"), Function("p")
AT = torch.linspace(-1, 1, 6, dtype=F64)
TIME = torch.linspace(0.2, 0.7, 6, dtype=F64)
BURGERS = u(x, t).diff(t) + u(x, t) * u(x, t).diff(x) - u(x, t).diff(x, 2) / 7
THIRD = u(x, t).diff(x, 3) + u(x, t).diff(x, t) + u(x, t)


class Ways:
    """Counts how often a function was run on expansions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from sympy_torch_bridge.program.gradients import jet

        self.taylor = 0

        def counted(*args: Any) -> Any:
            result = propagate.propagated(*args)
            self.taylor += 1
            return result

        monkeypatch.setattr(jet, "propagated", counted)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Ways:
    return Ways(monkeypatch)


@pytest.mark.parametrize("equation", [BURGERS, THIRD], ids=["Burgers", "third order"])
@pytest.mark.parametrize("activation", [nn.Tanh, nn.SiLU, nn.GELU], ids=lambda a: a.__name__)
def test_both_ways_agree_with_gradients_of_parameters(equation: Any, activation: type[nn.Module]) -> None:
    net = mlp(activation=activation)
    found = []
    for way in ("taylor", "autograd"):
        f = stb.compile(equation, [x, t], functions={"u": stb.Network(net, derivatives=way)})
        value = f(AT, TIME)
        found.append(
            (
                value,
                *torch.autograd.grad(value.square().sum(), list(net.parameters()), materialize_grads=True),
            )
        )
    close(found[0], found[1], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("equation", [BURGERS, THIRD], ids=["Burgers", "third order"])
def test_transforms_of_the_taylor_way(equation: Any, ways: Ways) -> None:
    net = mlp()

    def of_any_dtype(a: Tensor, b: Tensor) -> Tensor:
        weights = {name: w.to(a.dtype) for name, w in net.named_parameters()}
        hidden = torch.stack([a, b], -1)
        for layer in (0, 2):
            hidden = torch.tanh(
                nn.functional.linear(hidden, weights[f"{layer}.weight"], weights[f"{layer}.bias"])
            )
        return nn.functional.linear(hidden, weights["4.weight"], weights["4.bias"]).squeeze(-1)

    check_transforms(stb.compile(equation, [x, t], functions={"u": of_any_dtype}), AT, TIME, pickled=False)
    assert ways.taylor > 10
    f = stb.compile(equation, [x, t], functions={"u": net})
    close(pickle.loads(pickle.dumps(f))(AT, TIME), f(AT, TIME), rtol=0, atol=0)
    close(of_any_dtype(AT, TIME), net(torch.stack([AT, TIME], -1)).squeeze(-1))


@pytest.mark.slow
def test_dynamo_follows_the_layers_and_leaves_other_code_to_backward_passes() -> None:
    def residual_layers(a: Tensor, b: Tensor) -> Tensor:
        return torch.tanh(torch.stack((a, b), -1)).sum(-1) * torch.sin(a)

    for function in (mlp(), mlp(activation=nn.CELU), residual_layers):
        check_compiled(stb.compile(BURGERS, [x, t], functions={"u": function}), AT, TIME)


@pytest.mark.parametrize(
    "given",
    [lambda net: net, stb.Network, lambda net: nn.Sequential(net)],
    ids=["module", "Network", "in a chain"],
)
def test_a_network_that_torch_compiles(given: Any) -> None:
    """What torch.compile returns takes any arguments, and hides the layers."""
    net = mlp()
    faster = stb.compile(BURGERS, [x, t], functions={"u": given(torch.compile(net, backend="eager"))})
    close(faster(AT, TIME), stb.compile(BURGERS, [x, t], functions={"u": net})(AT, TIME))
    with pytest.raises(stb.InputShapeError, match="takes 2 numbers a point"):
        stb.compile(u(x), [x], functions={"u": torch.compile(net, backend="eager")})


def test_ensembles_of_the_taylor_way(ways: Ways) -> None:
    net = mlp()
    module = stb.SymPyModule(BURGERS, [x, t], functions={"u": net})
    members = [{k: w.detach() + i / 10 for k, w in module.named_parameters()} for i in range(3)]
    stacked = {key: torch.stack([member[key] for member in members]) for key in members[0]}
    together = torch.func.vmap(lambda w: torch.func.functional_call(module, w, (AT, TIME)))(stacked)
    close(
        together, torch.stack([torch.func.functional_call(module, w, (AT, TIME)) for w in members]).detach()
    )
    assert ways.taylor == 4


def test_the_way_is_chosen_by_its_cost(ways: Ways) -> None:
    """Three slopes are one backward pass, but three parts of an expansion; their sum is one part."""
    slopes = [u(x, y, t).diff(z) for z in (x, y, t)]
    stb.compile(slopes, [x, y, t], functions={"u": mlp(3)})(AT, AT, TIME)
    assert ways.taylor == 0
    stb.compile(slopes, [x, y, t], functions={"u": stb.Network(mlp(3), derivatives="taylor")})(AT, AT, TIME)
    assert ways.taylor == 1
    stb.compile([*slopes, u(x, y, t).diff(x, 4)], [x, y, t], functions={"u": mlp(3)})(AT, AT, TIME)
    assert ways.taylor == 2
    stb.compile(sum(slopes), [x, y, t], functions={"u": mlp(3)})(AT, AT, TIME)
    assert ways.taylor == 3


class Modes(nn.Module):
    """Has a Taylor rule in evaluation alone."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = mlp()

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        value = self.layers(torch.stack([a, b], -1)).squeeze(-1)
        return torch.lerp(value, value, 0.5) if self.training else value


def test_a_function_without_a_rule_falls_back(ways: Ways) -> None:
    module = Modes()
    f = stb.compile(BURGERS, [x, t], functions={"u": module})
    expected = stb.compile(BURGERS, [x, t], functions={"u": module.layers})(AT, TIME)
    taylor = ways.taylor
    close(f(AT, TIME), expected)
    close(f(AT, TIME), expected)
    assert ways.taylor == taylor
    module.eval()
    close(f(AT, TIME), expected)
    assert ways.taylor == taylor + 1
    strict = stb.compile(BURGERS, [x, t], functions={"u": stb.Network(module.train(), derivatives="taylor")})
    with pytest.raises(stb.UnsupportedFunctionError, match="lerp in the callable for 'u'") as caught:
        strict(AT, TIME)
    assert caught.value.path == ("u", "lerp")


class Backwards(torch.autograd.Function):
    """Whose gradient is not that of its value; autograd's word counts."""

    generate_vmap_rule = True

    @staticmethod
    def forward(a: Any) -> Any:
        return torch.sin(a)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, cotangent: Any) -> Any:
        return 3 * cotangent * torch.cos(ctx.saved_tensors[0])


@pytest.mark.parametrize("is_recording", [True, False])
def test_gradients_of_the_users_own_are_kept(is_recording: bool) -> None:
    f = stb.compile(u(x).diff(x), [x], functions={"u": lambda a: Backwards.apply(a)})
    with torch.set_grad_enabled(is_recording):
        close(f(AT).detach(), 3 * torch.cos(AT))


def test_without_recording(ways: Ways) -> None:
    f = stb.compile(BURGERS, [x, t], functions={"u": mlp()})
    with torch.no_grad():
        values = [f(AT, TIME), f(AT, TIME)]
    assert not any(value.requires_grad for value in values)
    close(values[0], values[1], rtol=0, atol=0)
    close(f(AT, TIME).detach(), values[0], rtol=0, atol=0)
    assert ways.taylor == 3


SYSTEM = [
    u(x, y).diff(x) + v(x, y).diff(y),
    u(x, y) * u(x, y).diff(x) + p(x, y).diff(x) - u(x, y).diff(x, 2) - u(x, y).diff(y, 2),
    v(x, 0) - p(0, y),
]


@pytest.mark.parametrize("way", ["auto", "taylor", "autograd"])
@pytest.mark.parametrize("keys", [("u", "v", "p"), (u, v, p)], ids=["names", "classes"])
def test_one_network_for_several_functions(way: str, keys: Any) -> None:
    net = mlp(outputs=3)
    f = stb.compile(SYSTEM, [x, y], functions={keys: stb.Network(net, derivatives=way)})
    parts = {name: (lambda a, b, i=i: net(torch.stack([a, b], -1))[..., i]) for i, name in enumerate("uvp")}
    close(f(AT, TIME), stb.compile(SYSTEM, [x, y], functions=parts)(AT, TIME))
    order = stb.compile(SYSTEM, [x, y], functions={("v", "u", "p"): net})(AT, TIME)
    assert not torch.allclose(order[0], f(AT, TIME)[0])


def test_several_functions_come_from_one_call() -> None:
    calls = []

    def flow(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        calls.append(1)
        return torch.sin(a) * b, torch.cos(b) * a

    f = stb.compile([u(x, y).diff(x, 2) + v(x, y).diff(y), v(x, y)], [x, y], functions={("u", "v"): flow})
    first, second = f(AT, TIME)
    close(first, -torch.sin(AT) * TIME - torch.sin(TIME) * AT)
    close(second, torch.cos(TIME) * AT)
    assert calls == [1]
    assert copy.deepcopy(f)(AT, TIME)[1].equal(second)


def test_modules_are_called_as_they_take_their_arguments() -> None:
    class Stacked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = mlp()

        def forward(self, points: Tensor) -> Tensor:
            return self.layers(points)

    class Separate(Stacked):
        def forward(self, a: Tensor, b: Tensor) -> Tensor:  # type: ignore[override]
            return self.layers(torch.stack([a, b], -1)).squeeze(-1)

    results = [
        stb.compile(BURGERS, [x, t], functions={"u": network})(AT[:, None], TIME)
        for network in (mlp(), Stacked(), Separate(), stb.Network(lambda z: mlp()(z), inputs="stacked"))
    ]
    assert results[0].shape == (6, 6)
    for result in results[1:]:
        close(result, results[0])
    one = stb.compile(u(x).diff(x, 2), functions={"u": mlp(1)})
    close(one(AT), stb.compile(u(x).diff(x, 2), functions={"u": lambda a: mlp(1)(a[:, None])[:, 0]})(AT))
    linear = stb.compile(u(x, t).diff(x), [x, t], functions={"u": nn.Linear(2, 1).double()})
    assert linear(AT, TIME).unique().numel() == 1


def test_a_parameter_of_the_equation_is_found() -> None:
    """The viscosity of a heat equation, from a solution that is known."""
    decaying = stb.Network(lambda a, b: torch.exp(-0.3 * 4 * b) * torch.sin(2 * a))
    heat = u(x, t).diff(t) - nu * u(x, t).diff(x, 2)
    module = stb.SymPyModule(heat, [x, t], parameters={nu: 1.0}, functions={"u": decaying})
    optimizer = torch.optim.LBFGS(module.parameters(), line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss: Tensor = module(AT, TIME).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    assert module.nu.item() == pytest.approx(0.3, abs=1e-8)
    as_input = stb.compile(heat, [x, t, nu], functions={"u": decaying})
    assert as_input(AT, TIME, 0.3).abs().max() < 1e-14
    viscosity = torch.tensor(0.5, dtype=F64, requires_grad=True)
    as_input(AT, TIME, viscosity).sum().backward()
    assert viscosity.grad is not None


def test_networks_of_a_module_are_trained_with_it() -> None:
    module = stb.SymPyModule(SYSTEM, [x, y], functions={("u", "v", "p"): stb.Network(mlp(outputs=3))})
    assert {name.split(".")[0] for name, _ in module.named_parameters()} == {"function_u_v_p"}
    assert module.to(torch.float32)(AT.float(), TIME.float())[0].dtype == torch.float32
