"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.stats.rv import RandomSymbol
from sympy.tensor.array.arrayop import Flatten
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr
from sympy.vector.coordsysrect import CoordSys3D

from .sizes import size_sources
from .variable import VARIABLES

__all__ = ["Traits", "children", "free_symbols", "is_matrix", "postorder"]


# What SymPy keeps inside these is no expression of the user's: names, ranges, a polynomial's variable.
_LEAVES = (*VARIABLES, sympy.Atom, CoordSys3D, sympy.CRootOf, RandomSymbol)


def children(expr: Any) -> tuple[Any, ...]:
    """Return the parts of a node that are expressions themselves."""
    if isinstance(expr, sympy.MatrixBase):
        return tuple(expr.flat())
    if isinstance(expr, sympy.NDimArray):
        return tuple(Flatten(expr))
    if isinstance(expr, _LEAVES):
        return ()
    return getattr(expr, "args", ())


def is_matrix(expr: Any) -> bool:
    """Tell whether SymPy takes a node for a matrix, explicit or symbolic."""
    return isinstance(expr, sympy.MatrixBase | sympy.MatrixExpr)


def postorder(expr: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield every distinct node (by identity) after its children, without recursion.

    Nodes whose id is in ``seen`` are left out, and those yielded are added to it.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> list(postorder(sympy.sin(x) + 1))
    [1, x, sin(x), sin(x) + 1]
    """
    seen = set() if seen is None else seen
    stack: list[tuple[Any, bool]] = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)) if id(child) not in seen)


def free_symbols(expr: Any, given: Collection[Any] = ()) -> list[Any]:
    """Return the variables of an expression in SymPy's default sort order.

    The sizes of its matrices and arrays are left out, unless they are among the ``given`` inputs.
    """
    bound = {symbol for node in postorder(expr) for symbol in _bound(node)}
    symbols = {node for node in postorder(expr) if isinstance(node, VARIABLES)}
    sizes = set(size_sources(symbols)).difference(given)
    return sorted(symbols - bound - sizes, key=sympy.default_sort_key)


def _bound(node: Any) -> Any:
    """Return the symbols that a node binds: variables of a Lambda, the generators of a polynomial."""
    return node.gens if isinstance(node, sympy.Poly) else getattr(node, "bound_symbols", ())


_ARRAYS = (sympy.NDimArray, _ArrayExpr)
_LINEAR = (sympy.Add, sympy.Mul, sympy.Piecewise, sympy.functions.elementary.piecewise.ExprCondPair)
# Constants of these classes are no numbers.
_NO_NUMBERS = (*_ARRAYS, sympy.MatrixBase, sympy.MatrixExpr, sympy.Set)

# Functions whose partial derivatives stay bounded for every finite argument: a branch built
# from them alone cannot turn a zero cotangent into nan.
_TAME = (
    sympy.Add, sympy.sin, sympy.cos, sympy.tanh, sympy.atan, sympy.erf, sympy.erfc, sympy.asinh,
    sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.floor, sympy.ceiling, sympy.Heaviside,
    sympy.Symbol, sympy.Number, sympy.NumberSymbol, Boolean, sympy.Piecewise, sympy.Tuple,
    sympy.functions.elementary.piecewise.ExprCondPair,
)  # fmt: skip


# SymPy evaluates a shared graph as a tree; beyond this size a constant is computed by torch instead.
_FOLDABLE = 2000


class Traits:
    """Whether each node is constant, and whether its gradient is bounded for finite inputs."""

    def __init__(self, opaque: frozenset[Any] = frozenset()) -> None:
        """Begin without facts; nodes whose class or class name is ``opaque`` are the user's."""
        self._opaque = opaque
        self._constant: dict[int, bool] = {}
        self._tame: dict[int, bool] = {}
        self._tree_size: dict[int, int] = {}
        self._arrays: set[int] = set()
        self._seen: set[int] = set()
        self.has_imaginary_unit = False
        self._kept: list[Any] = []

    def extend(self, expr: Any) -> None:
        """Add the facts about an expression."""
        for node in postorder(expr, self._seen):
            self._record(node)

    def _record(self, node: Any) -> None:
        parts = children(node)
        self._kept.append(node)  # an id stays valid only while its object lives
        self.has_imaginary_unit = self.has_imaginary_unit or node is sympy.I
        head = type(node)
        leaf = isinstance(node, (*VARIABLES, *_NO_NUMBERS, AppliedUndef))
        leaf = leaf or head in self._opaque or head.__name__ in self._opaque
        self._constant[id(node)] = not leaf and all(self._constant.get(id(p), False) for p in parts)
        self._tame[id(node)] = self._is_tame(node, parts)
        if isinstance(node, _ARRAYS) or (
            isinstance(node, _LINEAR) and any(id(p) in self._arrays for p in parts)
        ):
            self._arrays.add(id(node))
        self._tree_size[id(node)] = 1 + sum(self._tree_size.get(id(part), 1) for part in parts)

    def _is_tame(self, node: Any, parts: tuple[Any, ...]) -> bool:
        if not all(self._tame.get(id(part), False) for part in parts):
            return False
        if isinstance(node, sympy.Mul):  # linear in at most one factor
            return sum(not self._constant[id(part)] for part in parts) <= 1
        return isinstance(node, _TAME) or self._constant[id(node)]

    def is_constant(self, node: Any) -> bool:
        """Whether the node contains no symbol."""
        return self._constant[id(node)]

    def is_foldable(self, node: Any) -> bool:
        """Whether the node is a constant that SymPy can evaluate as a tree in reasonable time."""
        return self._constant[id(node)] and self._tree_size[id(node)] <= _FOLDABLE

    def is_array(self, node: Any) -> bool:
        """Whether the node is an array, with which SymPy defines sums and multiples alone."""
        return id(node) in self._arrays

    def is_tame(self, node: Any) -> bool:
        """Whether all partial derivatives inside the node are bounded for finite inputs."""
        return self._tame[id(node)]
