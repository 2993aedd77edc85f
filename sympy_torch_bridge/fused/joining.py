"""Joining: a result that is used once becomes one operation with what uses it.

Each part is rounded as apart: what is saved is one array written and read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, compress
from typing import Final

from ..program import Node, Program
from ..program.layout import relabelled
from ..program.node import node_of
from ..program.operation import ADD, MUL, NUMBER, SUB, Operation
from .primitives import MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT

__all__ = ["Joints", "joined"]

# By the operation outside, the position of the argument it takes in and the operation of that: what is
# both. It takes the arguments of the inner one, then the others.
Joints = Mapping[tuple[Operation, int, Operation], Operation]

_OPPOSITE: Final = bytes([1]) + bytes(255)

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
    is_inside, chosen = _pairs(program, joints)
    if not chosen:
        return program
    first = is_inside.index(1)
    is_kept = is_inside.translate(_OPPOSITE)
    place = list(accumulate(is_kept, initial=0))
    at = place.__getitem__
    nodes = list(program.nodes[:first])
    for index in compress(range(first, len(program.nodes)), is_kept[first:]):
        node = chosen.get(index) or program.nodes[index]
        operation, args, value, shape = node
        nodes.append(node_of((operation, tuple(map(at, args)), value, shape)) if args else node)
    return Program(tuple(nodes), tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _pairs(program: Program, joints: Joints) -> tuple[bytearray, dict[int, Node]]:
    """Mark the results that are taken in, and return what takes them in: an operation of both."""
    nodes, uses = program.nodes, program.uses()
    is_inside = bytearray(len(nodes))
    chosen: dict[int, Node] = {}
    inner_kinds: dict[Operation, set[Operation]] = {}
    for outer, _, inner in joints:
        inner_kinds.setdefault(outer, set()).add(inner)
    for index, (operation, args, _, _) in enumerate(nodes):
        kinds = inner_kinds.get(operation)
        if kinds is None:
            continue
        for position, argument in enumerate(args):
            if uses[argument] != 1:
                continue
            inner, inside, _, _ = nodes[argument]
            if inner not in kinds or argument in chosen:
                continue
            both = joints.get((operation, position, inner))
            is_of_numbers = nodes[inside[0]].operation is NUMBER
            if both is None or (is_of_numbers and all(nodes[a].operation is NUMBER for a in inside)):
                continue
            is_inside[argument] = 1
            chosen[index] = node_of((both, (*inside, *args[:position], *args[position + 1 :]), None, ()))
            break
    return is_inside, chosen
