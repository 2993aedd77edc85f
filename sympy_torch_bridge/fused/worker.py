"""One thread's registers, and the operations on them in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from ..program.operation import INTEGER_POW, POW
from .kernels import into_register
from .schedule import Schedule

__all__ = ["Worker"]


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
    """

    def __init__(self, schedule: Schedule, uniform: Mapping[int, Tensor], length: int, like: Tensor) -> None:
        # What is left out leaves numbers behind, which are seen nowhere.
        new = like.new_zeros if schedule.skips else like.new_empty
        registers = new((schedule.registers, length)).unbind()
        truths = new((schedule.truths, length), dtype=torch.bool).unbind()
        self._places: dict[str, Any] = {"register": registers, "truth": truths, "uniform": uniform}
        self._calls: list[tuple[Callable[..., Any], list[Any], dict[str, Any]]] = []
        # Inputs and outputs are other tensors in each block: where they stand among the arguments.
        self._moving: list[tuple[list[Any], int, bool, int]] = []
        self._results: list[tuple[dict[str, Any], int]] = []
        for step in schedule.steps:
            arguments: list[Any] = [None] * len(step.operands)
            for position, (place, number) in enumerate(step.operands):
                if place in self._places:
                    arguments[position] = self._places[place][number]
                    if place == "uniform" and position and step.operation in (POW, INTEGER_POW):
                        # torch takes a short way for exponents that are Python numbers.
                        arguments[position] = arguments[position].item()
                else:
                    self._moving.append((arguments, position, place == "input", number))
            keywords: dict[str, Any] = {}
            place, number = step.result
            if place == "output":
                self._results.append((keywords, number))
            else:
                keywords["out"] = self._places[place][number]
            self._calls.append((into_register(step.operation), arguments, keywords))
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

    def run(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate one block; ``inputs`` and ``outputs`` are its parts of the tensors."""
        for arguments, position, is_input, number in self._moving:
            arguments[position] = inputs[number] if is_input else outputs[number]
        for keywords, number in self._results:
            keywords["out"] = outputs[number]
        step, end = 0, len(self._calls)
        while step < end:
            for mask, truth, last in self._skips.get(step, ()):
                if not mask.any() if truth else mask.all():
                    step = last
                    break
            else:
                function, arguments, keywords = self._calls[step]
                function(*arguments, **keywords)
                step += 1
        for place, source, number in self._copies:
            found = inputs if place == "input" else outputs if place == "output" else self._places[place]
            outputs[number].copy_(found[source])
