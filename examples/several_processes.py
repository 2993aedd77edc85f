"""Fit a formula on data that two processes share: the answer is that of one process, up to rounding.

Each process holds half of the points, DistributedDataParallel averages the gradients. Run it with

    python examples/several_processes.py

which starts the two processes on this machine; on several machines ``torchrun`` starts them.
"""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import sympy
import torch
import torch.distributed as dist
from torch import Tensor
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


def process(rank: int, port: int, folder: str) -> None:
    """Fit on every second point."""
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    dist.init_process_group("gloo", rank=rank, world_size=PROCESSES)
    module = model()
    points, values = data()
    fit(DistributedDataParallel(module), points[rank::PROCESSES], values[rank::PROCESSES])
    torch.save(module.state_dict(), Path(folder) / f"{rank}.pt")
    dist.destroy_process_group()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def main() -> None:
    """Compare the fit of two processes with that of one."""
    alone = model()
    fit(alone, *data())
    with tempfile.TemporaryDirectory() as folder:
        spawn(process, args=(free_port(), folder), nprocs=PROCESSES)
        states = [torch.load(Path(folder) / f"{rank}.pt") for rank in range(PROCESSES)]
    print(f"{POINTS} points of 3*exp(-x/2), {STEPS} steps of Adam from a = b = 1")
    print("one process:  ", alone.sympy().evalf(6))
    for name, parameter in alone.named_parameters():
        value = parameter.detach()
        gaps = [float((state[name] - value).abs()) for state in states]
        print(f"{name}: {float(value):.6f}, which the two processes miss by {max(gaps):.0e}")
        assert max(gaps) <= 1e-12 * float(value.abs())
    assert abs(alone(torch.zeros(1, dtype=torch.float64)).item() - 3) < 0.2
    print("two processes: the same formula")


if __name__ == "__main__":
    main()
