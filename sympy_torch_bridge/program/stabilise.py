"""Stabilising: forms that lose digits by cancellation become the torch function made for them.

    log(u + 1), log(1 - u)   ->  log1p(u), log1p(-u)
    exp(u) - 1, 1 - exp(u)   ->  expm1(u), -expm1(u)

Both sides are the same function; the right one keeps the digits of a small ``u``, and loses none elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from .operation import ADD, NEG, SUB, call
from .program import Node, Program, ProgramBuilder, relabelled

__all__ = ["stabilise"]

_LOG = call(torch.log)
_LOG1P = call(torch.log1p)
_EXP = call(torch.exp)
_EXPM1 = call(torch.expm1)

# A rewrite looks at one node, whose arguments are already in the new program, and returns the
# node that replaces it, or None.
Rewrite = Callable[[ProgramBuilder, Node], int | None]


def stabilise(program: Program) -> Program:
    """Return an equal program in which cancelling forms are replaced.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.log(1 + sympy.exp(x)))
    >>> print(emit(stabilise(program), ["x"]).splitlines()[-1].strip())
    return torch.log1p(torch.exp(x))
    """
    build = ProgramBuilder()
    place: dict[int, int] = {}
    for index, node in enumerate(program.nodes):
        moved = Node(node.operation, tuple(place[a] for a in node.args), node.value, node.shape)
        replaced = next((new for rewrite in _REWRITES if (new := rewrite(build, moved)) is not None), None)
        if replaced is None:
            replaced = build.add(moved.operation, *moved.args, value=moved.value, shape=moved.shape)
        place[index] = replaced
    return build.build(tuple(place[i] for i in program.inputs), relabelled(program.layout, place))


def _log1p(build: ProgramBuilder, node: Node) -> int | None:
    if node.operation is not _LOG:
        return None
    inner = build.nodes[node.args[0]]
    if inner.operation is ADD and _is_one(build, inner.args[1]):
        return build.add(_LOG1P, inner.args[0])
    if inner.operation is ADD and _is_one(build, inner.args[0]):
        return build.add(_LOG1P, inner.args[1])
    if inner.operation is SUB and _is_one(build, inner.args[0]):
        return build.add(_LOG1P, build.add(NEG, inner.args[1]))
    return None


def _expm1(build: ProgramBuilder, node: Node) -> int | None:
    if node.operation is not SUB:
        return None
    left, right = node.args
    if build.nodes[left].operation is _EXP and _is_one(build, right):
        return build.add(_EXPM1, build.nodes[left].args[0])
    if _is_one(build, left) and build.nodes[right].operation is _EXP:
        return build.add(NEG, build.add(_EXPM1, build.nodes[right].args[0]))
    return None


def _is_one(build: ProgramBuilder, index: int) -> bool:
    node = build.nodes[index]
    return node.is_number and node.value == 1


_REWRITES: tuple[Rewrite, ...] = (_log1p, _expm1)
