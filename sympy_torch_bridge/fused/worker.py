"""One thread's registers, and the operations on them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .schedule import Schedule
from .wiring import Call, Slot, Wiring

__all__ = ["ALIGNED", "Worker"]

# Rows of registers begin at multiples of so many numbers, where vectors of the processor do.
ALIGNED = 8


class Worker:
    """Evaluates a schedule at one block of points after another.

    Parameters
    ----------
    wiring : Wiring
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
        wiring: Wiring,
        uniform: Mapping[int, Tensor],
        length: int,
        like: Tensor,
        memory: tuple[Tensor, Tensor] | None = None,
    ) -> None:
        schedule = wiring.schedule
        self._wiring, self._uniform, self._like = wiring, uniform, like
        self._memory = memory or _memory(schedule, length, like)
        registers, truths = (block[:, :length] for block in self._memory)
        self._places: dict[str, Any] = {
            "register": registers.unbind(),
            "truth": truths.unbind(),
            "uniform": uniform,
        }
        # The same memory, as NumPy sees it.
        self._arrays: dict[str, Any] = {"register": list(registers.numpy()), "truth": list(truths.numpy())}
        self._found: list[Any] = list(map(self._view, wiring.slots))
        # A call without arguments is a fifth faster than one to which they are handed over.
        self._calls: list[partial[Any]] = list(map(self._bound, wiring.calls))
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
        return Worker(self._wiring, self._uniform, length, self._like, self._memory)

    def _view(self, slot: Slot) -> Any:
        """Return what lies in a slot; None for what is another in each block."""
        view, place, number = slot
        if place in ("input", "output"):
            return None
        if view == "array" and place in self._arrays:
            return self._arrays[place][number]
        tensor = self._places[place][number]
        return tensor if view == "tensor" else tensor.numpy() if view == "array" else tensor.item()

    def _bound(self, call: Call) -> partial[Any]:
        function, arguments, out = call
        found = self._found
        if out is None:
            return partial(function, *map(found.__getitem__, arguments))
        return partial(function, *map(found.__getitem__, arguments), out=found[out])

    def run(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate one block; ``inputs`` and ``outputs`` are its parts of the tensors."""
        wiring, moving = self._wiring, {"input": inputs, "output": outputs}
        for number in wiring.moving_slots:
            view, place, position = wiring.slots[number]
            tensor = moving[place][position]
            self._found[number] = tensor.numpy() if view == "array" else tensor
        for number in wiring.moving_calls:
            self._calls[number] = self._bound(wiring.calls[number])
        # Infinities and nan are results like others, of which torch says nothing either.
        with np.errstate(all="ignore"):
            self._run_steps()
        for place, source, number in self._copies:
            outputs[number].copy_((moving if place in moving else self._places)[place][source])

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


def _memory(schedule: Schedule, length: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return registers for numbers and for truth values."""
    pitch = -(-length // ALIGNED) * ALIGNED
    # What is left out leaves numbers behind, which are seen nowhere.
    new = like.new_zeros if schedule.skips else like.new_empty
    return new((schedule.registers, pitch)), new((schedule.truths, pitch), dtype=torch.bool)
