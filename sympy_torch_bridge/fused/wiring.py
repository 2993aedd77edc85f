"""The steps of a schedule as calls of functions: what is found once, and the same in all calls of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from torch import Tensor

from ..program.operation import INTEGER_POW, POW, Operation
from . import places
from .block_source import Steps, written_steps
from .kernels import into_array, into_register
from .places import all_of, kind_of, place_of
from .schedule import Schedule, Skip

__all__ = ["Call", "Wiring"]

# To write a call out takes as long as it saves in so many blocks.
_MANY_BLOCKS = 50


class Call(NamedTuple):
    """A function and the places of its arguments.

    With a place for the result it is called on tensors and ``out=``; without one on arrays of NumPy, of which
    the last takes the result.
    """

    function: Callable[..., Any]
    arguments: tuple[int, ...]
    out: int | None


class Wiring:
    """What each step calls.

    Parameters
    ----------
    schedule : Schedule

    Examples
    --------
    >>> from sympy_torch_bridge.program.operation import ADD
    >>> given, out = (place_of(places.INPUT, 0), place_of(places.UNIFORM, 3)), place_of(places.OUTPUT, 0)
    >>> schedule = Schedule((3,), (ADD,), (given,), (out,), (out,), registers=0, truths=0)
    >>> Wiring(schedule).calls
    [Call(function=<ufunc 'add'>, arguments=(0, 25, 3), out=None)]
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._blocks = 0
        truths = frozenset(all_of(places.TRUTH, schedule.truths))
        truths |= {place_of(places.UNIFORM, node) for node in schedule.uniform_truths}
        kinds = frozenset(schedule.operations)
        of_numbers = {kind: into_array(kind, of_truths=False) for kind in kinds}
        of_truths = {kind: into_array(kind, of_truths=True) for kind in kinds}
        self.calls: list[Call] = []
        for operation, operands, result in zip(
            schedule.operations, schedule.operands, schedule.results, strict=True
        ):
            has_truths = bool(truths) and not truths.isdisjoint(operands)
            function = (of_truths if has_truths else of_numbers)[operation]
            self.calls.append(
                _by_torch(operation, operands, result)
                if function is None
                else Call(function, (*operands, result), None)
            )

    @cached_property
    def copied_outputs(self) -> tuple[tuple[int, int], ...]:
        """The outputs that are not computed where they are to lie, and their places."""
        return tuple(
            (number, place)
            for number, place in enumerate(self.schedule.outputs)
            if kind_of(place) != places.UNIFORM and place != place_of(places.OUTPUT, number)
        )

    def steps(self, blocks: int) -> tuple[Steps, ...]:
        """Return the calls as functions of Python, for so many blocks more.

        None are returned while there were few.
        """
        self._blocks += blocks
        return self._written if self._blocks >= _MANY_BLOCKS else ()

    @cached_property
    def _written(self) -> tuple[Steps, ...]:
        return written_steps(self.calls, self.skips)

    @cached_property
    def skips(self) -> Mapping[int, Sequence[Skip]]:
        """What may be left out, by the first call."""
        found: dict[int, list[Skip]] = {}
        for skip in self.schedule.skips:
            found.setdefault(skip.first, []).append(skip)
        return found

    @cached_property
    def tensor_places(self) -> frozenset[int]:
        """The places that are given to torch."""
        found: set[int] = set()
        for _, arguments, out in self.calls:
            if out is not None:
                found.update(arguments, (out,))
        return frozenset(found)

    @cached_property
    def moving_tensor_places(self) -> tuple[int, ...]:
        """Those of them that are in another place of memory in each block."""
        moving = places.INPUT, places.OUTPUT
        return tuple(sorted(place for place in self.tensor_places if kind_of(place) in moving))


def _by_torch(operation: Operation, operands: tuple[int, ...], result: int) -> Call:
    is_power = operation is POW or operation is INTEGER_POW
    if is_power and kind_of(operands[1]) == places.UNIFORM:
        return Call(_to_number(operation), operands, result)
    return Call(into_register(operation), operands, result)


@cache
def _to_number(operation: Operation) -> Callable[..., Any]:
    """Return the function of a power to a number: torch takes a short way for exponents of Python's."""
    into = into_register(operation)

    def power(base: Tensor, exponent: Tensor, *, out: Tensor) -> None:
        into(base, exponent.item(), out=out)

    return power
