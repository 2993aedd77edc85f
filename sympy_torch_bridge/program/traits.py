"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixSymbol

__all__ = ["Traits", "children", "free_symbols", "postorder"]


_CONTAINERS = (sympy.MatrixBase, sympy.NDimArray, MatrixSymbol)


def children(expr: Any) -> tuple[Any, ...]:
    """Return the parts of a node that are expressions themselves."""
    if not isinstance(expr, _CONTAINERS):
        return getattr(expr, "args", ())
    if isinstance(expr, MatrixSymbol):
        return ()
    return tuple(expr.flat()) if isinstance(expr, sympy.MatrixBase) else tuple(expr)


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


_SYMBOLS = (sympy.Symbol, MatrixSymbol)  # a tuple: isinstance is three times as fast as with a union


def free_symbols(expr: Any) -> list[Any]:
    """Return the symbols and matrix symbols of an expression in SymPy's default sort order.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> free_symbols(sympy.Integral(x, (x, 0, 1))), free_symbols(sympy.Integral(x, (x, 0, x)))
    ([], [x])
    """
    nodes = list(postorder(expr))
    if any(isinstance(node, _BINDERS) or getattr(node, "bound_symbols", ()) for node in nodes):
        symbols = set(_free_of_each(nodes)[id(expr)])
    else:
        symbols = {node for node in nodes if isinstance(node, _SYMBOLS)}
    sizes = {size for node in symbols if isinstance(node, MatrixSymbol) for size in node.shape}
    return sorted(symbols - sizes, key=sympy.default_sort_key)


_BINDERS = (sympy.Limit, sympy.Subs, sympy.Lambda, ExprWithLimits)


def _free_of_each(nodes: Iterable[Any]) -> dict[int, frozenset[Any]]:
    """Map each node, by identity, to the symbols that are free in it; children come first."""
    free: dict[int, frozenset[Any]] = {}
    for node in nodes:
        if isinstance(node, _SYMBOLS):
            free[id(node)] = frozenset((node,))
        elif isinstance(node, ExprWithLimits):
            free[id(node)] = _free_of_limits(node, free)
        elif isinstance(node, _BINDERS) or getattr(node, "bound_symbols", ()):
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
        inner, variables, outer = node.args[0], {node.args[1]}, node.args[2:]
    elif isinstance(node, sympy.Subs):
        inner, variables, outer = node.args[0], set(node.variables), node.args[2:]
    else:
        inside = frozenset[Any]().union(*(free[id(part)] for part in children(node)))
        return inside - set(node.bound_symbols)
    return (free[id(inner)] - variables).union(*(free[id(part)] for part in outer))


# Functions whose partial derivatives stay bounded for every finite argument: a branch built
# from them alone cannot turn a zero cotangent into nan.
_TAME = (
    sympy.Add, sympy.sin, sympy.cos, sympy.tanh, sympy.atan, sympy.erf, sympy.erfc, sympy.asinh,
    sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.floor, sympy.ceiling, sympy.Heaviside,
    sympy.Symbol, sympy.Number, sympy.NumberSymbol, Boolean, sympy.Piecewise, sympy.Tuple,
    sympy.functions.elementary.piecewise.ExprCondPair,
)  # fmt: skip


# Functions with a real value for all real arguments: a comparison of them is true or false.
_TOTAL = (
    sympy.Add, sympy.Mul, sympy.sin, sympy.cos, sympy.sinc, sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh,
    sympy.atan, sympy.asinh, sympy.erf, sympy.erfc, sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.floor,
    sympy.ceiling, sympy.frac, sympy.Heaviside, sympy.re, sympy.im, sympy.Symbol, MatrixSymbol, sympy.Number,
    sympy.NumberSymbol, Boolean, sympy.Tuple, sympy.Indexed, MatrixElement, sympy.Set,
)  # fmt: skip


@cache
def _is_total_class(head: type[Any]) -> bool:
    return issubclass(head, _TOTAL)


_LEAVES = (*_SYMBOLS, AppliedUndef)

# SymPy evaluates a shared graph as a tree; beyond this size a constant is computed by torch instead.
_FOLDABLE = 2000


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
        self._constant: dict[int, bool] = {}
        self._tame: dict[int, bool] = {}
        self._total: dict[int, bool] = {}
        self._tree_size: dict[int, int] = {}
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
        self.has_derivative = self.has_derivative or isinstance(node, sympy.Derivative)
        head = type(node)
        self.has_imaginary_unit |= node is sympy.I or head in self._complex_valued
        leaf = isinstance(node, _LEAVES)
        leaf = leaf or head in self._opaque or head.__name__ in self._opaque
        self._constant[id(node)] = not leaf and all(self._constant.get(id(p), False) for p in parts)
        self._tame[id(node)] = self._is_tame(node, parts)
        self._total[id(node)] = self._is_total(node, parts)
        self._tree_size[id(node)] = 1 + sum(self._tree_size.get(id(part), 1) for part in parts)

    def _is_tame(self, node: Any, parts: tuple[Any, ...]) -> bool:
        if not all(self._tame.get(id(part), False) for part in parts):
            return False
        if isinstance(node, sympy.Mul):  # linear in at most one factor
            return sum(not self._constant[id(part)] for part in parts) <= 1
        return isinstance(node, _TAME) or self._constant[id(node)]

    def _is_total(self, node: Any, parts: tuple[Any, ...]) -> bool:
        if not all(self._total.get(id(part), False) for part in parts):
            return False
        if isinstance(node, sympy.Pow):
            base, exponent = parts
            return bool(exponent.is_Integer and exponent > 0) or bool(base.is_number and base.is_positive)
        return _is_total_class(type(node))

    def is_total(self, node: Any) -> bool:
        """Whether the node has a value for all real inputs; a condition, whether it is true or false."""
        return self._total[id(node)]

    def is_constant(self, node: Any) -> bool:
        """Whether the node contains no symbol."""
        return self._constant[id(node)]

    def is_foldable(self, node: Any) -> bool:
        """Whether the node is a constant that SymPy can evaluate as a tree in reasonable time."""
        return self._constant[id(node)] and self._tree_size[id(node)] <= _FOLDABLE

    def is_tame(self, node: Any) -> bool:
        """Whether all partial derivatives inside the node are bounded for finite inputs."""
        return self._tame[id(node)]
