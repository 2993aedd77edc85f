"""One thread's registers, and the operations on them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import places
from .block_source import Steps
from .places import all_of, kind_of, place_of
from .schedule import Schedule
from .wiring import Wiring

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
        Points in a block, at most.
    like : Tensor
        Gives the dtype.
    steps : sequence of callable, optional
        The calls of the wiring as :meth:`.Wiring.steps` returns them; without any they are made one by one.
    """

    def __init__(
        self,
        wiring: Wiring,
        uniform: Mapping[int, Tensor],
        length: int,
        like: Tensor,
        steps: Sequence[Steps] = (),
    ) -> None:
        schedule = wiring.schedule
        self._wiring, self._steps = wiring, steps
        self._uniform = {place_of(places.UNIFORM, node): tensor.numpy() for node, tensor in uniform.items()}
        self._registers = _memory(schedule, length, like)
        self._arrays: dict[int, np.ndarray[Any, Any]] = {}
        self._tensors: dict[int, Tensor] = {}
        self._lay_out(length)

    def _lay_out(self, length: int) -> None:
        """Let the places of registers be rows of so many numbers."""
        self._length = length
        self._arrays |= self._uniform
        for kind, registers in zip((places.REGISTER, places.TRUTH), self._registers, strict=True):
            self._arrays.update(zip(all_of(kind, len(registers)), registers[:, :length], strict=True))
        for place in self._wiring.tensor_places:
            if kind_of(place) not in (places.INPUT, places.OUTPUT):
                self._tensors[place] = torch.from_numpy(self._arrays[place])

    def run(self, inputs: Sequence[Any], outputs: Sequence[np.ndarray[Any, Any]]) -> None:
        """Evaluate one block; ``inputs`` and ``outputs`` are its parts of the arrays.

        Inputs that are the same at all points are among ``uniform``, and are not read here.
        """
        if len(outputs[0]) != self._length:
            self._lay_out(len(outputs[0]))
        arrays, tensors, wiring = self._arrays, self._tensors, self._wiring
        for kind, rows in ((places.INPUT, inputs), (places.OUTPUT, outputs)):
            arrays.update(zip(all_of(kind, len(rows)), rows, strict=True))
        for place in wiring.moving_tensor_places:
            tensors[place] = torch.from_numpy(arrays[place])
        # Infinities and nan are results like others, of which torch says nothing either.
        with np.errstate(all="ignore"):
            for step in self._steps:
                step(arrays, tensors)
            if not self._steps:
                self._run_one_by_one()
        for number, place in wiring.copied_outputs:
            np.copyto(outputs[number], arrays[place])

    def _run_one_by_one(self) -> None:
        """Make the calls as they come, which for a few blocks costs less than writing them out."""
        array_of, tensor_of = self._arrays.__getitem__, self._tensors.__getitem__
        skips, end = self._wiring.skips, 0
        for number, (function, arguments, out) in enumerate(self._wiring.calls):
            if number < end:
                continue
            for _, last, mask, truth in skips.get(number, ()):
                if not array_of(mask).any() if truth else array_of(mask).all():
                    end = last
                    break
            else:
                if out is None:
                    function(*map(array_of, arguments))
                else:
                    function(*map(tensor_of, arguments), out=tensor_of(out))


def _memory(
    schedule: Schedule, length: int, like: Tensor
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return registers for numbers and for truth values.

    They are of torch, whose memory begins where vectors do: with that of NumPy, which does not, an operation
    takes up to a fifth longer.
    """
    pitch = -(-length // ALIGNED) * ALIGNED
    # What is left out leaves numbers behind, which are seen nowhere.
    new = like.new_zeros if schedule.skips else like.new_empty
    numbers, truths = new((schedule.registers, pitch)), new((schedule.truths, pitch), dtype=torch.bool)
    return numbers.numpy(), truths.numpy()
