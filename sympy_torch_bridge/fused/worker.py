"""One thread's registers, and the operations on them in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..program.operation import INTEGER_POW, POW
from .kernels import into_array, into_register
from .schedule import Operand, Schedule, Step

__all__ = ["Worker"]

# Rows of registers begin where vectors of the processor do.
_ALIGNED = 8

# A function, its arguments and its keywords.
_Parts = tuple[Callable[..., Any], list[Any], dict[str, Any]]


class Worker:
    """Evaluates a schedule at one block of points after another.

    Parameters
    ----------
    schedule : Schedule
    uniform : mapping of int to Tensor
        The numbers that are the same at all points, by node.
    length : int
        Points in a block.
    like : Tensor
        Gives the dtype.
    memory : tuple of Tensor, optional
        Registers of another worker, which are used in its place; at least as long.
    """

    def __init__(
        self,
        schedule: Schedule,
        uniform: Mapping[int, Tensor],
        length: int,
        like: Tensor,
        memory: tuple[Tensor, Tensor] | None = None,
    ) -> None:
        self._schedule, self._uniform, self._like = schedule, uniform, like
        self._memory = memory or _memory(schedule, length, like)
        registers, truths = (block[:, :length].unbind() for block in self._memory)
        self._places: dict[str, Any] = {"register": registers, "truth": truths, "uniform": uniform}
        # The same memory, as NumPy sees it.
        self._arrays: dict[str, Any] = {
            "register": [block.numpy() for block in registers],
            "truth": [block.numpy() for block in truths],
            "uniform": {},
        }
        # Inputs and outputs are other tensors in each block: where they stand among the arguments of steps.
        self._moving: list[tuple[Any, Any, str, int]] = []
        self._calls: list[partial[Any]] = []
        self._bound_anew: list[tuple[int, _Parts]] = []
        for number, step in enumerate(schedule.steps):
            moving = len(self._moving)
            parts = self._parts_of_array(step) or self._parts(step)
            if len(self._moving) > moving:
                self._bound_anew.append((number, parts))
            self._calls.append(_bound(*parts))
        # NumPy tells in a third of torch's time whether one of some truth values is set.
        self._skips: dict[int, list[tuple[Any, bool, int]]] = {}
        for first, last, (place, number), truth in schedule.skips:
            if place in self._places:
                mask = self._places[place][number].numpy()
                self._skips.setdefault(first, []).append((mask, truth, last))
        self._copies = [
            (place, source, number)
            for number, (place, source) in enumerate(schedule.outputs)
            if place != "uniform" and (place, source) != ("output", number)
        ]

    def shortened(self, length: int) -> Worker:
        """Return a worker for fewer points, with the same registers."""
        return Worker(self._schedule, self._uniform, length, self._like, self._memory)

    def _parts(self, step: Step) -> _Parts:
        """Return what computes a step by torch."""
        arguments: list[Any] = [None] * len(step.operands)
        for position, (place, number) in enumerate(step.operands):
            if place in self._places:
                arguments[position] = self._places[place][number]
                if place == "uniform" and position and step.operation in (POW, INTEGER_POW):
                    # torch takes a short way for exponents that are Python numbers.
                    arguments[position] = arguments[position].item()
            else:
                self._moving.append((arguments, position, place, number))
        keywords: dict[str, Any] = {}
        place, number = step.result
        if place == "output":
            self._moving.append((keywords, "out", place, number))
        else:
            keywords["out"] = self._places[place][number]
        return into_register(step.operation), arguments, keywords

    def _parts_of_array(self, step: Step) -> _Parts | None:
        """Return what computes a step by NumPy, None where it has nothing that gives the same."""
        function = into_array(step.operation, of_truths=any(map(self._is_truth, step.operands)))
        if function is None:
            return None
        arguments: list[Any] = []
        for position, (place, number) in enumerate((*step.operands, step.result)):
            known = self._arrays.get(place)
            if known is None:
                self._moving.append((arguments, position, f"{place} as array", number))
                arguments.append(None)
                continue
            if place == "uniform" and number not in known:
                known[number] = self._uniform[number].numpy()
            arguments.append(known[number])
        return function, arguments, {}

    def _is_truth(self, operand: Operand) -> bool:
        place, number = operand
        return place == "truth" or (place == "uniform" and self._uniform[number].dtype is torch.bool)

    def run(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate one block; ``inputs`` and ``outputs`` are its parts of the tensors."""
        found: dict[str, Sequence[Any]] = {"input": inputs, "output": outputs}
        found |= {f"{place} as array": [x.numpy() for x in parts] for place, parts in found.items()}
        for arguments, position, place, number in self._moving:
            arguments[position] = found[place][number]
        for number, parts in self._bound_anew:
            self._calls[number] = _bound(*parts)
        # Infinities and nan are results like others, of which torch says nothing either.
        with np.errstate(all="ignore"):
            self._run_steps()
        for place, source, number in self._copies:
            outputs[number].copy_((found if place in found else self._places)[place][source])

    def _run_steps(self) -> None:
        if not self._skips:
            for call in self._calls:
                call()
            return
        step, end = 0, len(self._calls)
        while step < end:
            for mask, truth, last in self._skips.get(step, ()):
                if not mask.any() if truth else mask.all():
                    step = last
                    break
            else:
                self._calls[step]()
                step += 1


def _bound(function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any]) -> partial[Any]:
    # A call without arguments is a fifth faster than one to which they are handed over.
    return partial(function, *arguments, **keywords)


def _memory(schedule: Schedule, length: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return registers for numbers and for truth values."""
    pitch = -(-length // _ALIGNED) * _ALIGNED
    # What is left out leaves numbers behind, which are seen nowhere.
    new = like.new_zeros if schedule.skips else like.new_empty
    return new((schedule.registers, pitch)), new((schedule.truths, pitch), dtype=torch.bool)
