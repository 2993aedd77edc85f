"""DTensors: each process holds a part of the batch, values and gradients are those of one process.

All cases run in one pair of processes, which takes seconds to start; each case is a test of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import sympy
import torch
from distributed_runs import PROCESSES, on_two_processes
from torch import Tensor

import sympy_torch_bridge as stb

pytestmark = pytest.mark.slow

x, y, a = sympy.symbols("x y a")
k = sympy.Symbol("k", positive=True)
v, M = sympy.MatrixSymbol("v", 3, 1), sympy.MatrixSymbol("M", 3, 3)
EVEN = torch.linspace(0.1, 4, 8, dtype=torch.float64)
UNEVEN = torch.linspace(0.1, 4, 9, dtype=torch.float64)
VECTORS = torch.linspace(-1, 2, 15, dtype=torch.float64).reshape(5, 3, 1)
MATRICES = (
    torch.eye(3, dtype=torch.float64) + 0.1 * torch.arange(45.0, dtype=torch.float64).reshape(5, 3, 3).sin()
)

FORMULAS: dict[str, tuple[Any, Tensor]] = {
    "polynomial": (3 * x**2 - x / 3, UNEVEN),
    "branches": (sympy.Piecewise((x**2, x > 1), (sympy.sqrt(x), True)), UNEVEN),
    "constant branches": (sympy.Piecewise((1, x > 1), (0, True)), UNEVEN),
    "column of numbers": (sympy.ImmutableMatrix([[1.5, 2.5, 3.5]]) * v, VECTORS),
    "matrix of numbers": (sympy.ImmutableMatrix(3, 3, range(1, 10)) * v, VECTORS),
    "matrix output": (sympy.Matrix([x, 2.5 * x]), UNEVEN),
    "trace": (sympy.Trace(M * M), MATRICES),
    "inverse": (M.inv(), MATRICES),
    "on scipy": (sympy.besselj(0, x) + sympy.Si(x), UNEVEN),
    "number by number": (sympy.zeta(x + 2), UNEVEN),
    "series": (sympy.gamma(x) * sympy.besselk(1, x), EVEN),
}  # fmt: skip


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(a * sympy.exp(-k * x), [x], **{"parameters": {a: 1.0, k: 1.0}, **options})


MODULES: dict[str, dict[str, Any]] = {
    "numbers": {"constraints": "none"},
    "constrained": {},
    "packed": {"packed": True, "constraints": "none"},
    "packed and constrained": {"packed": True},
}


def trained(module: Any, points: Tensor, call: Any = None) -> dict[str, Tensor]:
    """Take five steps towards 3*exp(-x/2), and return the constants."""
    optimizer = torch.optim.Adam(module.parameters(), lr=0.1)
    for _ in range(5):
        optimizer.zero_grad()
        ((call or module)(points) - 3 * torch.exp(-points / 2)).square().mean().backward()
        optimizer.step()
    return {name: whole(value) for name, value in module.named_constants()}


def whole(value: Tensor) -> Tensor:
    return getattr(value, "full_tensor", lambda: value)().detach().clone()


def everything() -> dict[Any, Any]:
    """Run all cases; an error is what its test finds instead of a value."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.tensor import Replicate, Shard, distribute_module, distribute_tensor
    from torch.distributed.tensor.experimental import implicit_replication

    mesh = init_device_mesh("cpu", (PROCESSES,))
    found: dict[Any, Any] = {}

    def case(*key: Any, run: Any) -> None:
        try:
            found[key] = run()
        except Exception as error:
            found[key] = f"{type(error).__name__}: {error}"

    def shared(points: Tensor, **options: Any) -> Tensor:
        return distribute_tensor(points, mesh, [Shard(0)]).requires_grad_(**options)

    def facts(output: Tensor) -> tuple[Tensor, str]:
        return whole(output), str(output.placements)

    def slope(f: Any, points: Tensor) -> tuple[Tensor, str]:
        d = shared(points)
        return facts(torch.autograd.grad(f(d).sum(), d)[0])

    for name, (expr, points) in FORMULAS.items():
        f = stb.compile(expr)
        case("value", name, run=lambda f=f, p=points: facts(f(shared(p, requires_grad=False))))
        if f(points[:1].clone().requires_grad_()).requires_grad:
            case("slope", name, run=lambda f=f, p=points: slope(f, p))
    for backend in ("fused", "auto"):
        f = stb.compile(FORMULAS["polynomial"][0], backend=backend)
        case(
            "backend", backend, run=lambda f=f: (f.explain(shared(UNEVEN)).reason, *facts(f(shared(UNEVEN))))
        )

    for name, options in MODULES.items():
        for size, points in (("even", EVEN), ("uneven", UNEVEN)):
            case(
                "plain",
                name,
                size,
                run=lambda o=options, p=points: trained(law(**o), shared(p, requires_grad=False)),
            )
            case(
                "local", name, size,
                run=lambda o=options, p=points: trained(m := law(**o), shared(p, requires_grad=False), m.map_local),
            )  # fmt: skip
        distributed = lambda o=options: distribute_module(law(**o), mesh)  # noqa: E731
        case(
            "distributed",
            name,
            "uneven",
            run=lambda d=distributed: trained(d(), shared(UNEVEN, requires_grad=False)),
        )
        case(
            "distributed, local", name, "uneven",
            run=lambda d=distributed: trained(m := d(), shared(UNEVEN, requires_grad=False), m.map_local),
        )  # fmt: skip
    case("formula", run=lambda: str(distribute_module(law(packed=True), mesh).sympy()))
    cut = lambda: fully_shard(law(packed=True), mesh=mesh)  # noqa: E731
    case("formula of a sharded vector", run=lambda: str(cut().sympy()))
    case("sharded", "packed", run=lambda: trained(fully_shard(law(**MODULES["packed"]), mesh=mesh), UNEVEN))
    case(
        "sharded", "packed and constrained",
        run=lambda: trained(fully_shard(law(**MODULES["packed and constrained"]), mesh=mesh), UNEVEN),
    )  # fmt: skip
    case("sharded numbers", run=lambda: fully_shard(law(), mesh=mesh))

    outer = stb.SymPyModule(a * sympy.sin(x * y), [x, y], parameters={a: 2.0})
    grid = shared(EVEN.reshape(8, 1), requires_grad=False)
    row = distribute_tensor(UNEVEN, mesh, [Replicate()])
    case("broadcast", run=lambda: whole(outer.map_local(grid, row)))
    case("number", run=lambda: whole(outer.map_local(grid, 0.5)))

    def slope_of_number(call: Any) -> Tensor:
        number = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
        call(shared(UNEVEN, requires_grad=False), number).sum().backward()
        return number.grad

    case("slope of a number", "call", run=lambda: slope_of_number(stb.compile(sympy.sin(x * y))))
    case("slope of a number", "local", run=lambda: slope_of_number(outer.map_local))
    product = stb.compile(x * y)
    case("mixed", run=lambda: product(shared(UNEVEN), UNEVEN))
    case("mixed, shared module", run=lambda: distribute_module(law(), mesh)(UNEVEN))
    case("mixed, local", run=lambda: outer.map_local(shared(UNEVEN), UNEVEN))

    def implicit() -> Tensor:
        with implicit_replication():
            return whole(product(shared(UNEVEN), UNEVEN))

    case("implicit", run=implicit)
    mean = stb.SymPyModule(sympy.Function("u")(x) * a, [x], parameters={a: 1.0}, functions={"u": torch.sin})
    case("local, function", run=lambda: mean.map_local(shared(UNEVEN)))
    matrix = stb.SymPyModule(a * sympy.Trace(M), [M], parameters={a: 1.0})
    case("local, matrix", run=lambda: matrix.map_local(shared(MATRICES)))
    case(
        "local, pair",
        run=lambda: [whole(v) for v in stb.SymPyModule([x, 2 * x], [x]).map_local(shared(UNEVEN))],
    )
    return found


