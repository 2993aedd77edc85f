"""What one SymPy node means to the exact evaluation: a kind, the children it reads, constant data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import sympy
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from .number import exact_rational
from .parametric import parametric

__all__ = ["Heads", "Shape", "describe"]

# Heads whose children are their arguments, in order.
_PLAIN = {
    sympy.Add: "add",
    sympy.Mul: "mul",
    sympy.Abs: "abs",
    sympy.sign: "sign",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.floor: "floor",
    sympy.ceiling: "ceiling",
    sympy.frac: "frac",
    sympy.Mod: "mod",
    sympy.Heaviside: "heaviside",
    sympy.DiracDelta: "dirac_delta",
    sympy.re: "real_part",
    sympy.conjugate: "conjugate",
    sympy.im: "imaginary_part",
    sympy.StrictLessThan: "lt",
    sympy.LessThan: "le",
    sympy.Equality: "eq",
    sympy.Unequality: "ne",
    sympy.And: "and",
    sympy.Or: "or",
    sympy.Not: "not",
    sympy.Xor: "xor",
    sympy.ITE: "ite",
}
_MIRRORED = {sympy.StrictGreaterThan: "lt", sympy.GreaterThan: "le"}
_CONSTANTS = {
    sympy.pi: "pi",
    sympy.E: "e",
    sympy.EulerGamma: "euler_gamma",
    sympy.Catalan: "catalan",
    sympy.GoldenRatio: "golden_ratio",
}
# A longer sum is refused: it is meant to be summed in another way.
_MAX_TERMS = 1000
_UNDEFINED = (sympy.nan, sympy.zoo)


class Heads(Protocol):
    """The SymPy classes that can be called: a set, a mapping by class, or a table that loads on use."""

    def __contains__(self, head: Any, /) -> bool:
        """Tell whether ``head`` can be called."""

    def __iter__(self) -> Iterator[Any]:
        """Go through the classes, to suggest one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One node seen by the walk."""

    kind: str
    children: tuple[Any, ...] = ()
    data: Any = None


def describe(node: Any, heads: Heads) -> Shape | None:
    """Classify ``node``; None if it is neither structural nor among ``heads``.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> describe(x**2, {}).kind, describe(x > 1, {}).children
    ('integer_power', (1, x))
    """
    head = type(node)
    if head in _PLAIN:
        return Shape(_PLAIN[head], node.args)
    if head is sympy.Pow:
        return _power(*node.args)
    if not node.args:
        return _leaf(node)
    if head is sympy.Piecewise:
        return Shape("piecewise", tuple(part for pair in node.args for part in pair.args))
    if head in _MIRRORED:
        return Shape(_MIRRORED[head], node.args[::-1])
    found = _written_out(node)
    if found is not None:
        return found
    # Last, because asking may load the op table, and with it torch.
    return Shape("call", node.args, head) if head in heads else None


def _written_out(node: Any) -> Shape | None:
    """Classify what SymPy leaves as it is, though numbers follow from it."""
    grouped = parametric(node)
    if grouped is not None:
        return Shape("call", *grouped)
    if isinstance(node, sympy.Sum | sympy.Product):
        terms = _terms(node)
        return None if terms is None else Shape("add" if isinstance(node, sympy.Sum) else "mul", terms)
    if isinstance(node, sympy.Derivative) and node.derivative_count == 1:
        # What SymPy writes where it does not know that a symbol is real, as every input here is.
        slopes = {sympy.re(node.variables[0]): 1, sympy.im(node.variables[0]): 0}
        if node.expr in slopes:
            return Shape("number", data=Fraction(slopes[node.expr]))
    return None


def _terms(node: Any) -> tuple[Any, ...] | None:
    """Return the terms of a sum or the factors of a product with a few numeric bounds."""
    if len(node.limits) != 1 or len(node.limits[0]) != 3:
        return None
    index, first, last = node.limits[0]
    if not (first.is_Integer and last.is_Integer and first <= last < first + _MAX_TERMS):
        return None
    return tuple(node.function.subs(index, k) for k in range(int(first), int(last) + 1))


def _power(base: Any, exponent: Any) -> Shape:
    """Tell integer and rational exponents apart from computed ones: they are exact and cheaper."""
    value = exact_rational(exponent) if exponent.is_Rational or exponent.is_Float else None
    if value is None:
        return Shape("power", (base, exponent))
    if value.denominator == 1:
        return Shape("integer_power", (base,), value.numerator)
    return Shape("rational_power", (base,), value)


def _leaf(node: Any) -> Shape | None:
    if isinstance(node, (BooleanTrue, BooleanFalse)):
        return Shape("truth", data=bool(node))
    if node is sympy.oo or node is sympy.S.NegativeInfinity:
        return Shape("infinity", data=1 if node is sympy.oo else -1)
    if node is sympy.I:
        return Shape("imaginary_unit")
    if node in _UNDEFINED:
        return Shape("undefined")
    if node.is_Rational or node.is_Float:
        value: Fraction | None = exact_rational(node)
        return Shape("undefined") if value is None else Shape("number", data=value)
    if node in _CONSTANTS:
        return Shape("constant", data=_CONSTANTS[node])
    return None
