"""The Program: a hash-consed graph in which every distinct computation occurs once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..ops import array_kernels, matrix_kernels
from .operation import (
    ENTRYWISE,
    INPUT,
    INTEGER_POW,
    LOGICAL,
    NEG,
    NUMBER,
    WHERE,
    Operation,
    call,
    parametrised,
)

__all__ = ["Layout", "Node", "Program", "ProgramBuilder", "relabelled"]

Number = bool | int | float | complex

_LIFT = call(matrix_kernels.lift)
_MODERATE = 2**31
_MODERATE_POWER = 4
_MATRIX = 2


@dataclass(frozen=True, slots=True)
class Node:
    """One computation: an operation applied to earlier nodes.

    ``args`` are indices into :attr:`Program.nodes`; ``value`` is the Python number of a NUMBER and
    the position of an INPUT; ``shape`` is the symbolic shape of a matrix INPUT, empty otherwise.
    """

    operation: Operation
    args: tuple[int, ...] = ()
    value: Number | None = None
    shape: tuple[Any, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether the node is a literal."""
        return self.operation is NUMBER


@dataclass(frozen=True, slots=True)
class Layout:
    """How the outputs are arranged for the user: one node, a nested container, or a stacked array.

    ``kind`` is ``"node"``, ``"list"``, ``"tuple"``, ``"dict"`` or ``"stack"``; a stack is a dense
    array with the trailing ``shape``, its items in row-major order. ``keys`` are those of a dict,
    or the class of a named tuple.
    """

    kind: str
    items: tuple[Layout, ...] = ()
    node: int = -1
    keys: tuple[Any, ...] = ()
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A straight-line program: nodes in evaluation order, the inputs, and the layout of the outputs."""

    nodes: tuple[Node, ...]
    inputs: tuple[int, ...]
    layout: Layout

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"Program({self.operation_count} operations, {len(self.inputs)} inputs)"

    @property
    def operation_count(self) -> int:
        """Number of nodes that compute something."""
        return sum(node.operation not in (INPUT, NUMBER) for node in self.nodes)

    @property
    def is_integral(self) -> bool:
        """Whether integer inputs can stay integers.

        Every operation must give integers and every literal be a moderate one; higher powers and
        larger literals leave 64 bits so easily that they are computed in floating point.
        """
        return all(self._keeps_integers(node) for node in self.nodes)

    def _keeps_integers(self, node: Node) -> bool:
        if node.is_number:
            return isinstance(node.value, int) and abs(node.value) < _MODERATE
        if node.operation is INTEGER_POW:
            exponent = self.nodes[node.args[1]].value
            return isinstance(exponent, int) and exponent <= _MODERATE_POWER
        return node.operation.integral

    @property
    def has_complex_numbers(self) -> bool:
        """Whether a literal is complex, as the imaginary unit is, or a function of real arguments is."""
        return any(isinstance(node.value, complex) or node.operation.complex_valued for node in self.nodes)

    def boolean_inputs(self) -> frozenset[int]:
        """Return the positions of the inputs that no numeric operation uses: truth values may stay so."""
        numeric: set[int] = set()
        for node in self.nodes:
            conditions = 1 if node.operation is WHERE else len(node.args) if node.operation in LOGICAL else 0
            numeric.update(node.args[conditions:])
        return frozenset(p for p, index in enumerate(self.inputs) if index not in numeric)

    def uses(self) -> list[int]:
        """Count how often each node is an argument or an output."""
        count = [0] * len(self.nodes)
        for node in self.nodes:
            for argument in node.args:
                count[argument] += 1
        for output in self.outputs():
            count[output] += 1
        return count

    def outputs(self) -> list[int]:
        """List the nodes of all outputs in the order of the layout."""
        found: list[int] = []
        stack = [self.layout]
        while stack:
            layout = stack.pop()
            if layout.kind == "node":
                found.append(layout.node)
            stack.extend(reversed(layout.items))
        return found

    def ranks(self) -> list[int]:
        """Count for each node the trailing axes that belong to one value: 0 scalar, 2 matrix."""
        result: list[int] = []
        for node in self.nodes:
            result.append(_rank(node, result))
        return result

    def dependencies(self) -> list[frozenset[int]]:
        """Return for each node the positions of the inputs that it depends on."""
        shared: dict[frozenset[int], frozenset[int]] = {}
        result: list[frozenset[int]] = []
        for node in self.nodes:
            if node.operation is INPUT:
                depends = frozenset((int(node.value),))  # type: ignore[arg-type]
            elif node.operation.of_shapes:
                depends = frozenset()
            else:
                depends = _union([result[a] for a in node.args])
            result.append(shared.setdefault(depends, depends))
        return result

    def differentiable(self) -> list[bool]:
        """Tell for each node whether its numbers come from an input, other than through conditions.

        Truth values and sizes have no gradient, and of the arguments of ``where`` the first is one.
        """
        result: list[bool] = []
        for node in self.nodes:
            values = node.args[1:] if node.operation is WHERE else node.args
            reaches = node.operation is INPUT or any(result[a] for a in values)
            result.append(reaches and not (node.operation.is_truth or node.operation.of_shapes))
        return result


def _rank(node: Node, ranks: Sequence[int]) -> int:
    if node.operation.rank is not None:
        return node.operation.rank
    return max((ranks[a] for a in node.args), default=len(node.shape))


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    union: frozenset[int] = frozenset()
    for item in sets:
        if not item <= union:
            union |= item
    return union


class ProgramBuilder:
    """Collects nodes; equal nodes get one index (hash-consing), so sharing needs no search."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._ranks: list[int] = []
        self._has_matrices = False
        self._index: dict[tuple[Any, ...], int] = {}

    def add(
        self, operation: Operation, *args: int, value: Number | None = None, shape: tuple[Any, ...] = ()
    ) -> int:
        """Return the index of the node, a new one only if no equal node exists.

        The opposite of a real literal is a literal: functions of tensors tell the two apart.
        """
        if operation is NEG and (opposite := self._opposite(args[0])) is not None:
            return self.number(opposite)
        if self._has_matrices and operation in ENTRYWISE:
            args = self.aligned(args)
        # 1 == 1.0 == True in Python, and -0.0 == 0.0: the type and the text keep them apart.
        key = (operation, args) if value is None else (operation, args, type(value), repr(value), shape)
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self.nodes)
            node = Node(operation, args, value, shape)
            self.nodes.append(node)
            # Most programs have no matrix at all, and need no look at the arguments.
            needs_rank = self._has_matrices or operation.rank or shape
            self._ranks.append(_rank(node, self._ranks) if needs_rank else 0)
            self._has_matrices = self._has_matrices or self._ranks[index] > 0
        return index

    def _opposite(self, index: int) -> int | float | None:
        """Return the opposite of a real literal, None of anything else."""
        value = self.nodes[index].value
        if not self.is_number(index) or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return -value

    def rank(self, index: int) -> int:
        """Return the number of trailing axes that belong to one value: 0 scalar, 2 matrix."""
        return self._ranks[index]

    def have_matrix(self, indices: Iterable[int]) -> bool:
        """Tell whether a node among several is a matrix."""
        return self._has_matrices and any(self._ranks[index] for index in indices)

    def aligned(self, args: tuple[int, ...]) -> tuple[int, ...]:
        """Give scalars beside arrays the axes of an array; literals have no axes that could be mistaken."""
        rank = max((self._ranks[a] for a in args), default=0)
        if not rank:
            return args
        lift = _LIFT if rank == _MATRIX else parametrised(array_kernels.lift, rank, rank=rank, integral=True)
        return tuple(a if self._ranks[a] or self.is_number(a) else self.add(lift, a) for a in args)

    def number(self, value: Number) -> int:
        """Return the node of a literal."""
        return self.add(NUMBER, value=value)

    def is_number(self, index: int) -> bool:
        """Tell whether the node is a literal."""
        return self.nodes[index].is_number

    def build(self, inputs: tuple[int, ...], layout: Layout) -> Program:
        """Freeze the nodes that the outputs or inputs need, in evaluation order."""
        draft = Program(tuple(self.nodes), inputs, layout)
        needed = [False] * len(self.nodes)
        for index in (*draft.outputs(), *inputs):
            needed[index] = True
        for index in range(len(self.nodes) - 1, -1, -1):
            if needed[index]:
                for argument in self.nodes[index].args:
                    needed[argument] = True
        if all(needed):
            return draft
        return _renumber(draft, needed)


def _renumber(program: Program, needed: list[bool]) -> Program:
    """Drop the nodes that nothing needs."""
    place: dict[int, int] = {}
    nodes: list[Node] = []
    for index, node in enumerate(program.nodes):
        if needed[index]:
            place[index] = len(nodes)
            nodes.append(Node(node.operation, tuple(place[a] for a in node.args), node.value, node.shape))
    return Program(tuple(nodes), tuple(place[i] for i in program.inputs), relabelled(program.layout, place))


def relabelled(layout: Layout, place: dict[int, int]) -> Layout:
    """Return the layout with its nodes renumbered."""
    if layout.kind == "node":
        return Layout("node", node=place[layout.node])
    return Layout(
        layout.kind,
        tuple(relabelled(item, place) for item in layout.items),
        keys=layout.keys,
        shape=layout.shape,
    )
