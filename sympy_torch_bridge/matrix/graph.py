"""The shared graph of an expression: every distinct node once, operands before their users.

SymPy's own traversals recurse, and its comparison of two deep expressions recurses too.  The
graph is built with an explicit stack and joins equal nodes by their head and the *numbers* of
their operands, so that neither happens at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Atom, Basic, BlockMatrix, Lambda, MatrixBase, MatrixSymbol, Piecewise, Sum

from .matrix_sum import MatrixSum

__all__ = ["BOUND", "Graph", "graph_of", "operands"]

# Nodes with an index of their own.
BOUND = (Sum, MatrixSum)


def operands(node: Basic) -> tuple[Basic, ...]:
    """Return the operands of a node: what it is computed from, without names and dimensions."""
    if isinstance(node, (MatrixSymbol, Lambda, Atom)):  # a coordinate C.x is an atom that holds a matrix
        return ()
    if isinstance(node, MatrixBase):
        return tuple(node.flat())
    if isinstance(node, BlockMatrix):
        return tuple(node.blocks.flat())
    if isinstance(node, Piecewise):
        pairs = [(value, condition) for value, condition in node.args]
        return tuple(value for value, _ in pairs) + tuple(condition for _, condition in pairs)
    return tuple(node.args)


@dataclass(frozen=True)
class Graph:
    """Nodes of one expression in topological order; the last one is the expression itself.

    Attributes
    ----------
    nodes : tuple of Basic
        Every distinct node once, each after its operands.
    operands : tuple of tuple of int
        For each node the positions of its operands in ``nodes``.
    depths : tuple of int
        For each node the longest way down to a leaf; 0 for a leaf.
    """

    nodes: tuple[Basic, ...]
    operands: tuple[tuple[int, ...], ...]
    depths: tuple[int, ...]

    @property
    def depth(self) -> int:
        """Nesting depth of the whole expression."""
        return self.depths[-1]

    def depends_on(self, wrt: Basic) -> tuple[bool, ...]:
        """Say for each node whether ``wrt`` occurs in it."""
        active: list[bool] = []
        wanted = hash(wrt)
        for node, inner in zip(self.nodes, self.operands, strict=True):
            # Hashes are compared first, because equality of deep nodes recurses.
            is_wrt = hash(node) == wanted and node == wrt
            # A Lambda is a leaf here, because its bound symbols are not operands of anything.
            is_bound = isinstance(node, Lambda) and wrt in node.free_symbols
            if isinstance(node, BOUND):
                active.append(wrt in node.free_symbols)  # its index is no symbol of the outside
                continue
            varying = inner[: len(node.args)] if isinstance(node, Piecewise) else inner
            active.append(is_wrt or is_bound or any(active[i] for i in varying))
        return tuple(active)

    def reached(self, active: tuple[bool, ...]) -> tuple[bool, ...]:
        """Say for each node whether the whole varies through it: not in a condition, nor inside a sum."""
        reached = [False] * len(self.nodes)
        reached[-1] = active[-1]
        for index in range(len(self.nodes) - 1, -1, -1):
            if reached[index]:
                for _, operand in self.varying(index, active):
                    reached[operand] = True
        return tuple(reached)

    def varying(self, index: int, active: tuple[bool, ...]) -> list[tuple[int, int]]:
        """Return position and number of the operands through which a node varies.

        The conditions of a Piecewise are not among them: away from the border between two
        cases a small change does not alter the choice. Nor is the term of a sum, whose index has no
        meaning outside.
        """
        node, inner = self.nodes[index], self.operands[index]
        if isinstance(node, BOUND):
            return []
        values = inner[: len(node.args)] if isinstance(node, Piecewise) else inner
        return [(position, i) for position, i in enumerate(values) if active[i]]

    def path(self, index: int) -> tuple[str, ...]:
        """Return the names of the nodes from the root down to the node at ``index``."""
        parents: dict[int, int] = {}
        for user in range(len(self.nodes) - 1, index, -1):
            for operand in self.operands[user]:
                parents.setdefault(operand, user)
        way = [index]
        while way[-1] in parents:
            way.append(parents[way[-1]])
        return tuple(type(self.nodes[i]).__name__ for i in reversed(way))


def graph_of(root: Basic) -> Graph:
    """Build the graph of an expression.

    Examples
    --------
    >>> from sympy import Symbol, sin
    >>> x = Symbol("x")
    >>> graph_of(sin(x) + sin(x) ** 2).nodes[:2]
    (x, sin(x))
    """
    builder = _Builder()
    pending: list[tuple[Basic, tuple[Basic, ...], Iterator[Basic]]] = []
    builder.visit(root, pending)
    while pending:
        node, inner, rest = pending[-1]
        for operand in rest:
            if builder.visit(operand, pending):
                break
        else:
            pending.pop()
            builder.number(node, inner)
    return Graph(tuple(builder.nodes), tuple(builder.inner), tuple(builder.depths))


class _Builder:
    """Numbers the nodes; ``by_id`` is valid because ``alive`` keeps every object it names."""

    def __init__(self) -> None:
        self.nodes: list[Basic] = []
        self.inner: list[tuple[int, ...]] = []
        self.depths: list[int] = []
        self.alive: list[Basic] = []
        self.by_id: dict[int, int] = {}
        self.by_key: dict[tuple[object, ...], int] = {}

    def visit(self, node: Basic, pending: list[tuple[Basic, tuple[Basic, ...], Iterator[Basic]]]) -> bool:
        """Put a node that has no number yet on the stack and say whether that was needed."""
        if id(node) in self.by_id:
            return False
        inner = operands(node)
        self.alive.extend(inner)
        self.alive.append(node)
        pending.append((node, inner, iter(inner)))
        return True

    def number(self, node: Basic, inner: tuple[Basic, ...]) -> None:
        """Give a node whose operands are numbered its own number."""
        below = tuple(self.by_id[id(operand)] for operand in inner)
        is_grid = isinstance(node, (MatrixBase, BlockMatrix))
        key = (node.func, node.shape, below) if is_grid else (node.func, below)
        found = self.by_key.setdefault(key if inner else (type(node), node), len(self.nodes))
        self.by_id[id(node)] = found
        if found == len(self.nodes):
            self.nodes.append(node)
            self.inner.append(below)
            self.depths.append(1 + max((self.depths[i] for i in below), default=-1))
        # SymPy asks this of every operand of a product, by recursion unless the answer is cached.
        _ = getattr(node, "is_commutative", None)
