"""Stabilising: forms that lose digits, or leave the range of numbers, are replaced by equal ones.

Every rewrite keeps the real function: the values, nan outside the domain, the infinities, and the
derivatives wherever they exist. :data:`REWRITES` lists them; each is one entry with an example.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..node import Node
from ..operation import DIV, MUL, NEG, Operation
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
    first = _first_change(program)
    if first == len(program.nodes):
        return with_variable_powers(program)
    build = StableBuilder(_BY_ROOT)

    def rule(node: Node, args: tuple[int, ...]) -> int | None:
        operation = node.operation
        return build.make(operation, *args) if _may_change(build.nodes, args, _NEEDS[operation]) else None

    return with_variable_powers(build.rewritten(program, first, dict.fromkeys(_BY_ROOT, rule)))


# What lies around the core of a node.
_STRIPPED = (DIV, MUL, NEG)
# Where all rewrites of an operation need something of its arguments: what these are.
_NEEDS: dict[Operation, frozenset[Operation] | None] = {
    root: None
    if any(rewrite.needs is None for rewrite in rewrites)
    else frozenset[Operation]().union(*(rewrite.needs or () for rewrite in rewrites))
    for root, rewrites in _BY_ROOT.items()
}


def _first_change(program: Program) -> int:
    """Return the first node that may be rewritten itself, the number of nodes where there is none."""
    operations = program.operations
    watched = {
        root: needs if needs is None else needs & operations
        for root, needs in _NEEDS.items()
        if root in operations
    }
    if NEG not in operations:
        watched = {root: needs for root, needs in watched.items() if needs is None or needs}
    nodes = program.nodes
    for index, (operation, args, _, _) in enumerate(nodes) if watched else ():
        if operation in watched and _may_change(nodes, args, watched[operation]):
            return index
    return len(nodes)


def _may_change(nodes: Sequence[Node], args: tuple[int, ...], needs: frozenset[Operation] | None) -> bool:
    """Tell whether an operation of these arguments may be rewritten, at a glance."""
    if needs is None or nodes[args[-1]].operation is NEG:
        return True
    for argument in args:
        inner = nodes[argument].operation
        if inner in needs or (inner in _STRIPPED and nodes[core(nodes, argument)].operation in needs):
            return True
    return False
