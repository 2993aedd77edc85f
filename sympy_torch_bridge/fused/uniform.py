"""What is the same at all points: numbers of the formula, inputs of one number, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from ..program import Program
from ..program.operation import INPUT, NUMBER
from .schedule import Schedule

__all__ = ["UniformNumbers"]


class UniformNumbers:
    """Gives the nodes of a schedule that are the same at all points.

    What no input has a part in is evaluated once. Formulas that keep their digits are full of it: bounds of
    an exponent, logarithms of weights.

    Parameters
    ----------
    program : Program
    schedule : Schedule
    dtype : torch.dtype
        Of all numbers.

    Attributes
    ----------
    literals : dict of int to Tensor
        What is the same in all calls, by node: 0-dimensional.
    """

    __slots__ = ("_others", "_program", "literals")

    def __init__(self, program: Program, schedule: Schedule, dtype: torch.dtype) -> None:
        self._program = program
        self.literals = _numbers(program, schedule, dtype)
        others = []
        for index in schedule.uniform:
            operation, args, _, _ = program.nodes[index]
            if operation is INPUT or any(a not in self.literals for a in args):
                others.append(index)
            elif operation is not NUMBER:
                self.literals[index] = self._evaluated(index, self.literals)
        self._others = tuple(others)

    def __call__(self, inputs: Sequence[Tensor]) -> Mapping[int, Tensor]:
        """Return 0-dimensional tensors by node: one mapping for all calls where no input has a part in it."""
        if not self._others:
            return self.literals
        found = dict(self.literals)
        for index in self._others:
            node = self._program.nodes[index]
            if node.operation is INPUT:
                assert isinstance(node.value, int)
                found[index] = inputs[node.value]
            else:
                found[index] = self._evaluated(index, found)
        return found

    def _evaluated(self, index: int, found: Mapping[int, Tensor]) -> Tensor:
        operation, args, _, _ = self._program.nodes[index]
        value: Tensor = operation.function(*operation.leading, *(found[a] for a in args))
        return value


def _numbers(program: Program, schedule: Schedule, dtype: torch.dtype) -> dict[int, Tensor]:
    """Return the numbers of the formula as tensors, by node: parts of one, since there are many."""
    found: dict[int, Tensor] = {}
    for kind, is_truth in ((dtype, False), (torch.bool, True)):
        values = {
            index: program.nodes[index].value
            for index in schedule.uniform
            if program.nodes[index].operation is NUMBER and (index in schedule.uniform_truths) is is_truth
        }
        numbers = torch.tensor(list(values.values()), dtype=kind, device="cpu")
        found |= zip(values, numbers.unbind(), strict=True)
    return found
