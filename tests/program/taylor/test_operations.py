"""Each operation of torch with a Taylor rule, against nested autograd in double precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch_transforms import close

from sympy_torch_bridge.program.gradients.pointwise import differentiated
from sympy_torch_bridge.program.taylor import Expansion, NoTaylorRule, Plan, propagated

F64 = torch.float64
X = torch.tensor([-1.3, -0.4, 0.2, 0.7, 1.6], dtype=F64)
T = torch.tensor([0.9, 0.35, -0.6, 1.1, 0.5], dtype=F64)
WANTED = [(1, 0), (0, 1), (2, 0), (1, 1), (3, 1), (0, 4)]
W = torch.tensor([[0.3, -0.8], [1.1, 0.4], [-0.7, 0.2]], dtype=F64)
BIAS = torch.tensor([0.1, -0.2, 0.3], dtype=F64)
V = torch.tensor([0.5, -1.2, 0.7], dtype=F64)


def plan_of(orders: list[tuple[int, ...]]) -> Plan:
    return Plan([((1, single),) for single in orders])


def agree(function: Callable[..., Any], wanted: Any = WANTED) -> Expansion:
    """Compare every derivative with nested autograd, and return the expansion."""
    found = propagated(function, plan_of(wanted), [X, T]).result
    close(found.value, function(X, T), rtol=1e-15, atol=1e-15)
    for orders in wanted:
        positions = [0] * orders[0] + [1] * orders[1]
        close(found.full(orders), differentiated(function, positions)(X, T), rtol=1e-11, atol=1e-12)
    return found


def features(a: Any, b: Any) -> Any:
    return functional.linear(torch.stack([a, b], dim=-1), W, BIAS)


ELEMENTWISE: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    # the operation, and what brings its argument into the domain
    **{
        name: (getattr(torch, name), lambda z: z)
        for name in (
            "sin", "cos", "tan", "exp", "sinh", "cosh", "tanh", "asinh", "atan", "erf", "erfc", "expm1",
            "exp2", "square", "sigmoid",
        )
    },
    **{name: (getattr(torch, name), lambda z: z * z + 0.5) for name in ("log", "log1p", "log2", "sqrt", "rsqrt", "reciprocal")},
    **{name: (getattr(torch, name), lambda z: z / 4) for name in ("asin", "acos", "atanh", "erfinv")},
    "acosh": (torch.acosh, lambda z: z * z + 1.5),
    "silu": (functional.silu, lambda z: z),
    "mish": (functional.mish, lambda z: z),
    "gelu": (functional.gelu, lambda z: z),
    "gelu tanh": (lambda z: functional.gelu(z, approximate="tanh"), lambda z: z),
    "softplus": (functional.softplus, lambda z: z),
    "softplus beta": (lambda z: functional.softplus(z, 3.0, 1.5), lambda z: z),
    "logsigmoid": (functional.logsigmoid, lambda z: z),
    "tanhshrink": (functional.tanhshrink, lambda z: z),
    "relu": (torch.relu, lambda z: z),
    "F.relu": (functional.relu, lambda z: z),
    "relu6": (functional.relu6, lambda z: 5 * z),
    "leaky_relu": (lambda z: functional.leaky_relu(z, 0.2), lambda z: z),
    "elu": (functional.elu, lambda z: z),
    "elu alpha": (lambda z: functional.elu(z, 0.4), lambda z: z),
    "selu": (functional.selu, lambda z: z),
    "softsign": (functional.softsign, lambda z: z),
    "hardtanh": (lambda z: functional.hardtanh(z, -0.5, 0.8), lambda z: z),
    "abs": (torch.abs, lambda z: z),
    "method": (lambda z: z.tanh().exp().sin(), lambda z: z),
    "integer power": (lambda z: z**3, lambda z: z),
    "negative power": (lambda z: torch.pow(z, -2), lambda z: z * z + 0.5),
    "rational power": (lambda z: z.pow(1.5), lambda z: z * z + 0.5),
}  # fmt: skip


@pytest.mark.parametrize(("operation", "bring"), ELEMENTWISE.values(), ids=ELEMENTWISE)
def test_elementwise(operation: Callable[[Any], Any], bring: Callable[[Any], Any]) -> None:
    agree(lambda a, b: operation(bring(0.7 * a + a * b - 0.3 * b)))


def test_a_wrong_derivative_would_be_seen() -> None:
    with pytest.raises(AssertionError):
        agree(lambda a, b: torch.tanh(a) if isinstance(a, Expansion) else torch.tanh(a * (1 + 1e-9)) + 0 * b)


ARRANGEMENTS: dict[str, Callable[..., Any]] = {
    "linear": lambda a, b: (torch.tanh(features(a, b)) * V)[..., 1],
    "linear without bias": lambda a, b: functional.linear(torch.sin(features(a, b)), V[None]).squeeze(-1),
    "matmul": lambda a, b: (torch.tanh(torch.stack((a, b), -1) @ W.T) @ V[:, None])[:, 0],
    "torch.matmul": lambda a, b: torch.matmul(torch.sin(torch.stack((a, b), -1)), W.T)[..., 2],
    "cat": lambda a, b: torch.sin(features(*torch.cat([a[:, None], b[:, None]], dim=1).unbind(1)))[..., 0],
    "cat of a constant": lambda a, b: functional.linear(torch.cat([a.unsqueeze(-1), torch.ones(5, 1, dtype=F64)], -1), W)[..., 0] * b,
    "stack of a constant": lambda a, b: functional.linear(torch.stack([a * b, T], -1), W)[..., 1],
    "stack in front": lambda a, b: torch.stack([a, b], 0).sin().transpose(0, 1)[..., 1] * a,
    "chunk": lambda a, b: torch.sub(*torch.stack([a * b, b], -1).chunk(2, -1)).squeeze(-1),
    "split": lambda a, b: torch.stack([a * b, b, a], -1).split([1, 2], -1)[1][..., 1].exp() * b,
    "reshape": lambda a, b: features(a, b).tanh().reshape(-1, 3).select(1, 2).view(5),
    "flatten": lambda a, b: features(a, b).tanh()[..., :1].flatten(),
    "narrow": lambda a, b: features(a, b).tanh().narrow(-1, 1, 1).movedim(-1, 0)[0],
    "residual layer": lambda a, b: (features(a, b) + torch.tanh(features(a, b)))[..., 0],
    "product": lambda a, b: torch.sin(a) * torch.exp(b) * (1 - a) * a,
    "quotient": lambda a, b: (a + 2) / (1 + b * b) + 1 / (2 + a) + b / 3,
    "difference": lambda a, b: 2 - a * b - 1 + torch.sub(a, b, alpha=2) + torch.add(a, b, alpha=3),
    "rsub": lambda a, b: torch.rsub(a, b) * -(a - 1),
    "boundary built in": lambda a, b: a * (1 - a) * torch.tanh(features(a, b))[..., 0] + torch.sin(a),
    "Fourier features": lambda a, b: functional.linear(
        torch.cat([torch.sin(features(a, b)), torch.cos(features(a, b))], -1), torch.cat([V, V])[None]
    ).squeeze(-1),
    "dropout in evaluation": lambda a, b: functional.dropout(torch.sin(a * b), 0.5, training=False),
    "one argument": lambda a, b: torch.sin(b),
    "broadcast": lambda a, b: torch.broadcast_tensors(a, a[:1] * 0 + b)[1] * a,
    "a batch of constants": lambda a, b: (T - a) * b + X,
    "dtype": lambda a, b: (a * b).to(F64).double().clone().contiguous(),
}  # fmt: skip


@pytest.mark.parametrize("function", ARRANGEMENTS.values(), ids=ARRANGEMENTS)
def test_arrangements(function: Callable[..., Any]) -> None:
    agree(function)


SUMS = {
    "Laplacian": ((1, (2, 0)), (1, (0, 2))),
    "weighted": ((2, (2, 0)), (-0.75, (1, 1)), (0.5, (0, 2))),
    "biharmonic": ((1, (4, 0)), (2, (2, 2)), (1, (0, 4))),
    "third order": ((1, (3, 0)), (-3, (1, 2))),
    "heat": ((1, (0, 1)), (-0.25, (2, 0))),
    "several orders": ((1, (0, 3)), (0.5, (1, 2)), (-2, (2, 0)), (1, (0, 1))),
}


@pytest.mark.parametrize("terms", SUMS.values(), ids=SUMS)
@pytest.mark.parametrize(
    "name", ["linear", "product", "quotient", "residual layer", "cat of a constant", "boundary built in"]
)
def test_sums_of_derivatives_are_carried_as_one(terms: Any, name: str) -> None:
    function = ARRANGEMENTS[name]
    plan = Plan([terms, ((1, (1, 0)),)])
    single = propagated(function, plan_of([orders for _, orders in terms]), [X, T]).result
    expected = sum(factor * single.full(orders) for factor, orders in terms)
    close(propagated(function, plan, [X, T]).result.combined(terms), expected, rtol=1e-11, atol=1e-12)
    assert len(plan.orders) < len(single.plan.orders)


def test_high_orders() -> None:
    agree(lambda a, b: torch.tanh(features(a, b))[..., 0] * torch.sin(a), [(6, 0), (3, 3)])


def test_no_points_and_one_point() -> None:
    for a, b in ((X[:0], T[:0]), (X[0], T[0])):
        found = propagated(lambda p, q: torch.sin(p) * q, plan_of([(2, 1)]), [a, b]).result
        close(found.full((2, 1)), -torch.sin(a))


def inside_no_grad(a: Any, b: Any) -> Any:
    with torch.no_grad():
        scale = torch.sin(a)
    return scale * b


class Reversed(torch.autograd.Function):
    """A gradient that is not that of the value."""

    @staticmethod
    def forward(ctx: Any, a: Any) -> Any:
        return torch.sin(a)

    @staticmethod
    def backward(ctx: Any, cotangent: Any) -> Any:
        return -cotangent


REFUSED: dict[str, Callable[..., Any]] = {
    "no rule": lambda a, b: torch.round(a) + b,
    "a sum over points": lambda a, b: a - a.mean() + b,
    "detach": lambda a, b: a.detach() * b,
    "in place": lambda a, b: torch.relu_(a * b),
    "dropout": lambda a, b: functional.dropout(a * b, 0.5),
    "a tensor of exponents": lambda a, b: a**b,
    "no_grad": inside_no_grad,
    "a Function of the user's": lambda a, b: Reversed.apply(a) * b,
    "a constant": lambda a, b: torch.ones(5, dtype=F64),
    "a comparison": lambda a, b: (a == 0) * b,
    "another comparison": lambda a, b: (a != 0) * b,
    "a truth value": lambda a, b: a if a[0] else b,
}


@pytest.mark.parametrize("function", REFUSED.values(), ids=REFUSED)
def test_what_has_no_rule_ends_the_attempt(function: Callable[..., Any]) -> None:
    with pytest.raises(NoTaylorRule):
        propagated(function, plan_of([(2, 0)]), [X, T])


def test_in_place_operators_end_the_attempt() -> None:
    def function(a: Any, b: Any) -> Any:
        c = a * b
        c += 1
        return c

    with pytest.raises(NoTaylorRule):
        propagated(function, plan_of([(1, 0)]), [X, T])


def test_requires_grad_cannot_be_set() -> None:
    def function(a: Any, b: Any) -> Any:
        a.requires_grad = True
        return a * b

    with pytest.raises(NoTaylorRule):
        propagated(function, plan_of([(1, 0)]), [X, T])


KINKS: dict[str, tuple[Callable[..., Any], dict[tuple[int, int], bool]]] = {
    # which derivatives leave out a kink
    "relu": (lambda a, b: torch.relu(a + b), {(1, 0): False, (2, 0): True, (1, 1): True}),
    "relu of one argument": (lambda a, b: torch.relu(a) * b**2, {(1, 2): False, (2, 0): True, (0, 2): False}),
    "relu cubed": (lambda a, b: torch.relu(a + b) ** 3, {(3, 0): False, (2, 2): True}),
    "tanh of relu": (lambda a, b: torch.tanh(torch.relu(a) + b), {(1, 1): False, (2, 0): True}),
    "elu": (lambda a, b: functional.elu(a) + b, {(2, 0): False, (3, 0): True}),
    "elu with another slope": (lambda a, b: functional.elu(a, 0.5) + b, {(2, 0): True}),
    "softsign": (lambda a, b: functional.softsign(a) * b, {(2, 1): False, (3, 0): True}),
    "abs": (lambda a, b: torch.abs(a) + b, {(1, 1): False, (2, 0): True}),
    "smooth": (lambda a, b: torch.tanh(a * b), {(4, 0): False}),
}


@pytest.mark.parametrize(("function", "expected"), KINKS.values(), ids=KINKS)
def test_kinks_are_found_where_they_matter(function: Callable[..., Any], expected: Any) -> None:
    found = propagated(function, plan_of(list(expected)), [X, T]).kinks
    assert {orders for orders, _ in found} == {orders for orders, is_kinked in expected.items() if is_kinked}


def test_networks_of_layers() -> None:
    torch.manual_seed(0)
    for activation in (
        nn.Tanh(),
        nn.Sigmoid(),
        nn.SiLU(),
        nn.GELU(),
        nn.Softplus(2.0),
        nn.Mish(),
        nn.LogSigmoid(),
    ):
        net = nn.Sequential(
            nn.Linear(2, 5),
            activation,
            nn.Sequential(nn.Linear(5, 5), activation, nn.Identity()),
            nn.Linear(5, 1),
        ).double()
        agree(lambda a, b, net=net: net(torch.stack([a, b], -1)).squeeze(-1))


def test_far_tails_stay_finite() -> None:
    far = torch.tensor([-800.0, -40.0, 40.0, 800.0], dtype=F64)
    for operation in (
        torch.tanh,
        torch.sigmoid,
        functional.silu,
        functional.mish,
        functional.softplus,
        functional.logsigmoid,
        functional.gelu,
    ):
        found = propagated(operation, plan_of([(3,)]), [far]).result
        wanted = differentiated(operation, [0])(far)
        close(found.full((1,)), wanted, rtol=1e-12, atol=1e-13)
        assert all(found.full((k,)).isfinite().all() for k in range(4)), operation


def test_memory_of_constant_derivatives() -> None:
    """The derivative of the first layer is a row of its weights, not one row for each point."""
    found = propagated(features, plan_of([(1, 0), (2, 0)]), [X, T]).result
    assert found.parts[1, 0].shape == (1, 3)
    assert (2, 0) not in found.parts
    assert isinstance(found.full((2, 0)), Tensor)


def test_kinks_of_sums_are_found_by_the_arguments_they_come_from() -> None:
    """A part that is a sum has the key of one term: relu of t has no kink in what is derived by t once."""
    heat = ((1, (0, 1)), (-0.5, (2, 0)))
    for function, expected in (
        (lambda a, b: torch.relu(b) + a, []),
        (lambda a, b: torch.relu(a) + b, [(2, 0)]),
        (lambda a, b: torch.relu(a + b), [(2, 0)]),
    ):
        assert [orders for orders, _ in propagated(function, Plan([heat]), [X, T]).kinks] == expected


@pytest.mark.parametrize("affine", [True, False])
def test_batch_norm_in_evaluation(affine: bool) -> None:
    norm = nn.BatchNorm1d(3, affine=affine).double()
    for _ in range(3):
        norm(features(X, T) ** 2)
    if affine:
        torch.nn.init.uniform_(norm.weight)
        torch.nn.init.uniform_(norm.bias)
    norm.eval()
    agree(lambda a, b: torch.tanh(norm(features(a, b)))[:, 1])


def test_batch_norm_of_images() -> None:
    mean, var = torch.tensor([0.5, -1.0], dtype=F64), torch.tensor([2.0, 0.3], dtype=F64)

    def normed(a: Any, b: Any) -> Any:
        channels = torch.stack([a * b, a + b], dim=-1).reshape(5, 2, 1, 1) ** 2
        return functional.batch_norm(channels, mean, var)[:, 1, 0, 0]

    agree(normed)


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda a, b: functional.batch_norm(features(a, b), None, None, training=True), NoTaylorRule),
        (lambda a, b: functional.batch_norm(features(a, b), V[:1], V[:1]), RuntimeError),
    ],
)
def test_batch_norm_without_a_rule(function: Callable[..., Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        propagated(function, plan_of(WANTED), [X, T])
