"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
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
        return tuple(map(sympy.sympify, Flatten(expr)))
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

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> free_symbols(sympy.Integral(x, (x, 0, 1))), free_symbols(sympy.Integral(x, (x, 0, x)))
    ([], [x])
    """
    nodes = list(postorder(expr))
    if any(_binds(node) for node in nodes):
        symbols = set(_free_of_each(nodes)[id(expr)])
    else:
        symbols = {node for node in nodes if isinstance(node, VARIABLES)}
    sizes = set(size_sources(symbols)).difference(given)
    return sorted(symbols - sizes, key=sympy.default_sort_key)


_BINDERS = (sympy.Limit, sympy.Subs, sympy.Lambda, sympy.Poly, sympy.RootSum, ExprWithLimits)


def _binds(node: Any) -> bool:
    return isinstance(node, _BINDERS) or bool(getattr(node, "bound_symbols", ()))


def _free_of_each(nodes: Iterable[Any]) -> dict[int, frozenset[Any]]:
    """Map each node, by identity, to the symbols that are free in it; children come first."""
    free: dict[int, frozenset[Any]] = {}
    for node in nodes:
        if isinstance(node, VARIABLES):
            free[id(node)] = frozenset((node,))
        elif isinstance(node, ExprWithLimits):
            free[id(node)] = _free_of_limits(node, free)
        elif _binds(node):
            free[id(node)] = _free_of_binder(node, free)
        else:
            free[id(node)] = frozenset().union(*(free[id(part)] for part in children(node)))
    return free


def _free_of_limits(node: Any, free: dict[int, frozenset[Any]]) -> frozenset[Any]:
    """Take the variables out from the innermost to the outermost; a bound may use those outside it."""
    symbols = free[id(node.args[0])]
    for limit in node.args[1:]:
        variable, *bounds = limit.args
        if bounds:  # without bounds the variable stays free: an indefinite integral
            symbols = symbols - {variable}
        symbols = symbols.union(*(free[id(part)] for part in bounds or [variable]))
    return symbols


def _free_of_binder(node: Any, free: dict[int, frozenset[Any]]) -> frozenset[Any]:
    """Return what is free in a limit, substitution, function or set: points are outside the binding."""
    if isinstance(node, sympy.Limit):
        inner, variables, outer = node.args[0], {node.args[1]}, node.args[2:3]  # not the direction
    elif isinstance(node, sympy.Subs):
        inner, variables, outer = node.args[0], set(node.variables), node.args[2:]
    elif isinstance(node, sympy.RootSum):
        inner, variables, outer = node.args[0], {node.args[2]}, node.args[1:2]
    else:
        inside = frozenset[Any]().union(*(free[id(part)] for part in children(node)))
        return inside - set(node.gens if isinstance(node, sympy.Poly) else node.bound_symbols)
    return (free[id(inner)] - variables).union(*(free[id(part)] for part in outer))


_ARRAYS = (sympy.NDimArray, _ArrayExpr)
_LINEAR = (sympy.Add, sympy.Mul, sympy.Piecewise, sympy.functions.elementary.piecewise.ExprCondPair)
# Constants of these classes are no numbers, or none that SymPy evaluates in reasonable time.
_NO_NUMBERS = (*_ARRAYS, sympy.MatrixBase, sympy.MatrixExpr, sympy.Set, sympy.RootSum)

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


def _is_complex_root(node: Any) -> bool:
    """Tell whether a node is a number such as I: a root of a polynomial off the real line."""
    return isinstance(node, sympy.CRootOf) and not node.is_real


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
        self.has_derivative = False
        self._kept: list[Any] = []

    def extend(self, expr: Any) -> None:
        """Add the facts about an expression."""
        for node in postorder(expr, self._seen):
            self._record(node)

    def _record(self, node: Any) -> None:
        parts = children(node)
        self._kept.append(node)  # an id stays valid only while its object lives
        self.has_imaginary_unit = self.has_imaginary_unit or node is sympy.I or _is_complex_root(node)
        self.has_derivative = self.has_derivative or isinstance(node, sympy.Derivative)
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
