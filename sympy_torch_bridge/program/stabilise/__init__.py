"""Stabilising: forms that lose digits, or leave the range of numbers, are replaced by equal ones.

Every rewrite keeps the real function: the values, nan outside the domain, the infinities, and the
derivatives wherever they exist. :data:`REWRITES` lists them; each is one entry with an example.
"""

from __future__ import annotations

from ..layout import relabelled
from ..node import Node
from ..operation import NEG, Operation
from ..program import Program
from ..variable_powers import with_variable_powers
from . import complements, differences, exponentials, logarithms, roots
from .rewrite import Rewrite, StableBuilder, core

__all__ = ["REWRITES", "Rewrite", "stabilise"]

REWRITES: tuple[Rewrite, ...] = (
    *complements.REWRITES,
    *differences.REWRITES,
    *roots.REWRITES,
    *exponentials.REWRITES,
    *logarithms.REWRITES,
)


def _by_root() -> dict[Operation, tuple[Rewrite, ...]]:
    table: dict[Operation, tuple[Rewrite, ...]] = {}
    for rewrite in REWRITES:
        for root in rewrite.roots:
            table[root] = (*table.get(root, ()), rewrite)
    return table


_BY_ROOT = _by_root()


def stabilise(program: Program) -> Program:
    """Return an equal program in which unstable forms are replaced.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x = sympy.Symbol("x")
    >>> program, _ = lower(sympy.log(1 + sympy.exp(x)))
    >>> print(emit(stabilise(program), ["x"]).splitlines()[-1].strip())
    return stable_kernels.softplus(x)
    """
    build = StableBuilder(_BY_ROOT)
    first = next(
        (index for index, node in enumerate(program.nodes) if _may_change(program, node)), len(program.nodes)
    )
    if first == len(program.nodes):
        return with_variable_powers(program)
    build.take(program, first)
    place = list(range(first))
    at = place.__getitem__
    for operation, args, value, shape in program.nodes[first:]:
        if operation in _BY_ROOT:
            place.append(build.make(operation, *map(at, args)))
        else:
            place.append(build.add(operation, *map(at, args), value=value, shape=shape))
    return with_variable_powers(
        build.build(tuple(map(at, program.inputs)), relabelled(program.layout, place))
    )


# Where all rewrites of an operation need something of its arguments: what these are.
_NEEDS: dict[Operation, frozenset[Operation] | None] = {
    root: None
    if any(rewrite.needs is None for rewrite in rewrites)
    else frozenset[Operation]().union(*(rewrite.needs or () for rewrite in rewrites))
    for root, rewrites in _BY_ROOT.items()
}


def _may_change(program: Program, node: Node) -> bool:
    """Tell whether a node, and not only what it is computed from, may be rewritten."""
    if node.operation not in _NEEDS:
        return False
    needs, nodes = _NEEDS[node.operation], program.nodes
    if needs is None or nodes[node.args[-1]].operation is NEG:
        return True
    return any(nodes[core(nodes, argument)].operation in needs for argument in node.args)
