"""The steps of a schedule as functions of slots: what is found once, and the same in all calls of a plan."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Literal, NamedTuple

from ..program.operation import INTEGER_POW, POW
from .kernels import into_array, into_register
from .schedule import Operand, Place, Schedule, Step

__all__ = ["Call", "Slot", "Wiring"]


# How a place is looked at: as a tensor, an array of NumPy, or a Python number.
View = Literal["tensor", "array", "number"]


class Slot(NamedTuple):
    """A place, and how it is looked at."""

    view: View
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
        self._truths = frozenset(("uniform", node) for node in uniform_truths)
        self._slots: list[Slot] = []
        self._known: dict[View, dict[Operand, int]] = {"tensor": {}, "array": {}, "number": {}}
        has_truths = bool(schedule.truths or self._truths)
        self.calls = [
            self._call(step, of_truths=has_truths and any(map(self._is_truth, step.operands)))
            for step in schedule.steps
        ]
        self.slots = tuple(self._slots)
        # Inputs and outputs are other tensors in each block.
        self.moving_slots = [k for k, slot in enumerate(self.slots) if slot.place in ("input", "output")]
        moving = frozenset(self.moving_slots)
        self.moving_calls = [
            k
            for k, (_, arguments, out) in enumerate(self.calls)
            if out in moving or not moving.isdisjoint(arguments)
        ]

    def _call(self, step: Step, *, of_truths: bool) -> Call:
        operation, operands, result = step
        function = into_array(operation, of_truths=of_truths)
        if function is not None:
            return Call(function, tuple(self._in_view("array", (*operands, result))), None)
        if operation in (POW, INTEGER_POW) and operands[1][0] == "uniform":
            # torch takes a short way for exponents that are Python numbers.
            base, exponent = operands
            arguments = [*self._in_view("tensor", (base,)), *self._in_view("number", (exponent,))]
        else:
            arguments = self._in_view("tensor", operands)
        (out,) = self._in_view("tensor", (result,))
        return Call(into_register(operation), tuple(arguments), out)

    def _in_view(self, view: View, places: tuple[Operand, ...]) -> list[int]:
        """Return the numbers of slots, of new ones where there are none."""
        known, found = self._known[view], []
        for place in places:
            number = known.get(place)
            if number is None:
                number = known[place] = len(self._slots)
                self._slots.append(Slot(view, *place))
            found.append(number)
        return found

    def _is_truth(self, operand: Operand) -> bool:
        return operand[0] == "truth" or operand in self._truths
