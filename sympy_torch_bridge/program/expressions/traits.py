"""Facts about every node of an expression, gathered in one iterative pass before lowering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixSymbol
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr

from .traversal import children, is_special, postorder
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
# What is no constant counts as one of this size.
_TOO_LARGE = _FOLDABLE + 1


def _is_total(node: Any) -> bool:
    """Tell whether a node of parts with values has a value."""
    if isinstance(node, sympy.Pow):
        base, exponent = node.args
        return bool(exponent.is_Integer and exponent > 0) or bool(base.is_number and base.is_positive)
    return _is_total_class(node.__class__)


def _is_complex_root(node: Any) -> bool:
    """Tell whether a node is a number such as I: a root of a polynomial off the real line."""
    return isinstance(node, sympy.CRootOf) and not node.is_real


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What is common to the nodes of one class."""

    is_constant: bool
    is_special: bool
    is_array: bool
    is_linear: bool
    may_be_complex: bool

    @cached_property
    def is_remarkable(self) -> bool:
        """Whether a node is an array by its class, or may be complex."""
        return self.is_array or self.may_be_complex


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
        self._kinds: dict[Any, _Kind] = {}
        self._sizes: dict[int, int] = {}  # of constants alone: the size of the tree
        self._bounds: dict[int, tuple[bool, bool]] = {}  # tame, total; made when they are asked for
        self._arrays: set[int] = set()
        self._seen: set[int] = set()
        self.has_imaginary_unit = False
        self.has_branches = False
        self.has_derivative = False
        self.has_matrix_numbers = False  # determinants and traces
        self._kept: list[Any] = []

    def extend(self, expr: Any) -> None:
        """Add the facts about an expression."""
        kinds, sizes, arrays = self._kinds, self._sizes, self._arrays
        nodes = list(postorder(expr, self._seen))
        self._kept += nodes  # an id stays valid only while its object lives
        for node in nodes:
            head: Any = type(node)
            kind = kinds.get(head) or self._met(head)
            if kind.is_constant:
                size = 1
                for part in children(node) if kind.is_special else getattr(node, "args", ()):
                    inner = sizes.get(id(part))
                    if inner is None:
                        break
                    size += inner
                else:
                    sizes[id(node)] = size
            if not (kind.is_remarkable or arrays):
                continue
            if kind.is_array or (
                arrays and kind.is_linear and any(id(part) in arrays for part in children(node))
            ):
                arrays.add(id(node))
            if kind.may_be_complex and (
                node is sympy.I or head in self._complex_valued or _is_complex_root(node)
            ):
                self.has_imaginary_unit = True

    def _met(self, head: Any) -> _Kind:
        """Note that a class occurs, and return what is common to its nodes."""
        self.has_derivative = self.has_derivative or head is sympy.Derivative
        self.has_branches = self.has_branches or head is sympy.Piecewise
        self.has_matrix_numbers |= issubclass(head, (sympy.Determinant, sympy.Trace))
        is_opaque = head in self._opaque or head.__name__ in self._opaque
        complex_heads = (*self._complex_valued, type(sympy.I))
        kind = self._kinds[head] = _Kind(
            is_constant=not (_is_leaf(head) or is_opaque),
            is_special=is_special(head),
            is_array=_is_array_class(head),
            is_linear=issubclass(head, _LINEAR),
            may_be_complex=head in complex_heads or issubclass(head, sympy.CRootOf),
        )
        return kind

    @property
    def has_arrays(self) -> bool:
        """Whether an array has been met."""
        return bool(self._arrays)

    def _bounds_of(self, node: Any) -> tuple[bool, bool]:
        """Return whether a node is tame, and whether it is total: few formulas need this at all."""
        bounds = self._bounds
        for new in self._kept[len(bounds) :]:
            head: Any = type(new)
            tame, total, varying = True, True, 0
            for part in children(new):
                part_tame, part_total = bounds.get(id(part), (False, False))
                tame, total = tame and part_tame, total and part_total
                varying += id(part) not in self._sizes
            # A product is linear in at most one factor.
            is_constant = id(new) in self._sizes
            tame = tame and (varying <= 1 if head is sympy.Mul else is_constant or _is_tame(head))
            bounds[id(new)] = tame, total and _is_total(new)
        return bounds[id(node)]

    def is_total(self, node: Any) -> bool:
        """Whether the node has a value for all real inputs; a condition, whether it is true or false."""
        return self._bounds_of(node)[1]

    def is_foldable(self, node: Any) -> bool:
        """Whether the node is a constant that SymPy can evaluate as a tree in reasonable time."""
        return self._sizes.get(id(node), _TOO_LARGE) <= _FOLDABLE

    def split(self, parts: Iterable[Any]) -> tuple[list[Any], list[Any]]:
        """Separate the constants that SymPy can evaluate from the rest."""
        constants: list[Any] = []
        rest: list[Any] = []
        size_of = self._sizes.get
        for part in parts:
            (constants if size_of(id(part), _TOO_LARGE) <= _FOLDABLE else rest).append(part)
        return constants, rest

    def is_array(self, node: Any) -> bool:
        """Whether the node is an array, with which SymPy defines sums and multiples alone."""
        return id(node) in self._arrays

    def is_tame(self, node: Any) -> bool:
        """Whether all partial derivatives inside the node are bounded for finite inputs."""
        return self._bounds_of(node)[0]