@cache
def found() -> list[dict[Any, Any]]:
    return on_two_processes(everything)


def each(*key: Any) -> list[Any]:
    return [results[key] for results in found()]


def assert_close(results: list[Any], expected: Tensor) -> None:
    for result in results:
        assert isinstance(result, Tensor), result
        torch.testing.assert_close(result, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", FORMULAS)
def test_value(name: str) -> None:
    expr, points = FORMULAS[name]
    results = each("value", name)
    assert not isinstance(results[0], str), results[0]
    assert_close([value for value, _ in results], stb.compile(expr)(points))
    if expr.has(x):  # torch brings whole matrices together for a trace and an inverse
        assert results[0][1] == "(Shard(dim=0),)"


@pytest.mark.parametrize("name", sorted(FORMULAS.keys() - {"constant branches"}))
def test_slope(name: str) -> None:
    expr, points = FORMULAS[name]
    results = each("slope", name)
    assert not isinstance(results[0], str), results[0]
    own = points.clone().requires_grad_()
    assert_close([value for value, _ in results], torch.autograd.grad(stb.compile(expr)(own).sum(), own)[0])


@pytest.mark.parametrize("backend", ["fused", "auto"])
def test_other_backends_take_the_plain_path(backend: str) -> None:
    for result in each("backend", backend):
        assert result[0] == "an input is a DTensor", result
        assert_close([result[1]], stb.compile(FORMULAS["polynomial"][0])(UNEVEN))


@pytest.mark.parametrize("size", ["even", "uneven"])
@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("kind", ["plain", "local", "distributed", "distributed, local"])
def test_training(kind: str, name: str, size: str) -> None:
    if kind.startswith("distributed"):
        size = "uneven"
    expected = trained(law(**MODULES[name]), EVEN if size == "even" else UNEVEN)
    for result in each(kind, name, size):
        assert isinstance(result, dict), result
        for constant, value in expected.items():
            torch.testing.assert_close(result[constant], value, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", ["packed", "packed and constrained"])
def test_training_of_a_sharded_vector(name: str) -> None:
    expected = trained(law(**MODULES[name]), UNEVEN)
    for result in each("sharded", name):
        assert isinstance(result, dict), result
        for constant, value in expected.items():
            torch.testing.assert_close(result[constant], value, rtol=1e-12, atol=0)


@pytest.mark.parametrize("key", ["formula", "formula of a sharded vector"])
def test_formula(key: str) -> None:
    assert each(key) == ["1.0*exp(-1.0*x)"] * PROCESSES


def test_sharding_of_numbers_is_refused_by_torch() -> None:
    assert "doesn't support scalar parameters" in each("sharded numbers")[0]


def test_shapes_that_broadcast() -> None:
    assert_close(each("broadcast"), 2 * torch.sin(EVEN.reshape(8, 1) * UNEVEN))
    assert_close(each("number"), 2 * torch.sin(EVEN.reshape(8, 1) * 0.5))


@pytest.mark.parametrize(("kind", "factor"), [("call", 1), ("local", 2)])
def test_slope_of_a_plain_number_is_summed(kind: str, factor: int) -> None:
    assert_close(each("slope of a number", kind), factor * (UNEVEN * torch.cos(UNEVEN * 0.5)).sum())


@pytest.mark.parametrize("key", ["mixed", "mixed, shared module", "mixed, local"])
def test_plain_tensor_beside_a_shared_one(key: str) -> None:
    message = each(key)[0]
    assert message.startswith("InputTypeError")
    assert "a plain tensor beside one that several processes share" in message
    assert "distribute_tensor(tensor, mesh" in message


def test_implicit_replication_is_respected() -> None:
    assert_close(each("implicit"), UNEVEN**2)


@pytest.mark.parametrize(("key", "name"), [("function", "u"), ("matrix", "M")])
def test_local_evaluation_of_what_is_not_pointwise(key: str, name: str) -> None:
    message = each(f"local, {key}")[0]
    assert message.startswith("OptionError")
    assert f"{name} may need the points of other processes" in message


def test_local_evaluation_of_a_list() -> None:
    for first, second in each("local, pair"):
        assert_close([first], UNEVEN)
        assert_close([second], 2 * UNEVEN)


def test_local_evaluation_without_a_shared_tensor() -> None:
    with pytest.raises(stb.BridgeError, match="no tensor that several processes share"):
        law().map_local(UNEVEN)
