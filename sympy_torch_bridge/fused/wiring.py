"""The steps of a schedule as functions of slots: what is found once, and the same in all calls of a plan."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Literal, NamedTuple

from ..program.operation import INTEGER_POW, POW
from .kernels import into_array, into_register
from .schedule import Operand, Place, Schedule, Step

__all__ = ["Call", "Slot", "Wiring"]


class Slot(NamedTuple):
    """A place, and how it is looked at: as a tensor, an array of NumPy, or a Python number."""

    view: Literal["tensor", "array", "number"]
    place: Place
    number: int


class Call(NamedTuple):
    """A function, the slots of its arguments by number, and that of ``out=`` where it has the keyword."""

    function: Callable[..., Any]
    arguments: tuple[int, ...]
    out: int | None


class Wiring:
    """What each step calls.

    Parameters
    ----------
    schedule : Schedule
    uniform_truths : collection of int
        The nodes that are one truth value for all points.

    Examples
    --------
    >>> from sympy_torch_bridge.program.operation import ADD
    >>> steps = (Step(ADD, (("input", 0), ("uniform", 3)), ("output", 0)),)
    >>> wiring = Wiring(Schedule((3,), steps, (("output", 0),), registers=0, truths=0), ())
    >>> wiring.calls, [slot.place for slot in wiring.slots]
    ([Call(function=<ufunc 'add'>, arguments=(0, 1, 2), out=None)], ['input', 'uniform', 'output'])
    """

    def __init__(self, schedule: Schedule, uniform_truths: Collection[int]) -> None:
        self.schedule = schedule
        self._truths = frozenset(uniform_truths)
        self._numbers: dict[Slot, int] = {}
        self.calls = [self._call(step) for step in schedule.steps]
        self.slots = tuple(self._numbers)
        # Inputs and outputs are other tensors in each block.
        self.moving_slots = [k for k, slot in enumerate(self.slots) if slot.place in ("input", "output")]
        moving = frozenset(self.moving_slots)
        self.moving_calls = [
            k
            for k, call in enumerate(self.calls)
            if call.out in moving or not moving.isdisjoint(call.arguments)
        ]

    def _call(self, step: Step) -> Call:
        function = into_array(step.operation, of_truths=any(map(self._is_truth, step.operands)))
        if function is not None:
            places = (*step.operands, step.result)
            return Call(function, tuple(self._slot("array", *place) for place in places), None)
        arguments = []
        for position, place in enumerate(step.operands):
            # torch takes a short way for exponents that are Python numbers.
            is_exponent = place[0] == "uniform" and position and step.operation in (POW, INTEGER_POW)
            arguments.append(self._slot("number" if is_exponent else "tensor", *place))
        return Call(into_register(step.operation), tuple(arguments), self._slot("tensor", *step.result))

    def _slot(self, view: Literal["tensor", "array", "number"], place: Place, number: int) -> int:
        return self._numbers.setdefault(Slot(view, place, number), len(self._numbers))

    def _is_truth(self, operand: Operand) -> bool:
        place, number = operand
        return place == "truth" or (place == "uniform" and number in self._truths)
