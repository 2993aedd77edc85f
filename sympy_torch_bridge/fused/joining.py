"""Joining: a product that is used once, in a sum or difference, becomes one operation with it.

The product is rounded before the sum, as apart: what is saved is one array written and read again.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from ..program import Node, Program
from ..program.layout import relabelled
from ..program.operation import ADD, MUL, NUMBER, SUB, Operation

__all__ = ["MULTIPLY_ADD", "MULTIPLY_SUBTRACT", "SUBTRACT_PRODUCT", "joined"]


def _multiply_add(a: Tensor, b: Tensor, c: Tensor, out: Tensor | None = None) -> Tensor:
    return torch.addcmul(c, a, b, out=out)


def _subtract_product(a: Tensor, b: Tensor, c: Tensor, out: Tensor | None = None) -> Tensor:
    return torch.addcmul(c, a, b, value=-1, out=out)


def _multiply_subtract(a: Tensor, b: Tensor, c: Tensor, out: Tensor | None = None) -> Tensor:
    # The result may lie where c does: the product needs a place of its own.
    return torch.sub(torch.mul(a, b), c, out=out)


MULTIPLY_ADD: Final = Operation("multiply_add", _multiply_add)
MULTIPLY_SUBTRACT: Final = Operation("multiply_subtract", _multiply_subtract)
SUBTRACT_PRODUCT: Final = Operation("subtract_product", _subtract_product)


def joined(program: Program) -> Program:
    """Return an equal program in which products and the sums they go into are one operation.

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
    for index, node in enumerate(program.nodes):
        if node.operation is ADD or node.operation is SUB:
            found = _join(program, node, uses, inside)
            if found is not None:
                inside.add(found[0])
                chosen[index] = found[1]
    if not inside:
        return program
    place: list[int] = []
    nodes: list[Node] = []
    at = place.__getitem__
    for index, old in enumerate(program.nodes):
        place.append(len(nodes))
        if index not in inside:
            new = chosen.get(index, old)
            nodes.append(Node(new.operation, tuple(map(at, new.args)), new.value, new.shape))
    return Program(tuple(nodes), tuple(map(at, program.inputs)), relabelled(program.layout, place))


def _join(program: Program, node: Node, uses: list[int], inside: set[int]) -> tuple[int, Node] | None:
    """Return the product that a sum or difference takes in, and the operation of both."""
    nodes = program.nodes
    for place, other in ((0, 1), (1, 0)):
        product = node.args[place]
        inner = nodes[product]
        if inner.operation is not MUL or uses[product] != 1 or product in inside:
            continue
        if all(nodes[a].operation is NUMBER for a in inner.args):
            continue
        operation = MULTIPLY_ADD
        if node.operation is SUB:
            operation = SUBTRACT_PRODUCT if place else MULTIPLY_SUBTRACT
        return product, Node(operation, (*inner.args, node.args[other]))
    return None
