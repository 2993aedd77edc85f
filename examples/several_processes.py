"""Fit a formula on data that two processes share: the answer is that of one process, up to rounding.

Each process holds half of the points. Adam fits through DistributedDataParallel, which averages the
gradients; LBFGS, whose line search asks for the loss of all points, on shared tensors (DTensor). Run it with

    python examples/several_processes.py

which starts the two processes on this machine; on several machines ``torchrun`` starts them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import sympy
import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Shard, distribute_tensor
from torch.multiprocessing import spawn
from torch.nn.parallel import DistributedDataParallel

import sympy_torch_bridge as stb

PROCESSES, POINTS, STEPS = 2, 64, 60


def model() -> stb.SymPyModule:
    """Return a*exp(-b*x) with both numbers to be trained."""
    x, a, b = sympy.symbols("x a b")
    return stb.SymPyModule(a * sympy.exp(-b * x), [x], parameters={a: 1.0, b: 1.0}).double()


def data() -> tuple[Tensor, Tensor]:
    """Return points and values of 3*exp(-x/2)."""
    points = torch.linspace(0, 4, POINTS, dtype=torch.float64)
    return points, 3 * torch.exp(-points / 2)


def fit(module: torch.nn.Module, points: Tensor, values: Tensor) -> None:
    """Minimise the mean squared error."""
    optimizer = torch.optim.Adam(module.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (module(points) - values).square().mean().backward()
        optimizer.step()


def fit_by_line_search(module: stb.SymPyModule, points: Tensor, values: Tensor) -> None:
    """Minimise with LBFGS; the loss of shared tensors is that of all points in every process."""
    optimizer = torch.optim.LBFGS(module.parameters(), line_search_fn="strong_wolfe", max_iter=50)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = (module(points) - values).square().mean()
        loss.backward()
        return loss.full_tensor() if isinstance(loss, DTensor) else loss

    optimizer.step(closure)


def process(rank: int, folder: str) -> None:
    """Fit on a part of the points; the processes meet through a file."""
    dist.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=PROCESSES)
    module, exact = model(), model()
    points, values = data()
    fit(DistributedDataParallel(module), points[rank::PROCESSES], values[rank::PROCESSES])
    mesh = init_device_mesh("cpu", (PROCESSES,))
    shared = [distribute_tensor(tensor, mesh, [Shard(0)]) for tensor in (points, values)]
    fit_by_line_search(exact, *shared)
    torch.save([module.state_dict(), exact.state_dict()], Path(folder) / f"{rank}.pt")
    dist.destroy_process_group()


def main() -> None:
    """Compare the fits of two processes with those of one."""
    alone, exact = model(), model()
    fit(alone, *data())
    fit_by_line_search(exact, *data())
    with tempfile.TemporaryDirectory() as folder:
        spawn(process, args=(folder,), nprocs=PROCESSES)
        states = [torch.load(Path(folder) / f"{rank}.pt") for rank in range(PROCESSES)]
    print(f"{POINTS} points of 3*exp(-x/2) from a = b = 1, each process holds {POINTS // PROCESSES}")
    compare(f"{STEPS} steps of Adam", alone, [adam for adam, _ in states], within=1e-12)
    compare("LBFGS on shared tensors", exact, [lbfgs for _, lbfgs in states], within=1e-9)
    torch.testing.assert_close(exact.a, torch.tensor(3.0, dtype=torch.float64), rtol=1e-4, atol=0)
    print("two processes: the same formulas")


def compare(title: str, module: stb.SymPyModule, states: list[dict[str, Tensor]], within: float) -> None:
    """Assert that the constants of each process are those of the module, up to rounding."""
    print(f"{title}, one process: {module.sympy().evalf(6)}")
    for name, parameter in module.named_parameters():
        value = parameter.detach()
        gap = max(float((state[name] - value).abs()) for state in states)
        print(f"  {name}: {float(value):.6f}, which the two processes miss by {gap:.0e}")
        assert gap <= within * float(value.abs())


if __name__ == "__main__":
    main()
