"""The order of operations in which few results wait for their last use, so that few registers are needed."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from ..program import Node, Program
from ..program.layout import relabelled

__all__ = ["ordered"]


def ordered(program: Program) -> Program:
    """Return an equal program whose operations stand in another order.

    Of those that can be done the next is one that frees most registers, of equals the first.

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
    order = _Order(program).found()
    place = {node: number for number, node in enumerate(order)}
    nodes = (program.nodes[node] for node in order)
    return Program(
        tuple(Node(n.operation, tuple(place[a] for a in n.args), n.value, n.shape) for n in nodes),
        tuple(place[i] for i in program.inputs),
        relabelled(program.layout, place),
    )


class _Order:
    """What is done and what waits while an order is made."""

    def __init__(self, program: Program) -> None:
        self._args = [set(node.args) for node in program.nodes]
        self._users: list[list[int]] = [[] for _ in self._args]
        for node, args in enumerate(self._args):
            for argument in args:
                self._users[argument].append(node)
        # Outputs are kept to the end in places of their own, and leaves take no register.
        self._is_held = [not args for args in self._args]
        for output in program.outputs():
            self._is_held[output] = True
        self._uses = [len(users) for users in self._users]
        self._missing = [len(args) for args in self._args]

    def _entry(self, node: int) -> tuple[int, int]:
        freed = sum(self._uses[a] == 1 and not self._is_held[a] for a in self._args[node])
        return (0 if self._is_held[node] else 1) - freed, node

    def found(self) -> list[int]:
        """Return the nodes in their order."""
        # What becomes better while it waits gets one more entry: the first one that comes up counts.
        waiting = [self._entry(node) for node, missing in enumerate(self._missing) if not missing]
        heapify(waiting)
        order: list[int] = []
        is_done = [False] * len(self._args)
        while waiting:
            _, node = heappop(waiting)
            if is_done[node]:
                continue
            is_done[node] = True
            order.append(node)
            for argument in self._args[node]:
                self._uses[argument] -= 1
                if self._uses[argument] == 1:
                    users = self._users[argument]
                    last = next(user for user in users if not is_done[user])
                    if not self._missing[last]:
                        heappush(waiting, self._entry(last))
            for user in self._users[node]:
                self._missing[user] -= 1
                if not self._missing[user]:
                    heappush(waiting, self._entry(user))
        return order
