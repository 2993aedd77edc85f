"""Evaluation in blocks of points that stay in the cache: all operations on one block, then the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor

from ..program import Program
from . import places
from .joining import PRODUCTS, Joints
from .native import JOINTS, NativeWorker, encoded, native_library
from .ordering import ordered
from .places import kind_of, number_of
from .regions import scheduled_in_regions
from .schedule import Schedule, scheduled
from .uniform import UniformNumbers
from .wiring import Wiring
from .worker import ALIGNED, Worker

__all__ = ["NATIVE_PART", "Plan", "block_length", "native_library", "run_in_blocks"]

# Bytes of registers: more calls cost more than the way to the last cache.
_CACHE = 8 * 1024 * 1024
# Below, the cost of a call outweighs that of the numbers; above, torch itself takes several threads.
_SMALLEST, _LARGEST = 4096, 24576
# Points for one call of the native interpreter, which cuts them into blocks itself.
NATIVE_PART = 65536


def run_in_blocks(
    plan: Plan, inputs: Sequence[Tensor], shape: torch.Size, sums: Sequence[bool]
) -> list[Tensor]:
    """Evaluate a program at many points; inside ``torch.no_grad()``.

    Parameters
    ----------
    plan : Plan
    inputs : sequence of Tensor
        One dtype, on the CPU. One-dimensional and contiguous, a number for each point; 0-dimensional for
        the inputs that the schedule has as uniform.
    shape : torch.Size
        Of the points, of which there is at least 1.
    sums : sequence of bool
        For each output whether its sum over all points is wanted instead of its values.

    Returns
    -------
    list of Tensor
        New tensors of the shape, or () for sums. None is a view, which autograd would not let be written to.
    """
    blocks = _Blocks(plan, plan.numbers(inputs), inputs, shape, sums)
    blocks.run()
    return [blocks.result(number) for number in range(len(sums))]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A schedule, and what is the same in all of its calls.

    Parameters
    ----------
    program : Program
    schedule : Schedule
    native : NativeWorker or None
        The steps in the native interpreter, where there is one that knows all of them.
    wiring : Wiring or None
        The steps by torch and NumPy, where there is none.
    numbers : UniformNumbers
        Gives what is the same at all points.
    uniform_outputs : tuple of (int, int)
        The outputs that are the same at all points, and their nodes.
    is_of_numbers : bool
        Whether no output is a truth value.
    """

    program: Program
    schedule: Schedule
    native: NativeWorker | None
    wiring: Wiring | None
    numbers: UniformNumbers
    uniform_outputs: tuple[tuple[int, int], ...]
    is_of_numbers: bool

    @classmethod
    def of(
        cls,
        program: Program,
        uniform_inputs: Collection[int],
        dtype: torch.dtype,
        *,
        is_thorough: bool = True,
    ) -> Plan:
        """Make the plan for inputs of which some are one number for all points.

        One that is not thorough has the operations of the program as they are, in their order.
        """

        def arranged(*rounds: Joints, is_native: bool) -> tuple[Program, Schedule]:
            if not is_thorough:
                return program, scheduled(program, uniform_inputs)
            return scheduled_in_regions(ordered(program, rounds), uniform_inputs, is_native=is_native)

        if native_library():
            chained, schedule = arranged(PRODUCTS, JOINTS, is_native=True)
            code = encoded(schedule)
            if code is not None:
                numbers = UniformNumbers(chained, schedule, dtype)
                native = NativeWorker(schedule, code, dtype, numbers.literals)
                return cls._of_schedule(chained, schedule, numbers, native)
        reordered, schedule = arranged(is_native=False)
        return cls._of_schedule(reordered, schedule, UniformNumbers(reordered, schedule, dtype), None)

    @classmethod
    def _of_schedule(
        cls, program: Program, schedule: Schedule, numbers: UniformNumbers, native: NativeWorker | None
    ) -> Plan:
        kinds = [kind_of(place) for place in schedule.outputs]
        uniform = tuple(
            (number, number_of(schedule.outputs[number]))
            for number, kind in enumerate(kinds)
            if kind == places.UNIFORM
        )
        is_of_numbers = places.TRUTH not in kinds
        wiring = None if native else Wiring(schedule)
        return cls(program, schedule, native, wiring, numbers, uniform, is_of_numbers)


