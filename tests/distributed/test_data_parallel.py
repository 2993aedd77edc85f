"""DistributedDataParallel and checkpoints: two processes train what one process trains, and store it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy
import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from distributed_runs import PROCESSES, on_two_processes
from torch import Tensor
from torch.distributed.checkpoint.state_dict import get_model_state_dict, set_model_state_dict

import sympy_torch_bridge as stb

pytestmark = pytest.mark.slow

x, a, b, c = sympy.symbols("x a b c")
POINTS = torch.linspace(0, 4, 9, dtype=torch.float64)  # one process gets a point more than the other
VALUES = 3 * torch.exp(-POINTS / 2)
START = {a: 1.0, b: 1.0}


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(a * sympy.exp(-b * x), [x], parameters=START, **options)


def constants(module: stb.SymPyModule) -> dict[str, float]:
    return {name: value.item() for name, value in module.named_constants()}


def adam(module: Any, loss: Any, steps: int = 10) -> None:
    optimizer = torch.optim.Adam(module.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()


def lbfgs(module: Any, loss: Any, shown: Any = lambda value: value) -> None:
    optimizer = torch.optim.LBFGS(module.parameters(), line_search_fn="strong_wolfe", max_iter=40)

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return shown(value.detach())

    optimizer.step(closure)


def whole_loss(module: Any) -> Any:
    return lambda: (module(POINTS) - VALUES).square().mean()


def part_loss(module: Any) -> Any:
    """Return the loss of one process, so that the average over the processes is the mean over all points."""
    own = slice(dist.get_rank(), None, PROCESSES)
    weight = PROCESSES / len(POINTS)
    return lambda: (module(POINTS[own]) - VALUES[own]).square().sum() * weight


def averaged(value: Tensor) -> Tensor:
    dist.all_reduce(value)
    return value / PROCESSES


def data_parallel(folder: str) -> dict[str, Any]:
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.tensor import Shard, distribute_tensor
    from torch.nn.parallel import DistributedDataParallel

    found: dict[str, Any] = {}
    for name, options in (("numbers", {}), ("packed", {"packed": True})):
        module = law(**options)
        parallel = DistributedDataParallel(module)
        adam(parallel, part_loss(parallel))
        found[f"adam, {name}"] = constants(module)
        module = law(**options)
        parallel = DistributedDataParallel(module)
        lbfgs(parallel, part_loss(parallel), averaged)
        found[f"lbfgs, {name}"] = constants(module)

    mesh = init_device_mesh("cpu", (PROCESSES,))
    points, values = (distribute_tensor(t, mesh, [Shard(0)]) for t in (POINTS, VALUES))
    module = law()
    lbfgs(module, lambda: (module(points) - values).square().mean().full_tensor())
    found["lbfgs, shared points"] = constants(module)

    # A branch that is never taken has a gradient of zero, not none.
    dead = sympy.Piecewise((a * x, x < 100), (b * x, True))
    module = stb.SymPyModule(dead, [x], parameters=START)
    parallel = DistributedDataParallel(module)
    adam(parallel, part_loss(parallel), steps=3)
    found["dead branch"] = constants(module)
    bound = stb.SymPyModule(sympy.Piecewise((a * x, x < b), (0, True)), [x], parameters={a: 1.0, b: 2.0})
    for unused in (False, True):
        parallel = DistributedDataParallel(bound, find_unused_parameters=unused)
        try:
            adam(parallel, part_loss(parallel), steps=3)
            found[f"bound, {unused}"] = constants(bound)
        except RuntimeError as error:
            found[f"bound, {unused}"] = str(error)

    # Three constants on two processes: uneven parts of the vector.
    sharded = fully_shard(packed(), mesh=mesh)
    adam(sharded, whole_loss(sharded), steps=5)
    dcp.save(get_model_state_dict(sharded), checkpoint_id=folder)
    found["saved"] = {n: v.full_tensor().item() for n, v in sharded.named_constants()}
    again = fully_shard(packed({a: 9.0, b: 9.0, c: 9.0}), mesh=mesh)
    state = get_model_state_dict(again)
    dcp.load(state, checkpoint_id=folder)
    set_model_state_dict(again, state)
    found["loaded"] = str(again.sympy())
    found["expected"] = str(sharded.sympy())
    return found


def packed(values: Any = None) -> stb.SymPyModule:
    return stb.SymPyModule(
        a * sympy.exp(-b * x) + c, [x], parameters=values or {a: 1.0, b: 1.0, c: 0.5}, packed=True
    )


@cache
def stored() -> tuple[str, list[dict[str, Any]]]:
    folder = tempfile.mkdtemp()
    return folder, on_two_processes(data_parallel, folder)


def each(key: str) -> list[Any]:
    return [results[key] for results in stored()[1]]


@pytest.mark.parametrize("arrangement", ["numbers", "packed"])
def test_adam_takes_the_steps_of_one_process(arrangement: str) -> None:
    module = law()
    adam(module, whole_loss(module))
    for result in each(f"adam, {arrangement}"):
        assert result == pytest.approx(constants(module), rel=1e-12)


@pytest.mark.parametrize("kind", ["numbers", "packed", "shared points"])
def test_lbfgs_with_the_loss_of_all_points(kind: str) -> None:
    first, second = each(f"lbfgs, {kind}")
    assert first == second
    module = law()
    lbfgs(module, whole_loss(module))
    assert first == pytest.approx(constants(module), rel=1e-9)
    assert first == pytest.approx({"a": 3.0, "b": 0.5}, rel=1e-4)


def test_a_branch_that_is_never_taken() -> None:
    first, second = each("dead branch")
    assert first == second
    assert first["a"] != 1.0
    assert first["b"] == 1.0


def test_a_bound_has_no_gradient() -> None:
    for message in each("bound, False"):
        assert "find_unused_parameters=True" in message
    for result in each("bound, True"):
        assert result["a"] != 1.0
        assert result["b"] == 2.0


def test_checkpoint_of_a_sharded_vector_of_uneven_parts() -> None:
    module = packed()
    adam(module, whole_loss(module), steps=5)
    for result in each("saved"):
        assert result == pytest.approx(constants(module), rel=1e-12)
    assert each("loaded") == each("expected")


@pytest.mark.filterwarnings("ignore:torch.distributed is disabled:UserWarning")
def test_a_single_process_reads_the_checkpoint_of_two() -> None:
    module = packed({a: 9.0, b: 9.0, c: 9.0})
    state = get_model_state_dict(module)
    folder = stored()[0]
    assert any(Path(folder).iterdir())
    dcp.load(state, checkpoint_id=folder, no_dist=True)
    set_model_state_dict(module, state)
    assert str(module.sympy()) == each("expected")[0]


@pytest.mark.filterwarnings("ignore:torch.distributed is disabled:UserWarning")
@pytest.mark.parametrize("version", [1, 2])
def test_checkpoints_of_older_formats(version: int, tmp_path: Path) -> None:
    """Torch loads only what has every entry of the module, and drops an entry that the module has not."""
    module = packed()
    state = module.state_dict()
    formula = state["_extra_state"]
    facts, _, found = formula["facts"].partition("\n")
    older = {**formula, "format": version, "facts": facts} | ({"checksum": found} if version == 2 else {})
    dcp.save({**state, "_extra_state": older}, checkpoint_id=tmp_path, no_dist=True)
    again = packed({a: 9.0, b: 9.0, c: 9.0})
    stored = again.state_dict()
    dcp.load(stored, checkpoint_id=tmp_path, no_dist=True)
    assert stored["_extra_state"]["format"] == version
    again.load_state_dict(stored)
    assert str(again.sympy()) == str(module.sympy())
