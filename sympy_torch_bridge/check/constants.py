"""Inexact constants: a Float in a formula is known to its own digits only.

The exact evaluation takes 0.1 for the binary number it is. Whoever writes 0.1 may as well mean 1/10, so a
difference that the rounding of the written constants explains proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from .. import symbolic
from ..exact import ExactFunction
from ..exact.number import exact_rational
from ..program.expressions.traversal import postorder

__all__ = ["has_floats", "rationalised", "rounding_slack"]

_EXACT_BITS = 26
# As for measured noise: the formula's arithmetic may have rounded more than once.
_SLACK_FACTOR = 8


def has_floats(expr: Any) -> bool:
    """Tell whether a formula holds constants that may be rounded.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> has_floats(0.1 * x), has_floats(0.5 * x)
    (True, False)
    """
    return any(_is_inexact(node) for node in postorder(expr))


def rationalised(expr: Any) -> Any:
    """Replace every Float by the rational number it is, so that no later step rounds.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> rationalised(x**2.0 + 0.25)
    x**2 + 1/4
    """
    table = {
        node: _rational(node) for node in postorder(expr) if node.is_Float and _rational(node) is not None
    }
    return expr.xreplace(table) if table else expr


def rounding_slack(
    expr: Any,
    inputs: Sequence[Any],
    point: Mapping[Any, Any],
    ops: Mapping[Any, Any] | None = None,
    *,
    wrt: Sequence[Any] = (),
    parts: Mapping[Any, tuple[Any, Any]] | None = None,
) -> Any:
    """Return how far the value at a point may move when its inexact constants move by one unit each.

    Parameters
    ----------
    expr : sympy.Expr
        The formula as it was written.
    inputs : sequence of Symbol
    point : mapping of Symbol to number
    ops : mapping of SymPy class to Op, optional
    wrt : sequence of Symbol, optional
        Take the derivative of the formula by these symbols instead of its value.
    parts : mapping of Symbol to pair of Symbol, optional
        Complex symbols with the inputs that are their real and their imaginary part.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> 0 < rounding_slack(0.1 * x, [x], {x: 1.0}) < 1e-15, rounding_slack(x / 10, [x], {x: 1.0})
    (True, 0.0)
    """
    table = {node: sympy.Dummy("c", real=True) for node in postorder(expr) if _is_inexact(node)}
    if not table:
        return 0.0
    constants: dict[Any, Fraction] = {dummy: Fraction(*_ratio(node)) for node, dummy in table.items()}
    formula = rationalised(expr.xreplace(table))
    formula = symbolic.derivative(formula, *wrt) if wrt else formula
    fn = ExactFunction([formula], [*inputs, *constants], ops=ops, parts=parts)
    here = fn({**point, **constants})[0].center
    total = mpmath.mpf(0)
    for node, dummy in table.items():
        moved = constants[dummy] * (1 + Fraction(1, 2 ** (node._prec - 1)))
        total += abs(fn({**point, **constants, dummy: moved})[0].center - here)
    # As a double it would be 0 below 1e-324, and so would the slack of an exact number of that size.
    return _SLACK_FACTOR * total


def _is_inexact(node: Any) -> bool:
    if not getattr(node, "is_Float", False):
        return False
    value = exact_rational(node)
    return value is not None and value.numerator.bit_length() > _EXACT_BITS


def _ratio(node: Any) -> tuple[int, int]:
    value = exact_rational(node)
    assert value is not None
    return value.numerator, value.denominator


def _rational(node: Any) -> Any:
    value = exact_rational(node)
    return None if value is None else sympy.Rational(value.numerator, value.denominator)
