"""Evaluation in blocks of points that stay in the cache: all operations on one block, then the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..program import Program
from ..program.operation import INPUT
from .native import NativeWorker, encoded, native_library
from .schedule import Schedule, scheduled
from .worker import Worker

__all__ = ["Plan", "block_length", "native_library", "run_in_blocks"]

# Bytes of registers that a core keeps in its second cache.
_CACHE = 512 * 1024
# Below, the cost of a call outweighs that of the numbers; above, torch itself takes several threads.
_SMALLEST, _LARGEST = 4096, 16384
# Points for one call of the native interpreter, which cuts them into blocks itself.
_NATIVE_PART = 65536


def run_in_blocks(
    program: Program, plan: Plan, inputs: Sequence[Tensor], size: int, sums: Sequence[bool]
) -> list[Tensor]:
    """Evaluate a program at many points.

    Parameters
    ----------
    program : Program
    plan : Plan
    inputs : sequence of Tensor
        One dtype, on the CPU. One-dimensional and contiguous of length ``size``; 0-dimensional for the
        inputs that the schedule has as uniform.
    size : int
        The number of points, at least 1.
    sums : sequence of bool
        For each output whether its sum over all points is wanted instead of its values.

    Returns
    -------
    list of Tensor
        Of shape ``(size,)``, or () for sums and for outputs that are the same at all points.
    """
    with torch.no_grad():
        uniform = uniform_numbers(program, plan.schedule, inputs)
        blocks = _Blocks(plan, uniform, inputs, size, sums)
        blocks.run()
        return [blocks.result(number) for number in range(len(sums))]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A schedule, and its steps for the native interpreter where there is one that knows all of them."""

    schedule: Schedule
    code: NDArray[np.int32] | None

    @classmethod
    def of(cls, program: Program, uniform_inputs: Collection[int]) -> Plan:
        """Make the plan for inputs of which some are one number for all points."""
        schedule = scheduled(program, uniform_inputs)
        return cls(schedule, encoded(schedule) if native_library() else None)


def block_length(schedule: Schedule, itemsize: int) -> int:
    """Return how many points a block has, so that the registers fit into the cache.

    Examples
    --------
    >>> block_length(Schedule((), (), (), registers=10, truths=0), 8)
    6144
    """
    fitting = _CACHE // (itemsize * max(schedule.registers, 1))
    return int(max(_SMALLEST, min(fitting // 1024 * 1024, _LARGEST)))


def uniform_numbers(program: Program, schedule: Schedule, inputs: Sequence[Tensor]) -> dict[int, Tensor]:
    """Evaluate what is the same at all points: 0-dimensional tensors by node."""
    like = inputs[0]
    found: dict[int, Tensor] = {}
    for index in schedule.uniform:
        node = program.nodes[index]
        if node.operation is INPUT:
            assert isinstance(node.value, int)
            found[index] = inputs[node.value]
        elif node.is_number:
            dtype = torch.bool if isinstance(node.value, bool) else like.dtype
            found[index] = torch.tensor(node.value, dtype=dtype)
        else:
            arguments = [found[a] for a in node.args]
            found[index] = node.operation.function(*node.operation.leading, *arguments)
    return found


class _Blocks:
    """The tensors of one evaluation, cut into blocks."""

    def __init__(
        self,
        plan: Plan,
        uniform: dict[int, Tensor],
        inputs: Sequence[Tensor],
        size: int,
        sums: Sequence[bool],
    ) -> None:
        schedule = plan.schedule
        if len(sums) != len(schedule.outputs):
            raise ValueError(f"{len(schedule.outputs)} outputs, {len(sums)} times said whether to sum")
        self.schedule, self.uniform, self.size, self.sums = schedule, uniform, size, sums
        self.like = inputs[0]
        self.code = plan.code
        length = _NATIVE_PART if self.code is not None else block_length(schedule, self.like.element_size())
        self.length = min(length, size)
        self.count = -(-size // self.length)
        self.outputs = [self._storage(number) for number in range(len(sums))]
        # A uniform input stands in every block as it is.
        self._inputs = [x.split(self.length) if x.dim() else (x,) * self.count for x in inputs]
        self._parts = [None if out is None else out.split(self.length) for out in self.outputs]
        self._partial_sums: list[list[Any]] = [[None] * self.count if is_sum else [] for is_sum in sums]

    def _storage(self, number: int) -> Tensor | None:
        """Return the tensor of an output; None for a sum and for what is the same at all points."""
        place, _ = self.schedule.outputs[number]
        if place == "uniform" or self.sums[number]:
            return None
        dtype = torch.bool if place == "truth" else self.like.dtype
        return self.like.new_empty(self.size, dtype=dtype)

    def run(self) -> None:
        """Evaluate all blocks, on as many threads as torch may use."""
        if not self.schedule.steps and all(out is None for out in self.outputs) and not any(self.sums):
            return
        threads = min(torch.get_num_threads(), self.count)
        if threads == 1:
            self._run_every(0, 1)
            return
        for task in [_pool(threads).submit(self._run_every, first, threads) for first in range(threads)]:
            task.result()

    def _run_every(self, first: int, step: int) -> None:
        """Evaluate every ``step``-th block."""
        with torch.no_grad():
            worker, length = None, 0
            for block in range(first, self.count, step):
                points = min(self.length, self.size - block * self.length)
                if worker is None or points != length:
                    worker, length = self._worker(points), points
                    scratch = [self.like.new_empty(points) for _ in self.sums]
                outputs = [scratch[k] if part is None else part[block] for k, part in enumerate(self._parts)]
                worker.run([x[block] for x in self._inputs], outputs)
                for number, is_sum in enumerate(self.sums):
                    if is_sum and self.schedule.outputs[number][0] != "uniform":
                        self._partial_sums[number][block] = outputs[number].sum()

    def _worker(self, points: int) -> Worker | NativeWorker:
        if self.code is not None:
            return NativeWorker(self.schedule, self.code, self.uniform, self.like)
        return Worker(self.schedule, self.uniform, points, self.like)

    def result(self, number: int) -> Tensor:
        """Return an output after the run."""
        place, index = self.schedule.outputs[number]
        if place == "uniform":
            value = self.uniform[index].clone()
            return value * self.size if self.sums[number] else value
        if self.sums[number]:
            return torch.stack(self._partial_sums[number]).sum()
        output = self.outputs[number]
        assert output is not None
        return output


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="blocks")
