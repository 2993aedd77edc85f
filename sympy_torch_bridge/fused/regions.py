"""Regions: operations that a block of points leaves out where none of its points needs them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from heapq import heappop, heappush
from typing import Final

from ..program import Program
from ..program.operation import WHERE, Operation
from .guards import Guard, Region, guards
from .joining import rearranged
from .native.encoding import OPERATIONS
from .schedule import Schedule, registers_of, scheduled, uniform_nodes

__all__ = ["gathered", "scheduled_in_regions"]

# The costs of operations in passes over the numbers of a block.
_FUNCTION, _DIVISION = 10, 4
# The least for which a test pays: in the interpreter it is a pass at most, in torch a call more.
_LEAST, _LEAST_OF_TORCH = 4, 10
# Less than so many times that is not cut further.
_NESTED, _DEEPEST = 3, 4


def scheduled_in_regions(
    program: Program, uniform_inputs: Collection[int], *, is_native: bool = True
) -> tuple[Program, Schedule]:
    """Return an equal program in an order with regions, and its schedule.

    Where an order with regions takes far more registers, the order stays.
    """
    if WHERE in program.operations:
        least = _LEAST if is_native else _LEAST_OF_TORCH
        other, regions = gathered(program, uniform_inputs, least)
        if regions:
            schedule = scheduled(other, uniform_inputs, regions)
            most = registers_of(program, uniform_inputs) * 5 // 4 + 2
            if schedule.registers + schedule.truths <= most:
                return other, schedule
    return program, scheduled(program, uniform_inputs)


def gathered(
    program: Program, uniform_inputs: Collection[int], least: int = _LEAST
) -> tuple[Program, tuple[Region, ...]]:
    """Return an equal program in which operations with the same guard stand together, and where they do.

    Of regions that overlap, one lies inside the other.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.Piecewise((sympy.log(x), x > 1), (x, True)), [x])
    >>> program, (region,) = gathered(program, ())
    >>> [node.operation for node in program.nodes[region.first : region.last]], region.guard.truth
    ([torch.where, torch.log], True)
    """
    gathering = _Gathering(program, uniform_nodes(program, uniform_inputs), least)
    gathering.arrange(list(range(len(program.nodes))), 0, _DEEPEST)
    if not gathering.regions:
        return program, ()
    place = {node: number for number, node in enumerate(gathering.order)}
    return rearranged(program, program.nodes, gathering.order), tuple(
        Region(first, last, Guard(place[guard.mask], guard.truth)) for first, last, guard in gathering.regions
    )


@cache
def _cost(operation: Operation) -> int:
    return _COSTS.get(operation, _FUNCTION)


def _cost_of(c: str) -> int:
    functions = set(re.findall(r"FN\((\w+)\)", c))
    if functions - {"fabs", "sqrt", "floor", "ceil"}:
        return _FUNCTION
    return _DIVISION if "/" in c or "sqrt" in functions else 1


_COSTS: Final = {
    operation: _cost_of(record.c) for record in OPERATIONS for operation in (record.operation, *record.alike)
}


class _Gathering:
    """The order as far as it is made, and the regions in it."""

    def __init__(self, program: Program, is_uniform: list[bool], least: int) -> None:
        self._least = least
        self.order: list[int] = []
        self.regions: list[Region] = []
        self._is_done = bytearray(len(program.nodes))
        self._is_waiting = bytearray(len(program.nodes))  # of those that are being cut into segments
        self._args = [args for _, args, _, _ in program.nodes]
        self._bits, self._guards, self._implied = guards(program, is_uniform)
        self._cost = [
            _cost(operation) if args and not uniform else 0
            for (operation, args, _, _), uniform in zip(program.nodes, is_uniform, strict=True)
        ]

    def arrange(self, nodes: list[int], known: int, depth: int) -> None:
        """Append nodes, which come in a possible order, to the order; ``known`` are guards that hold."""
        is_small = known and sum(self._cost[node] for node in nodes) < _NESTED * self._least
        region = self._regions_of(nodes, known) if depth and not is_small else {}
        if not region:
            self._append(nodes)
            return
        for number, segment in list(self._segments(nodes, region)):
            first = len(self.order)
            if number < 0 or sum(self._cost[node] for node in segment) < self._least:
                self._append(segment)
                continue
            self.regions.append(Region(first, first + len(segment), self._guards[number]))
            self.arrange(segment, known | self._implied[number], depth - 1)

    def _append(self, nodes: list[int]) -> None:
        self.order.extend(nodes)
        for node in nodes:
            self._is_done[node] = 1

    def _regions_of(self, nodes: list[int], known: int) -> dict[int, int]:
        """Give nodes to the guard that saves most, what is left to the next, and so on."""
        here = set(nodes)
        members: dict[int, list[int]] = {}
        for node in nodes:
            bits = self._bits[node] & ~known if self._cost[node] else 0
            while bits:
                number = bits.bit_length() - 1
                bits ^= 1 << number
                mask = self._guards[number].mask
                if self._is_done[mask] or mask in here:
                    members.setdefault(number, []).append(node)
        region: dict[int, int] = {}
        # Of equals the narrowest: where it holds somewhere, those that follow from it do.
        waiting: list[tuple[int, int, int]] = []
        for number, some in members.items():
            saved = -sum(self._cost[node] for node in some)
            heappush(waiting, (saved, -self._implied[number].bit_count(), number))
        while waiting:
            saved, narrowness, number = heappop(waiting)
            some = [node for node in members[number] if node not in region]
            left = -sum(self._cost[node] for node in some)
            if left > -self._least:
                continue
            if left != saved:
                heappush(waiting, (left, narrowness, number))
                continue
            region.update(dict.fromkeys(some, number))
        return region

    def _segments(self, nodes: list[int], region: Mapping[int, int]) -> Iterator[tuple[int, list[int]]]:
        """Cut nodes into runs of one region, -1 for none; what is in a region waits until it is needed."""
        here = {node: position for position, node in enumerate(nodes)}
        waiting = self._is_waiting
        for node in nodes:
            waiting[node] = 1
        is_waiting = waiting.__getitem__
        single: list[int] = []
        # What comes last is needed only later on.
        for node in (*(n for n in nodes if n not in region), *(n for n in nodes if n in region)):
            if not waiting[node]:
                continue
            if node not in region and not any(map(is_waiting, self._args[node])):
                waiting[node] = 0
                single.append(node)
                continue
            if single:
                yield -1, single
                single = []
            yield from _runs(self._wanted(node, region), region, here, waiting)
        if single:
            yield -1, single

    def _wanted(self, node: int, region: Mapping[int, int]) -> dict[int, set[int]]:
        """Return what has to be done for a node, with the node; of each what has to be done before it."""
        wanted: dict[int, set[int]] = {}
        stack = [node]
        while stack:
            top = stack.pop()
            if top not in wanted:
                needs = {argument for argument in self._args[top] if self._is_waiting[argument]}
                if top in region and self._is_waiting[self._guards[region[top]].mask]:
                    needs.add(self._guards[region[top]].mask)
                wanted[top] = needs
                stack.extend(needs)
        return wanted


def _runs(
    wanted: Mapping[int, Collection[int]],
    region: Mapping[int, int],
    here: Mapping[int, int],
    waiting: bytearray,
) -> Iterator[tuple[int, list[int]]]:
    """Order some nodes so that those of a region follow each other; the ones of none come first."""
    missing = {node: len(needs) for node, needs in wanted.items()}
    users: dict[int, list[int]] = {}
    for node, needs in wanted.items():
        for other in needs:
            users.setdefault(other, []).append(node)
    ready: dict[int, list[tuple[int, int]]] = {}
    for node in wanted:
        if not missing[node]:
            heappush(ready.setdefault(region.get(node, -1), []), (here[node], node))
    while ready:
        number = -1 if -1 in ready else min(ready, key=lambda key: ready[key][0])
        run: list[int] = []
        while ready[number]:
            _, node = heappop(ready[number])
            run.append(node)
            waiting[node] = 0
            for user in users.get(node, ()):
                missing[user] -= 1
                if not missing[user]:
                    heappush(ready.setdefault(region.get(user, -1), []), (here[user], user))
        del ready[number]
        yield number, run
