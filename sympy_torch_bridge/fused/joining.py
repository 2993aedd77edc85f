"""Joining: a result that is used once becomes one operation with what uses it.

Each part is rounded as apart: what is saved is one array written and read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Final

from ..program import Node, Program
from ..program.layout import relabelled
from ..program.node import node_of
from ..program.operation import ADD, MUL, NUMBER, SUB, Operation
from .primitives import MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT

__all__ = ["PRODUCTS", "Joints", "joined", "pairs_joined", "rearranged"]

# By the operation outside, the position of the argument it takes in and the operation of that: what is
# both. It takes the arguments of the inner one, then the others.
Joints = Mapping[tuple[Operation, int, Operation], Operation]

PRODUCTS: Final[Joints] = {
    (ADD, 0, MUL): MULTIPLY_ADD,
    (ADD, 1, MUL): MULTIPLY_ADD,
    (SUB, 0, MUL): MULTIPLY_SUBTRACT,
    (SUB, 1, MUL): SUBTRACT_PRODUCT,
}


def joined(program: Program, *rounds: Joints) -> Program:
    """Return an equal program in which pairs of operations are one; by default products and their sums.

    Each round takes the pairs of a table, those of what the rounds before it made among them.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x, y = sympy.symbols("x y")
    >>> [node.operation for node in joined(lower(x * y + 1)[0]).nodes if node.args]
    [multiply_add]
    """
    nodes, is_kept = pairs_joined(program, rounds or (PRODUCTS,))
    return rearranged(program, nodes, list(compress(range(len(nodes)), is_kept)))


def pairs_joined(program: Program, rounds: Sequence[Joints]) -> tuple[list[Node], bytearray]:
    """Return the nodes of a program with pairs in the places of what takes in, and which nodes are left."""
    nodes, uses = list(program.nodes), program.uses()
    is_kept = bytearray(b"\1") * len(nodes)
    for joints in rounds:
        _join(nodes, uses, is_kept, joints)
    return nodes, is_kept


def rearranged(program: Program, nodes: Sequence[Node], order: Sequence[int]) -> Program:
    """Return a program of some nodes in an order; ``nodes`` stand in the places of those of ``program``."""
    place = [0] * len(nodes)
    for number, index in enumerate(order):
        place[index] = number
    at = place.__getitem__
    moved: list[Node] = []
    for index in order:
        node = nodes[index]
        operation, args, value, shape = node
        moved.append(node_of((operation, tuple(map(at, args)), value, shape)) if args else node)
    return Program(tuple(moved), tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _join(nodes: list[Node], uses: Sequence[int], is_kept: bytearray, joints: Joints) -> None:
    """Put an operation of both in the place of the outer one of each pair, and drop the inner one.

    What a pair becomes is in no pair of the same table. Results are taken in once: uses stay as they are.
    """
    by_outer: dict[Operation, list[dict[Operation, Operation]]] = {}
    for (outer, place, taken), joint in joints.items():
        by_outer.setdefault(outer, [{}, {}, {}])[place][taken] = joint
    for index, (operation, args, _, _) in enumerate(nodes):
        tables = by_outer.get(operation)
        if tables is None or not is_kept[index]:
            continue
        for argument, by_inner in zip(args, tables, strict=False):
            if uses[argument] != 1:
                continue
            inner, inside, _, _ = nodes[argument]
            both = by_inner.get(inner)
            if both is None or (
                nodes[inside[0]].operation is NUMBER and all(nodes[a].operation is NUMBER for a in inside)
            ):
                continue
            is_kept[argument] = 0
            position = args.index(argument)
            nodes[index] = node_of((both, (*inside, *args[:position], *args[position + 1 :]), None, ()))
            break
