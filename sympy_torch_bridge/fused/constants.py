"""Constants: the literal factors of a product become one, so that they cost, and round, once."""

from __future__ import annotations

from functools import cached_property
from typing import Final, TypeGuard

from ..program import Program
from ..program.builder import ProgramBuilder
from ..program.layout import relabelled
from ..program.node import Number
from ..program.operation import DIV, MUL, NEG, NUMBER

__all__ = ["gathered"]

# A factor of this size hardly moves what it is multiplied with towards the ends of the numbers.
_MODERATE: Final = 2.0**20

# So many products are written anew for the sake of one that goes: a long chain would take long.
_DEEPEST: Final = 8


def gathered(program: Program) -> Program:
    """Return an equal program in which a product has one literal factor, where the first of them was.

    There it stays with numbers that are the same at all points.

    Examples
    --------
    >>> from sympy_torch_bridge.program import Layout, emit
    >>> from sympy_torch_bridge.program.operation import INPUT
    >>> build = ProgramBuilder()
    >>> a, b = build.add(INPUT, value=0), build.add(INPUT, value=1)
    >>> half, third = build.add(MUL, build.number(0.5), a), build.add(MUL, b, build.number(0.25))
    >>> program = build.build((a, b), Layout("node", node=build.add(DIV, build.add(MUL, half, third), b)))
    >>> [emit(p, ["a", "b"]).splitlines()[-1].strip() for p in (program, gathered(program))]
    ['return 0.5*a*(b*0.25)/b', 'return 0.125*a*b/b']
    """
    if program.operations.isdisjoint((MUL, DIV)):
        return program
    gathering = _Gathering(program)
    first = gathering.first
    if first == len(program.nodes):
        return program
    for index in range(first, len(program.nodes)):
        gathering.add(index)
    return gathering.finished()


class _Gathering:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.uses = program.uses()
        # By the node of a product, the position of the argument in which its literal factor lies.
        self.carrier: dict[int, int] = {}
        # Products that nothing else uses, whose literal may become another one.
        self.free: set[int] = set()
        self.build = ProgramBuilder()
        self.first = self._first_change()
        self.place = list(range(self.first))
        if self.first < len(program.nodes):
            self.build.take(program, self.first)

    def _first_change(self) -> int:
        """Return the first node that may become another one, noting the products before it.

        Most programs have none: few products have a literal factor, and hardly one has two.
        """
        nodes, uses = self.program.nodes, self.uses
        # By the node that has a literal factor, how many products lie around that.
        depth: dict[int, int] = {}
        for index, (operation, args, value, _) in enumerate(nodes):
            if operation is MUL or operation is DIV:
                left, right = args
                if operation is DIV and nodes[left].operation is MUL and self._outside(args) is not None:
                    return index
                if left in depth:
                    if operation is MUL and right in depth:
                        return index
                    position = 0
                elif operation is MUL and right in depth:
                    position = 1
                else:
                    continue
                self.carrier[index] = position
                if uses[index] == 1:
                    self.free.add(index)
                    around = depth[args[position]] + 1
                    if around <= _DEEPEST:
                        depth[index] = around
            elif operation is NUMBER:
                if _is_moderate(value):
                    depth[index] = 0
            elif operation is NEG and args[0] in depth:
                return index
        return len(nodes)

    @cached_property
    def _quotients(self) -> frozenset[tuple[int, ...]]:
        return frozenset([args for operation, args, _, _ in self.program.nodes if operation is DIV])

    def add(self, index: int) -> None:
        node = self.program.nodes[index]
        args = tuple(map(self.place.__getitem__, node.args))
        operation = node.operation
        if operation is MUL or operation is DIV:
            new = self._product(index, args)
        elif operation is NEG and (literal := self._factor(args[0])) is not None:
            opposite = self._with(args[0], -literal)
            assert opposite is not None  # a literal is no argument of NEG
            new = self._noted(index, opposite)
        else:
            new = self.build.again(node, args)
        self.place.append(new)

    def finished(self) -> Program:
        program, at = self.program, self.place.__getitem__
        return self.build.build(tuple(map(at, program.inputs)), relabelled(program.layout, self.place))

    def _product(self, index: int, args: tuple[int, ...]) -> int:
        operation = self.program.nodes[index].operation
        if operation is DIV and (outside := self._outside(self.program.nodes[index].args)) is not None:
            literal, numerator = outside
            quotient = self.build.add(DIV, self.place[numerator], args[1])
            return self._noted(index, self.build.add(MUL, self.place[literal], quotient))
        first, second = self._factor(args[0]), self._factor(args[1]) if operation is MUL else None
        if first is not None and second is not None and not all(map(self.build.is_number, args)):
            both = first * second
            if 1 / _MODERATE <= abs(both) <= _MODERATE:
                return self._merged(index, args, both)
        return self._noted(index, self.build.add(operation, *args))

    def _merged(self, index: int, args: tuple[int, ...], literal: int | float) -> int:
        """Return the product of two that have literals, with one: the second of them loses its own."""
        kept = 1 if self.build.is_number(args[0]) else 0
        changed, other = self._with(args[kept], literal), self._with(args[1 - kept], 1)
        assert changed is not None  # two numbers are no product here
        if other is None:
            return self._noted(index, changed)
        return self._noted(index, self.build.add(MUL, *((other, changed) if kept else (changed, other))))

    def _outside(self, args: tuple[int, ...]) -> tuple[int, int] | None:
        """Split c*a in the quotient c*a/b where a/b is needed too."""
        nodes = self.program.nodes
        operation, factors, _, _ = nodes[args[0]]
        if operation is MUL:
            for literal, other in (factors, factors[::-1]):
                if (
                    nodes[literal].operation is NUMBER
                    and _is_moderate(nodes[literal].value)
                    and (other, args[1]) in self._quotients
                ):
                    return literal, other
        return None

    def _noted(self, index: int, new: int) -> int:
        """Remember where the literal of a product lies."""
        node = self.build.nodes[new]
        for position in (0, 1) if node.operation is MUL else (0,) if node.operation is DIV else ():
            if self._factor(node.args[position]) is not None:
                self.carrier[new] = position
                break
        if self.uses[index] == 1:
            self.free.add(new)
        return new

    def _factor(self, node: int) -> int | float | None:
        """Return the literal factor of a node that may lose it."""
        for _ in range(_DEEPEST):
            if node not in self.carrier or node not in self.free:
                break
            node = self.build.nodes[node].args[self.carrier[node]]
        operation, _, value, _ = self.build.nodes[node]
        return value if operation is NUMBER and _is_moderate(value) else None

    def _with(self, node: int, factor: int | float) -> int | None:
        """Return a node with another literal factor; None for the literal 1 alone."""
        path = []
        while not self.build.is_number(node):
            path.append(node)
            node = self.build.nodes[node].args[self.carrier[node]]
        new = None if factor == 1 else self.build.number(factor)
        for product in reversed(path):
            operation, args, _, _ = self.build.nodes[product]
            position = self.carrier[product]
            if new is None and operation is MUL:
                new = args[1 - position]
                continue
            literal = self.build.number(1) if new is None else new
            given = (literal, args[1]) if position == 0 else (args[0], literal)
            new = self.build.add(operation, *given)
            self.carrier[new] = position
            self.free.add(new)
        return new


def _is_moderate(value: Number | None) -> TypeGuard[int | float]:
    """Tell whether a number is a factor that may become another one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 1 / _MODERATE <= abs(value) <= _MODERATE
