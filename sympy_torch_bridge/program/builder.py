"""Building a program: equal nodes are one node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, compress
from typing import Any

from ..ops import array_kernels, matrix_kernels
from .layout import Layout, relabelled
from .node import Node, Number, node_of, rank_of
from .operation import ENTRYWISE, NEG, NUMBER, Operation, call, parametrised
from .program import Program

__all__ = ["ProgramBuilder", "Rule"]

Rule = Callable[[Node, tuple[int, ...]], int | None]

_LIFT = call(matrix_kernels.lift)
_MATRIX = 2


class ProgramBuilder:
    """Collects nodes; equal nodes get one index (hash-consing), so sharing needs no search."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.operations: set[Operation] = set()
        self._ranks: list[int] = []  # empty until there is a matrix: most programs have none
        self._has_matrices = False
        # By the node itself, or by what tells literals and inputs apart.
        self._index: dict[tuple[Any, ...], int] = {}
        self._numbers: dict[tuple[type[Number], Number], int] = {}  # those that have been asked for

    @classmethod
    def of(cls, program: Program) -> ProgramBuilder:
        """Return a builder that holds the nodes of a program, each at its index."""
        build = cls()
        build.take(program, len(program.nodes))
        return build

    def take(self, program: Program, count: int) -> None:
        """Begin with the first nodes of a program, each at its index."""
        self.nodes = list(program.nodes[:count])
        self.operations = {operation for operation, _, _, _ in self.nodes}
        self._index = {
            node if node[2] is None else _key(node): index for index, node in enumerate(self.nodes)
        }
        ranks = program.ranks()[:count]
        if any(ranks):
            self._has_matrices, self._ranks = True, ranks

    def add(
        self, operation: Operation, *args: int, value: Number | None = None, shape: tuple[Any, ...] = ()
    ) -> int:
        """Return the index of the node, a new one only if no equal node exists.

        The opposite of a real literal is a literal: functions of tensors tell the two apart.
        """
        if operation is NEG and self.nodes[args[0]].operation is NUMBER:
            opposite = self._opposite(args[0])
            if opposite is not None:
                return self.number(opposite)
        if self._has_matrices and operation in ENTRYWISE:
            args = self.aligned(args)
        nodes = self.nodes
        new = len(nodes)
        node = node_of((operation, args, value, shape))
        index = self._index.setdefault(node if value is None else _key(node), new)
        if index == new:
            nodes.append(node)
            if self._has_matrices or shape or operation not in self.operations:
                self._note(operation, shape)
        return index

    def again(self, node: Node, args: tuple[int, ...]) -> int:
        """Return the index of a node of another program, whose arguments are ``args`` here."""
        operation, old, value, shape = node
        if operation is NEG or self._has_matrices or operation not in self.operations:
            return self.add(operation, *args, value=value, shape=shape)
        new = len(self.nodes)
        if args != old:
            node = node_of((operation, args, value, shape))
        index = self._index.setdefault(node if value is None else _key(node), new)
        if index == new:
            self.nodes.append(node)
        return index

    def rewritten(self, program: Program, first: int, rules: Mapping[Operation, Rule]) -> Program:
        """Return a program in which nodes, from ``first`` on, are what the rule of their operation returns.

        Parameters
        ----------
        program : Program
        first : int
            The nodes before it stay as they are.
        rules : mapping of Operation to callable
            Given a node and its arguments in this builder, which begins empty, a rule returns the new node;
            None: the node stays as it is.

        Examples
        --------
        >>> import sympy
        >>> from sympy_torch_bridge.program import emit, lower
        >>> from sympy_torch_bridge.program.operation import ADD, MUL
        >>> program, _ = lower(sympy.Symbol("x") + 2)
        >>> build = ProgramBuilder()
        >>> rules = {ADD: lambda node, args: build.add(MUL, *args)}
        >>> print(emit(build.rewritten(program, 0, rules), ["x"]).splitlines()[-1].strip())
        return x*2
        """
        self.take(program, first)
        nodes, operations, index_of = self.nodes, self.operations, self._index.setdefault
        place = list(range(first))
        at, placed, rule_of = place.__getitem__, place.append, rules.get
        for node in program.nodes[first:]:
            operation, old, value, shape = node
            args = tuple(map(at, old))
            rule = rule_of(operation)
            if rule is not None:
                index = rule(node, args)
                if index is not None:
                    placed(index)
                    continue
            if value is not None or operation is NEG or self._has_matrices or operation not in operations:
                placed(self.again(node, args))
                continue
            new = len(nodes)
            if args != old:
                node = node_of((operation, args, None, shape))
            index = index_of(node, new)
            if index == new:
                nodes.append(node)
            placed(index)
        return self.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))

    def _note(self, operation: Operation, shape: tuple[Any, ...]) -> None:
        """Note the operation of the last node, and the rank of that node as soon as there is a matrix."""
        self.operations.add(operation)
        index = len(self.nodes) - 1
        if self._has_matrices:
            self._ranks.append(rank_of(self.nodes[index], self._ranks))
        elif operation.rank or shape:
            self._ranks = [0] * index
            self._ranks.append(rank_of(self.nodes[index], self._ranks))
            self._has_matrices = self._ranks[index] > 0

    def _opposite(self, index: int) -> int | float | None:
        """Return the opposite of a real literal, None of anything else."""
        value = self.nodes[index].value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return -value

    def rank(self, index: int) -> int:
        """Return the number of trailing axes that belong to one value: 0 scalar, 2 matrix."""
        return self._ranks[index] if self._has_matrices else 0

    def have_matrix(self, indices: Iterable[int]) -> bool:
        """Tell whether a node among several is a matrix."""
        return self._has_matrices and any(self._ranks[index] for index in indices)

    def aligned(self, args: tuple[int, ...]) -> tuple[int, ...]:
        """Give scalars beside arrays the axes of an array; literals have no axes that could be mistaken."""
        rank = max((self._ranks[a] for a in args), default=0) if self._has_matrices else 0
        if not rank:
            return args
        lift = _LIFT if rank == _MATRIX else parametrised(array_kernels.lift, rank, rank=rank, integral=True)
        return tuple(a if self._ranks[a] or self.is_number(a) else self.add(lift, a) for a in args)

    def number(self, value: Number) -> int:
        """Return the node of a literal."""
        if not value or type(value) is complex:  # zeros have a sign
            return self.add(NUMBER, value=value)
        key = type(value), value
        index = self._numbers.get(key)
        if index is None:
            index = self._numbers[key] = self.add(NUMBER, value=value)
        return index

    def is_number(self, index: int) -> bool:
        """Tell whether the node is a literal."""
        return self.nodes[index].operation is NUMBER

    def build(self, inputs: tuple[int, ...], layout: Layout) -> Program:
        """Freeze the nodes that the outputs or inputs need, in evaluation order."""
        draft = Program(tuple(self.nodes), inputs, layout)
        needed = bytearray(len(self.nodes))
        for index in (*draft.outputs(), *inputs):
            needed[index] = 1
        index = len(needed)
        for _, args, _, _ in reversed(self.nodes):
            index -= 1
            if needed[index]:
                for argument in args:
                    needed[argument] = 1
        return draft if all(needed) else _without_needless(draft, needed)


def _key(node: Node) -> tuple[Any, ...]:
    """Return what equal literals, or inputs, have in common.

    1 == 1.0 == True in Python, and -0.0 == 0.0: the type and the text keep them apart.
    """
    operation, args, value, shape = node
    return operation, args, type(value), repr(value), shape


def _without_needless(program: Program, needed: bytearray) -> Program:
    """Drop the nodes that nothing needs."""
    first = needed.index(0)  # those before the first of them keep their numbers
    place = list(accumulate(needed, initial=0))
    at = place.__getitem__
    kept = compress(program.nodes[first:], needed[first:])
    nodes = (
        *program.nodes[:first],
        *[node_of((operation, tuple(map(at, args)), value, shape)) for operation, args, value, shape in kept],
    )
    return Program(nodes, tuple(map(at, program.inputs)), relabelled(program.layout, place))
