"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixSymbol
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
    head = type(expr)
    if not _is_special(head):
        return getattr(expr, "args", ())
    if issubclass(head, sympy.MatrixBase):
        return tuple(expr.flat())
    if issubclass(head, sympy.NDimArray):
        return tuple(map(sympy.sympify, Flatten(expr)))
    return ()


@lru_cache(maxsize=4096)
def _is_special(head: type[Any]) -> bool:
    return issubclass(head, (sympy.MatrixBase, sympy.NDimArray, *_LEAVES))


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


_UNKNOWN = (False, False, False, 1)


@lru_cache(maxsize=4096)
def _is_tame(head: type[Any]) -> bool:
    return issubclass(head, _TAME)


@lru_cache(maxsize=4096)
def _is_leaf(head: type[Any]) -> bool:
    return issubclass(head, (*VARIABLES, *_NO_NUMBERS, AppliedUndef))


@lru_cache(maxsize=4096)
def _is_array_class(head: type[Any]) -> bool:
    return issubclass(head, _ARRAYS)


# Functions with a real value for all real arguments: a comparison of them is true or false.
_TOTAL = (
    sympy.Add, sympy.Mul, sympy.sin, sympy.cos, sympy.sinc, sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh,
    sympy.atan, sympy.asinh, sympy.erf, sympy.erfc, sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.floor,
    sympy.ceiling, sympy.frac, sympy.Heaviside, sympy.re, sympy.im, sympy.Symbol, MatrixSymbol, sympy.Number,
    sympy.NumberSymbol, Boolean, sympy.Tuple, sympy.Indexed, MatrixElement, sympy.Set,
)  # fmt: skip


@lru_cache(maxsize=4096)
def _is_total_class(head: type[Any]) -> bool:
    return issubclass(head, _TOTAL)


# SymPy evaluates a shared graph as a tree; beyond this size a constant is computed by torch instead.
_FOLDABLE = 2000


def _is_total(node: Any) -> bool:
    """Tell whether a node of parts with values has a value."""
    if isinstance(node, sympy.Pow):
        base, exponent = node.args
        return bool(exponent.is_Integer and exponent > 0) or bool(base.is_number and base.is_positive)
    return _is_total_class(type(node))


def _is_complex_root(node: Any) -> bool:
    """Tell whether a node is a number such as I: a root of a polynomial off the real line."""
    return isinstance(node, sympy.CRootOf) and not node.is_real


class Traits:
    """Whether each node is constant, and whether its gradient is bounded for finite inputs."""

    def __init__(
        self, opaque: frozenset[Any] = frozenset(), complex_valued: frozenset[Any] = frozenset()
    ) -> None:
        """Begin without facts.

        Nodes whose class or class name is ``opaque`` are the user's; those of a ``complex_valued``
        class are complex numbers as the imaginary unit is.
        """
        self._opaque = opaque
        self._complex_valued = complex_valued
        self._facts: dict[int, tuple[bool, bool, bool, int]] = {}  # constant, tame, total, tree size
        self._arrays: set[int] = set()
        self._seen: set[int] = set()
        self.has_imaginary_unit = False
        self.has_branches = False
        self.has_derivative = False
        self._kept: list[Any] = []

    def extend(self, expr: Any) -> None:
        """Add the facts about an expression."""
        for node in postorder(expr, self._seen):
            self._record(node)

    def _record(self, node: Any) -> None:
        self._kept.append(node)  # an id stays valid only while its object lives
        head = type(node)
        self.has_derivative = self.has_derivative or head is sympy.Derivative
        self.has_branches = self.has_branches or head is sympy.Piecewise
        self.has_imaginary_unit |= node is sympy.I or head in self._complex_valued or _is_complex_root(node)
        constant = not (_is_leaf(head) or head in self._opaque or head.__name__ in self._opaque)
        tame, total, size, varying, has_array = True, True, 1, 0, False
        for part in children(node):
            part_constant, part_tame, part_total, part_size = self._facts.get(id(part), _UNKNOWN)
            constant, tame, total = constant and part_constant, tame and part_tame, total and part_total
            size += part_size
            varying += not part_constant
            has_array = has_array or id(part) in self._arrays
        # A product is linear in at most one factor.
        tame = tame and (varying <= 1 if head is sympy.Mul else constant or _is_tame(head))
        self._facts[id(node)] = constant, tame, total and _is_total(node), size
        if _is_array_class(head) or (has_array and issubclass(head, _LINEAR)):
            self._arrays.add(id(node))

    def is_total(self, node: Any) -> bool:
        """Whether the node has a value for all real inputs; a condition, whether it is true or false."""
        return self._facts[id(node)][2]

    def is_constant(self, node: Any) -> bool:
        """Whether the node contains no symbol."""
        return self._facts[id(node)][0]

    def is_foldable(self, node: Any) -> bool:
        """Whether the node is a constant that SymPy can evaluate as a tree in reasonable time."""
        constant, *_, size = self._facts[id(node)]
        return constant and size <= _FOLDABLE

    def is_array(self, node: Any) -> bool:
        """Whether the node is an array, with which SymPy defines sums and multiples alone."""
        return id(node) in self._arrays

    def is_tame(self, node: Any) -> bool:
        """Whether all partial derivatives inside the node are bounded for finite inputs."""
        return self._facts[id(node)][1]
