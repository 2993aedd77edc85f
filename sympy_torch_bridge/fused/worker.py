"""One thread's registers, and the operations on them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import places
from .places import kind_of, number_of, place_of
from .schedule import Schedule
from .wiring import Call, Wiring

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
        # Inputs and outputs are other tensors in each block.
        self._rows: dict[int, Any] = {
            places.REGISTER: registers.unbind(),
            places.TRUTH: truths.unbind(),
            places.UNIFORM: uniform,
        }
        self._tensors = _Tensors(self._rows)
        # The same memory, as NumPy sees it.
        self._arrays = _Arrays(self._rows)
        for kind, rows in ((places.REGISTER, registers.numpy()), (places.TRUTH, truths.numpy())):
            self._arrays.update({place_of(kind, number): row for number, row in enumerate(rows)})
        self._is_first = True
        self._calls: list[partial[Any]] = []
        self._skips: dict[int, list[tuple[Any, bool, int]]] = {}
        for first, last, mask, truth in schedule.skips:
            if kind_of(mask) in self._rows:
                self._skips.setdefault(first, []).append((self._arrays[mask], truth, last))

    def shortened(self, length: int) -> Worker:
        """Return a worker for fewer points, with the same registers."""
        return Worker(self._wiring, self._uniform, length, self._like, self._memory)

    def run(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        """Evaluate one block; ``inputs`` and ``outputs`` are its parts of the tensors."""
        self._rows[places.INPUT], self._rows[places.OUTPUT] = inputs, outputs
        self._tensors.forget()
        self._arrays.forget()
        # Infinities and nan are results like others, of which torch says nothing either.
        with np.errstate(all="ignore"):
            if self._is_first and not self._skips:
                self._run_once()
            else:
                self._bind()
                self._run_steps()
        self._is_first = False
        for number, place in enumerate(self._wiring.schedule.outputs):
            if kind_of(place) != places.UNIFORM and place != place_of(places.OUTPUT, number):
                outputs[number].copy_(self._tensors[place])

    def _run_once(self) -> None:
        """Evaluate without binding, which for a single block costs more than it saves."""
        array_of, tensor_of = self._arrays.__getitem__, self._tensors.__getitem__
        for function, arguments, out in self._wiring.calls:
            if out is None:
                function(*map(array_of, arguments))
            else:
                function(*map(tensor_of, arguments), out=tensor_of(out))

    def _bind(self) -> None:
        """Bind functions to what they take: a call without arguments is a fifth faster."""
        calls = self._wiring.calls
        if not self._calls:
            self._calls = list(map(self._bound, calls))
            return
        for number in self._wiring.moving_calls:
            self._calls[number] = self._bound(calls[number])

    def _bound(self, call: Call) -> partial[Any]:
        function, arguments, out = call
        if out is None:
            return partial(function, *map(self._arrays.__getitem__, arguments))
        return partial(function, *map(self._tensors.__getitem__, arguments), out=self._tensors[out])

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


class _Tensors(dict[int, Any]):
    """What lies in each place, found when it is first asked for."""

    def __init__(self, rows: Mapping[int, Any]) -> None:
        super().__init__()
        self._rows = rows
        self._moving: list[int] = []

    def __missing__(self, place: int) -> Any:
        found = self[place] = self._view(self._rows[kind_of(place)][number_of(place)])
        if kind_of(place) in (places.INPUT, places.OUTPUT):
            self._moving.append(place)
        return found

    def forget(self) -> None:
        """Forget the inputs and outputs of the last block."""
        for place in self._moving:
            del self[place]
        self._moving.clear()

    @staticmethod
    def _view(tensor: Tensor) -> Any:
        return tensor


class _Arrays(_Tensors):
    """The same as arrays of NumPy."""

    @staticmethod
    def _view(tensor: Tensor) -> Any:
        return tensor.numpy()


def _memory(schedule: Schedule, length: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return registers for numbers and for truth values."""
    pitch = -(-length // ALIGNED) * ALIGNED
    # What is left out leaves numbers behind, which are seen nowhere.
    new = like.new_zeros if schedule.skips else like.new_empty
    return new((schedule.registers, pitch)), new((schedule.truths, pitch), dtype=torch.bool)
