"""Joining: a result that is used once becomes one operation with what uses it.

Each part is rounded as apart: what is saved is one array written and read again.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from ..program import Node, Program
from ..program.layout import relabelled
from ..program.operation import ADD, MUL, SUB, Operation
from .primitives import MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT

__all__ = ["Joints", "joined"]

# By the operation outside, the position of the argument it takes in and the operation of that: what is
# both. It takes the arguments of the inner one, then the others.
Joints = Mapping[tuple[Operation, int, Operation], Operation]

_PRODUCTS: Final = {
    (ADD, 0, MUL): MULTIPLY_ADD,
    (ADD, 1, MUL): MULTIPLY_ADD,
    (SUB, 0, MUL): MULTIPLY_SUBTRACT,
    (SUB, 1, MUL): SUBTRACT_PRODUCT,
}


def joined(program: Program, joints: Joints = _PRODUCTS) -> Program:
    """Return an equal program in which pairs of operations are one; by default products and their sums.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x, y = sympy.symbols("x y")
    >>> [node.operation for node in joined(lower(x * y + 1)[0]).nodes if node.args]
    [multiply_add]
    """
    uses = program.uses()
    inside: set[int] = set()
    chosen: dict[int, Node] = {}
    outer = {operation for operation, _, _ in joints}
    for index, node in enumerate(program.nodes):
        if node.operation not in outer:
            continue
        found = _join(program, node, joints, uses, (inside, chosen))
        if found is not None:
            inner, new = found
            inside.add(inner)
            chosen[index] = new
    if not inside:
        return program
    place: list[int] = []
    nodes: list[Node] = []
    at = place.__getitem__
    for index, node in enumerate(program.nodes):
        place.append(len(nodes))
        if index not in inside:
            new = chosen.get(index, node)
            nodes.append(Node(new.operation, tuple(map(at, new.args)), new.value, new.shape))
    return Program(tuple(nodes), tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _join(
    program: Program,
    node: Node,
    joints: Joints,
    uses: list[int],
    taken: tuple[Container[int], Container[int]],
) -> tuple[int, Node] | None:
    """Return the argument that an operation takes in, and the operation of both."""
    for position, argument in enumerate(node.args):
        inner = program.nodes[argument]
        operation = joints.get((node.operation, position, inner.operation))
        if operation is None or uses[argument] != 1 or any(argument in nodes for nodes in taken):
            continue
        if all(program.nodes[a].is_number for a in inner.args):
            continue
        others = (*node.args[:position], *node.args[position + 1 :])
        return argument, Node(operation, (*inner.args, *others))
    return None
