"""Sizes and positions that have to be Python integers: literals, or read from the shapes of inputs."""

from __future__ import annotations

from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..builder import ProgramBuilder
from ..expressions.traversal import children, postorder
from ..lowering import Lowering
from ..lowering.symbols import size_node
from ..operation import ADD, MUL

__all__ = ["integer", "integers"]


def integers(lowering: Lowering, owner: Any, sizes: tuple[Any, ...]) -> list[int]:
    """Return the nodes of several sizes of one matrix expression."""
    return [integer(lowering, owner, size) for size in sizes]


def integer(lowering: Lowering, owner: Any, size: Any) -> int:
    """Return the node of a sum or product of size symbols and integers.

    Raises
    ------
    UnsupportedFunctionError
        The size is not known from the shape of an input.
    """
    build = lowering.builder
    nodes: dict[int, int] = {}
    for part in postorder(sympy.sympify(size)):
        inner = [nodes[id(child)] for child in children(part)]
        if part.is_Integer:
            nodes[id(part)] = build.number(int(part))
        elif part in lowering.sizes:
            nodes[id(part)] = size_node(lowering, part)
        elif isinstance(part, sympy.Pow) and part.exp.is_Integer and part.exp > 0:
            nodes[id(part)] = _folded(build, MUL, inner[:1] * int(part.exp))
        elif isinstance(part, sympy.Add | sympy.Mul):
            nodes[id(part)] = _folded(build, ADD if isinstance(part, sympy.Add) else MUL, inner)
        else:
            raise _unknown(owner, part, size)
    return nodes[id(sympy.sympify(size))]


def _folded(build: ProgramBuilder, operation: Any, nodes: list[int]) -> int:
    result = nodes[0]
    for node in nodes[1:]:
        result = build.add(operation, result, node)
    return result


def _unknown(owner: Any, part: Any, size: Any) -> UnsupportedFunctionError:
    name = type(owner).__name__
    hint = (
        f"the size {size} holds {part}, which no input matrix has; "
        f"inputs=[MatrixSymbol('A', {part}, {part}), ...] lists one"
        if isinstance(part, sympy.Symbol)
        else f"the size {size} is no sum or product of symbols and integers; substitute a number for it"
    )
    return UnsupportedFunctionError(name, [name], hint=hint)
