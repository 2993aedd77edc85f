"""The order of operations in which few results wait for their last use, so that few registers are needed."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from ..program import Node, Program
from .joining import Joints, pairs_joined, rearranged

__all__ = ["ordered"]


def ordered(program: Program, rounds: Sequence[Joints] = ()) -> Program:
    """Return an equal program whose operations stand in another order, after pairs of them were joined.

    Of those that can be done the next is one that frees most registers, of equals one with the longest way to
    an output.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.fused.schedule import scheduled
    >>> from sympy_torch_bridge.program import Layout
    >>> from sympy_torch_bridge.program.operation import ADD, INPUT, call
    >>> from sympy_torch_bridge.program.builder import ProgramBuilder
    >>> import torch
    >>> build = ProgramBuilder()
    >>> xs = [build.add(INPUT, value=k) for k in range(4)]
    >>> first, *others = [build.add(call(torch.sin), x) for x in xs]
    >>> for other in others:
    ...     first = build.add(ADD, first, other)
    >>> program = build.build(tuple(xs), Layout("node", node=first))
    >>> scheduled(program, ()).registers, scheduled(ordered(program), ()).registers
    (4, 2)
    """
    nodes, is_kept = pairs_joined(program, rounds)
    return rearranged(program, nodes, _order(nodes, is_kept, program.outputs()))


def _order(nodes: Sequence[Node], is_kept: Sequence[int], outputs: Sequence[int]) -> list[int]:
    """Return the nodes that are kept in the order in which they are computed."""
    size = len(nodes)
    args_of = [
        (args if len(args) == len(set(args)) else tuple(set(args))) if kept else ()
        for (_, args, _, _), kept in zip(nodes, is_kept, strict=True)
    ]
    users_of: list[list[int]] = [[] for _ in args_of]
    # The numbers of the users that are not done, added up: of one that is left, the sum is its number.
    left_over = [0] * size
    for node, args in enumerate(args_of):
        for argument in args:
            users_of[argument].append(node)
            left_over[argument] += node
    missing = list(map(len, args_of))
    uses = list(map(len, users_of))
    # Outputs are kept to the end in places of their own, and leaves take no register: no use is their last.
    takes = bytearray(b"\1") * size
    for held in (*outputs, *(node for node, count in enumerate(missing) if not count)):
        takes[held] = 0
        uses[held] += size + 1

    way = _longest_ways(args_of)

    def entry(node: int) -> int:
        """Return a number by which nodes are compared: the registers it takes, its way, its own number."""
        registers = takes[node]
        for argument in args_of[node]:
            if uses[argument] == 1:
                registers -= 1
        return (registers * size - way[node]) * size + node

    # What becomes better while it waits gets one more entry: the first one that comes up counts.
    waiting = [entry(node) for node, count in enumerate(missing) if not count and is_kept[node]]
    heapify(waiting)
    order: list[int] = []
    is_done = bytearray(size)
    while waiting:
        node = heappop(waiting) % size
        if is_done[node]:
            continue
        is_done[node] = 1
        order.append(node)
        for argument in args_of[node]:
            left = uses[argument] = uses[argument] - 1
            left_over[argument] -= node
            if left == 1:
                last = left_over[argument]
                if not missing[last]:
                    heappush(waiting, entry(last))
        for user in users_of[node]:
            left = missing[user] = missing[user] - 1
            if not left:
                heappush(waiting, entry(user))
    return order


def _longest_ways(args_of: Sequence[Sequence[int]]) -> list[int]:
    """Count for each node the operations on the longest way to one that nothing uses."""
    way = [0] * len(args_of)
    for node in range(len(way) - 1, -1, -1):
        longer = way[node] + 1
        for argument in args_of[node]:
            if way[argument] < longer:
                way[argument] = longer
    return way
