"""Constants: the literal factors of a product become one, so that they cost, and round, once."""

from __future__ import annotations

from typing import Final

from ..program import Program
from ..program.builder import ProgramBuilder
from ..program.layout import relabelled
from ..program.operation import DIV, MUL, NEG

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
    for index in range(len(program.nodes)):
        gathering.add(index)
    return gathering.finished()


class _Gathering:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.uses = program.uses()
        self.quotients = {node.args for node in program.nodes if node.operation is DIV}
        self.build = ProgramBuilder()
        self.place: list[int] = []
        # By the node of a product, the position of the argument in which its literal factor lies.
        self.carrier: dict[int, int] = {}
        # Products that nothing else uses, whose literal may become another one.
        self.free: set[int] = set()

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
        operation, factors, _, _ = self.program.nodes[args[0]]
        if operation is MUL:
            for literal, other in (factors, factors[::-1]):
                is_moderate = self._factor(self.place[literal]) is not None
                if (
                    self.program.nodes[literal].is_number
                    and is_moderate
                    and (other, args[1]) in self.quotients
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
        value = self.build.nodes[node].value if self.build.is_number(node) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if 1 / _MODERATE <= abs(value) <= _MODERATE else None

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
