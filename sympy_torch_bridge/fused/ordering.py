"""The order of operations in which few results wait for their last use, so that few registers are needed."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from ..program import Node, Program
from ..program.layout import relabelled
from ..program.node import node_of

__all__ = ["ordered", "rearranged"]


def ordered(program: Program) -> Program:
    """Return an equal program whose operations stand in another order.

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
    return rearranged(program, _order(program))


def rearranged(program: Program, order: Sequence[int]) -> Program:
    """Return an equal program whose nodes stand in an order."""
    place = [0] * len(order)
    for number, index in enumerate(order):
        place[index] = number
    at, old = place.__getitem__, program.nodes
    nodes: list[Node] = []
    for index in order:
        node = old[index]
        operation, args, value, shape = node
        nodes.append(node_of((operation, tuple(map(at, args)), value, shape)) if args else node)
    return Program(tuple(nodes), tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _order(program: Program) -> list[int]:
    """Return the nodes in the order in which they are computed."""
    size = len(program.nodes)
    args_of = [args if len(args) == len(set(args)) else tuple(set(args)) for _, args, _, _ in program.nodes]
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
    for held in (*program.outputs(), *(node for node, count in enumerate(missing) if not count)):
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
    waiting = [entry(node) for node, count in enumerate(missing) if not count]
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
