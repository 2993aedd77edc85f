"""A program in parts, each of which one kernel can hold; what later parts read goes through memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ...program import Layout, Program
from ...program.node import Node
from ...program.operation import INPUT, NUMBER

__all__ = ["Part", "parts_of"]

# The most operations of one kernel: to compile so many takes four seconds, and more take longer each.
_MOST_OPERATIONS: Final = 4000
# An address, or a number, takes eight of the 4,096 bytes of arguments that every device accepts.
_MOST_ARGUMENTS: Final = 512


class Part(NamedTuple):
    """A program that computes some nodes of another one, from inputs and from what earlier parts computed.

    Attributes
    ----------
    program : Program
        Its inputs are the numbers of ``given``, its outputs those of ``found``, in order.
    given, found : tuple of int
        Nodes of the whole program.
    results : tuple of int
        Which outputs of the whole program the last of the outputs are.
    left : frozenset of int
        The nodes that a later part may read, the first input among them; all others may be forgotten.
    """

    program: Program
    given: tuple[int, ...]
    found: tuple[int, ...]
    results: tuple[int, ...]
    left: frozenset[int]


def parts_of(
    program: Program, most_operations: int = _MOST_OPERATIONS, most_arguments: int = _MOST_ARGUMENTS
) -> list[Part]:
    """Cut a program into parts, where few numbers pass from one to the next.

    Parameters
    ----------
    program : Program
        Of at least one input.
    most_operations : int
        Of a part, at least 1.
    most_arguments : int
        Of a kernel, at least 16: two for an input, one for an output, one more.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.exp(sympy.sin(x) + sympy.cos(x)) * x)
    >>> [part.program for part in parts_of(program)]
    [Program(5 operations, 1 inputs)]
    >>> [(part.program, part.results) for part in parts_of(program, most_operations=4)]
    [(Program(4 operations, 1 inputs), ()), (Program(1 operations, 2 inputs), (0,))]
    """
    cutting = _Cutting(program)
    return list(cutting.parts(most_operations, most_arguments))


class _Step(NamedTuple):
    """The computation of a node, or that of an output, which is the copy of a node."""

    node: int
    output: int | None
    reads: tuple[int, ...]


class _Cutting:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.steps = list(self._steps())
        self.made_at = {step.node: k for k, step in enumerate(self.steps) if step.output is None}
        self.last_read = {node: k for k, step in enumerate(self.steps) for node in step.reads}

    def _steps(self) -> Iterator[_Step]:
        """List what is to be done; an output as soon as it can be, so that it is not kept for later."""
        positions: dict[int, list[int]] = {}
        for position, node in enumerate(self.program.outputs()):
            positions.setdefault(node, []).append(position)
        for index, (operation, args, _, _) in enumerate(self.program.nodes):
            is_leaf = operation in (INPUT, NUMBER)
            if not is_leaf:
                yield _Step(index, None, self._read(args))
            for position in positions.get(index, ()):
                yield _Step(index, position, self._read((index,)))

    def _read(self, nodes: tuple[int, ...]) -> tuple[int, ...]:
        """Leave literal numbers out, which each part writes anew, and what is read twice."""
        return tuple(dict.fromkeys(n for n in nodes if not self.program.nodes[n].is_number))

    def parts(self, most_operations: int, most_arguments: int) -> Iterator[Part]:
        start = 0
        while start < len(self.steps):
            end = self._end(start, most_operations, most_arguments)
            yield self._part(start, end)
            start = end

    def _end(self, start: int, most_operations: int, most_arguments: int) -> int:
        """Return the step before which a part that begins at a step ends."""
        operations = written = 0
        given: set[int] = set()
        kept: set[int] = set()
        ends: list[tuple[int, int]] = []
        for k in range(start, len(self.steps)):
            step = self.steps[k]
            operations += step.output is None
            written += step.output is not None
            if operations > most_operations:
                break
            for node in step.reads:
                if self.made_at.get(node, -1) < start:
                    given.add(node)
                elif self.last_read[node] == k:
                    kept.discard(node)
            if step.output is None and self.last_read.get(step.node, -1) > k:
                kept.add(step.node)
            if 2 * max(len(given), 1) + len(kept) + written + 1 <= most_arguments:
                ends.append((len(kept), k + 1))
        last = ends[-1][1]
        if last == len(self.steps):
            return last
        # In the latter half of what fits, the last place where the fewest numbers are kept.
        return max((-kept, end) for kept, end in ends if 2 * (end - start) >= last - start)[1]

    def _part(self, start: int, end: int) -> Part:
        steps = self.steps[start:end]
        made = [step.node for step in steps if step.output is None]
        results = {step.output: step.node for step in steps if step.output is not None}
        read = dict.fromkeys(node for step in steps for node in step.reads)
        # A kernel makes its results like an input, and has at least one.
        given = tuple(node for node in read if self.made_at.get(node, -1) < start) or self.program.inputs[:1]
        shown = set(results.values())
        kept = [node for node in made if node not in shown and self.last_read.get(node, -1) >= end]
        found = (*kept, *results.values())
        return Part(
            self._program(given, made, found),
            given,
            found,
            tuple(results),
            frozenset(
                n for n, last in self.last_read.items() if last >= end and self.made_at.get(n, -1) < end
            ).union(self.program.inputs[:1]),
        )

    def _program(self, given: tuple[int, ...], made: Iterable[int], found: Iterable[int]) -> Program:
        nodes = [Node(INPUT, (), k) for k, _ in enumerate(given)]
        inputs = tuple(range(len(nodes)))
        place = dict(zip(given, inputs, strict=True))
        for index in made:
            self._place(index, place, nodes)
        layout = Layout("tuple", tuple(Layout("node", node=self._place(n, place, nodes)) for n in found))
        return Program(tuple(nodes), inputs, layout)

    def _place(self, index: int, place: dict[int, int], nodes: list[Node]) -> int:
        """Return where a node is in a part, after the literal numbers that it needs."""
        if index not in place:
            node = self.program.nodes[index]
            moved = node._replace(args=tuple(self._place(a, place, nodes) for a in node.args))
            place[index] = len(nodes)
            nodes.append(moved)
        return place[index]
