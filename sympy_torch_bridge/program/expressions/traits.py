"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixSymbol
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr

from .traversal import children, postorder
from .variable import VARIABLES

__all__ = ["Traits"]


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


@cache
def _is_tame(head: Any) -> bool:
    return issubclass(head, _TAME)


@cache
def _is_leaf(head: Any) -> bool:
    return issubclass(head, (*VARIABLES, *_NO_NUMBERS, AppliedUndef))


@cache
def _is_array_class(head: Any) -> bool:
    return issubclass(head, _ARRAYS)


# Functions with a real value for all real arguments: a comparison of them is true or false.
_TOTAL = (
    sympy.Add, sympy.Mul, sympy.sin, sympy.cos, sympy.sinc, sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh,
    sympy.atan, sympy.asinh, sympy.erf, sympy.erfc, sympy.Abs, sympy.sign, sympy.Max, sympy.Min, sympy.floor,
    sympy.ceiling, sympy.frac, sympy.Heaviside, sympy.re, sympy.im, sympy.Symbol, MatrixSymbol, sympy.Number,
    sympy.NumberSymbol, Boolean, sympy.Tuple, sympy.Indexed, MatrixElement, sympy.Set,
)  # fmt: skip


@cache
def _is_total_class(head: Any) -> bool:
    return issubclass(head, _TOTAL)


# SymPy evaluates a shared graph as a tree; beyond this size a constant is computed by torch instead.
_FOLDABLE = 2000


def _is_total(node: Any) -> bool:
    """Tell whether a node of parts with values has a value."""
    if isinstance(node, sympy.Pow):
        base, exponent = node.args
        return bool(exponent.is_Integer and exponent > 0) or bool(base.is_number and base.is_positive)
    return _is_total_class(node.__class__)


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
        head: Any = type(node)
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