def block_length(schedule: Schedule, itemsize: int) -> int:
    """Return how many points a block has, so that the registers fit into the cache.

    Examples
    --------
    >>> block_length(Schedule((), (), (), (), (), registers=100, truths=0), 8)
    10240
    """
    fitting = _CACHE // (itemsize * max(schedule.registers, 1))
    return int(max(_SMALLEST, min(fitting // 1024 * 1024, _LARGEST)))


def _even_length(size: int, most: int) -> int:
    """Return a length for blocks: where possible, of some more of them, all are full.

    A shorter one makes as many calls as a full one. Blocks begin where vectors of the processor do.

    Examples
    --------
    >>> _even_length(80_000, 8192), _even_length(80_003, 8192), _even_length(5, 8192)
    (8000, 8008, 5)
    """
    least = -(-size // most)
    for count in range(least, least + least // 2 + 1):
        if size % (count * ALIGNED) == 0:
            return size // count
    return min(size, -(-size // (least * ALIGNED)) * ALIGNED)


class _Blocks:
    """The tensors of one evaluation, cut into blocks."""

    def __init__(
        self,
        plan: Plan,
        uniform: Mapping[int, Tensor],
        inputs: Sequence[Tensor],
        shape: torch.Size,
        sums: Sequence[bool],
    ) -> None:
        schedule = plan.schedule
        if len(sums) != len(schedule.outputs):
            raise ValueError(f"{len(schedule.outputs)} outputs, {len(sums)} times said whether to sum")
        self._is_inference = torch.is_inference_mode_enabled()
        self.schedule, self.uniform, self.sums = schedule, uniform, sums
        self.shape, self.size = shape, shape.numel()
        self.like = inputs[0]
        self.native, self._wiring = plan.native, plan.wiring
        if self.native:
            self.length = min(NATIVE_PART, self.size)
        else:
            self.length = _even_length(self.size, block_length(schedule, self.like.element_size()))
        self.count = -(-self.size // self.length)
        self.outputs = [self._storage(number) for number in range(len(sums))]
        # A uniform input stands in every block as it is.
        self._inputs = [self._cut(x) if x.dim() else (x,) * self.count for x in inputs]
        self._parts = [None if out is None else self._cut(out.view(-1)) for out in self.outputs]
        self._steps = self._wiring.steps(self.count) if self._wiring else ()
        self._partial_sums: list[list[Any]] = [[None] * self.count if is_sum else [] for is_sum in sums]

    def _cut(self, x: Tensor) -> Sequence[Any]:
        """Return the blocks of a tensor, as arrays of NumPy where its functions take them."""
        if self.native:
            return (x,) if self.count == 1 else x.split(self.length)
        array, length = x.numpy(), self.length
        return [array[first : first + length] for first in range(0, self.size, length)]

    def _storage(self, number: int) -> Tensor | None:
        """Return the tensor of an output; None for a sum and for what is the same at all points."""
        kind = kind_of(self.schedule.outputs[number])
        if kind == places.UNIFORM or self.sums[number]:
            return None
        dtype = torch.bool if kind == places.TRUTH else self.like.dtype
        return self.like.new_empty(self.shape, dtype=dtype)

    def run(self) -> None:
        """Evaluate all blocks, on as many threads as torch may use."""
        if not self.schedule.results and all(out is None for out in self.outputs) and not any(self.sums):
            return
        threads = min(torch.get_num_threads(), self.count)
        if threads == 1:
            self._run_every(0, 1)
            return
        for task in [_pool(threads).submit(self._run_every, first, threads) for first in range(threads)]:
            task.result()

    def _run_every(self, first: int, step: int) -> None:
        """Evaluate every ``step``-th block, in the modes of the calling thread."""
        with torch.inference_mode(self._is_inference), torch.no_grad():
            run = self._run_of(self.length)
            # What is summed, or the same at all points, has no tensor of its own.
            scratch = [self._scratch(0 if part else self.length) for part in self._parts]
            for block in range(first, self.count, step):
                points = min(self.length, self.size - block * self.length)
                parts = zip(self._parts, scratch, strict=True)
                outputs = [part[block] if part else buffer[:points] for part, buffer in parts]
                run([x[block] for x in self._inputs], outputs)
                for number, is_sum in enumerate(self.sums):
                    if is_sum and kind_of(self.schedule.outputs[number]) != places.UNIFORM:
                        output = outputs[number] if self.native else torch.from_numpy(outputs[number])
                        self._partial_sums[number][block] = output.sum()

    def _scratch(self, length: int) -> Any:
        new = self.like.new_empty(length)
        return new if self.native else new.numpy()

    def _run_of(self, points: int) -> Callable[[Sequence[Any], Sequence[Any]], None]:
        """Return what evaluates a block of at most so many points, with registers of its own."""
        if self.native:
            return partial(self.native.run, self.native.constants(self.uniform))
        assert self._wiring is not None
        return Worker(self._wiring, self.uniform, points, self.like, self._steps).run

    def result(self, number: int) -> Tensor:
        """Return an output after the run."""
        place = self.schedule.outputs[number]
        if kind_of(place) == places.UNIFORM:
            value = self.uniform[number_of(place)]
            if self.sums[number]:
                return value * self.size
            return value.expand(self.shape).clone(memory_format=torch.contiguous_format)
        if self.sums[number]:
            return torch.stack(self._partial_sums[number]).sum()
        output = self.outputs[number]
        assert output is not None
        return output


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="blocks")


# Threads do not survive a fork.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)
