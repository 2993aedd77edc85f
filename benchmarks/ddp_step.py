"""Time and memory of a DistributedDataParallel step: a formula against the module written by hand.

    python benchmarks/ddp_step.py [points per process]

Two processes on this machine, gloo. The two modules take turns; medians of the steps. The peak of memory is
that of the tensors of a step, counted by a dispatch mode over all operations.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time

import sympy
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.multiprocessing import spawn
from torch.nn.parallel import DistributedDataParallel
from torch.profiler import ProfilerActivity, profile

import sympy_torch_bridge as stb

PROCESSES, ROUNDS = 2, 60


class ByHand(nn.Module):
    """a*exp(-b*x)*sin(w*x + p) + c, as one writes it in torch."""

    def __init__(self) -> None:
        super().__init__()
        for name, value in {"a": 1.0, "b": 0.5, "w": 2.0, "p": 0.1, "c": 0.2}.items():
            self.register_parameter(name, nn.Parameter(torch.tensor(value, dtype=torch.float64)))

    def forward(self, x: Tensor) -> Tensor:
        return self.a * torch.exp(-self.b * x) * torch.sin(self.w * x + self.p) + self.c


def from_formula(backend: str = "eager") -> stb.SymPyModule:
    x, a, b, w, p, c = sympy.symbols("x a b w p c")
    return stb.SymPyModule(
        a * sympy.exp(-b * x) * sympy.sin(w * x + p) + c, [x],
        parameters={a: 1.0, b: 0.5, w: 2.0, p: 0.1, c: 0.2}, backend=backend,
    )  # fmt: skip


def step(module: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    (module(x) - y).square().mean().backward()
    optimizer.step()


def peak(run) -> int:
    """Return the highest sum of allocated bytes during a call, over what was allocated before."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        run()
    level = highest = 0
    for event in recorded.profiler.kineto_results.events():
        if event.name() == "[memory]":
            level += event.nbytes()
            highest = max(highest, level)
    return highest


def process(rank: int, meeting: str, points: int) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=PROCESSES)
    x = torch.linspace(0, 4, points, dtype=torch.float64)
    y = torch.exp(-x) * torch.sin(3 * x)
    runs = {}
    for name, module in (("by hand", ByHand()), ("formula", from_formula())):
        parallel = DistributedDataParallel(module)
        optimizer = torch.optim.Adam(parallel.parameters(), lr=1e-3)
        runs[name] = lambda m=parallel, o=optimizer: step(m, o, x, y)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(ROUNDS + 5):
        for name in sorted(runs, reverse=bool(turn % 2)):
            start = time.perf_counter()
            runs[name]()
            if turn >= 5:
                times[name].append(time.perf_counter() - start)
    memory = {name: peak(run) for name, run in runs.items()}
    if rank == 0:
        for name in runs:
            print(
                f"{name:8}  {statistics.median(times[name]) * 1e3:8.3f} ms  {memory[name] / 2**20:8.2f} MiB"
            )
        ratio = statistics.median(f / h for f, h in zip(times["formula"], times["by hand"], strict=True))
        print(
            f"formula / by hand: time {ratio:.3f}, peak of memory {memory['formula'] / memory['by hand']:.3f}"
        )
    dist.destroy_process_group()


def main() -> None:
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    print(f"{points} points in each of {PROCESSES} processes, float64, median of {ROUNDS} steps")
    with tempfile.TemporaryDirectory() as folder:
        spawn(process, args=(f"{folder}/meeting", points), nprocs=PROCESSES)


if __name__ == "__main__":
    main()
