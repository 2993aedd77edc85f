"""Exact values and slopes of one scalar expression, by balls or mpmath where possible, else by evalf."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from .. import symbolic
from ..errors import BridgeError
from ..exact import ExactFunction, classify
from ..program.expressions.traversal import postorder
from .quadrature import with_integrals_as_numbers

__all__ = ["Exact", "exact_side"]

_BITS = 120
_DIGITS = (30, 50)
# Digits on which the two evaluations have to agree before they count as exact.
_AGREED = 25


class Exact(ABC):
    """The exact side of one scalar; a value of None is unknown or does not exist."""

    method: str

    @abstractmethod
    def value(self, point: Mapping[Any, Any]) -> tuple[Any, str]:
        """Return the value as a number of mpmath and the reason if there is none."""

    @abstractmethod
    def slope(self, point: Mapping[Any, Any], symbol: Any) -> tuple[Any, str]:
        """Return the derivative by one symbol and the reason if there is none."""


def exact_side(
    expr: Any, inputs: Sequence[Any], ops: Mapping[Any, Any], *, is_complex: bool = False
) -> Exact:
    """Return the most rigorous evaluation that knows all nodes of an expression; balls are real."""
    if is_complex or any(node is sympy.I for node in postorder(expr)):
        return _Evaluated(expr)
    try:
        return _Certified(expr, inputs, ops)
    except BridgeError:
        return _Evaluated(expr)


class _Certified(Exact):
    """Enclosures of the value; slopes are limits of its quotients and need no derivative rule."""

    def __init__(self, expr: Any, inputs: Sequence[Any], ops: Mapping[Any, Any]) -> None:
        self._function = ExactFunction(expr, inputs, ops=ops)
        self.method = self._function.method

    def value(self, point: Mapping[Any, Any]) -> tuple[Any, str]:
        (found,) = self._function(point, _BITS)
        return (found.center, "") if found.is_finite else (None, "no finite real value")

    def slope(self, point: Mapping[Any, Any], symbol: Any) -> tuple[Any, str]:
        seen = classify(self._function, point, symbol)
        if seen.kind == "smooth" and seen.central.is_finite:
            return seen.central.center, ""
        return (
            None,
            "no real value on both sides" if seen.kind == "outside" else f"no derivative: {seen.kind}",
        )


class _Evaluated(Exact):
    """SymPy's own evaluation at two precisions: for complex numbers, and nodes without a reference."""

    method = "evalf"

    def __init__(self, expr: Any) -> None:
        self._expr = expr
        self._slopes: dict[Any, Any] = {}

    def value(self, point: Mapping[Any, Any]) -> tuple[Any, str]:
        return _evaluated(self._expr, point)

    def slope(self, point: Mapping[Any, Any], symbol: Any) -> tuple[Any, str]:
        try:
            if symbol not in self._slopes:
                self._slopes[symbol] = symbolic.derivative(self._expr, symbol)
        except (BridgeError, TypeError, ValueError) as error:
            return None, f"SymPy has no derivative: {str(error).splitlines()[0]}"
        return _evaluated(self._slopes[symbol], point)


def _evaluated(expr: Any, point: Mapping[Any, Any]) -> tuple[Any, str]:
    try:
        placed = expr.xreplace({symbol: _sympy_number(value) for symbol, value in point.items()})
        coarse, fine = (
            _mpmath_number(sympy.N(with_integrals_as_numbers(placed, digits), digits)) for digits in _DIGITS
        )
    except (RecursionError, TypeError, ValueError, ArithmeticError, NotImplementedError, AttributeError):
        return None, "SymPy cannot evaluate it"
    if coarse is None or fine is None:
        return None, "SymPy finds no number"
    if abs(coarse - fine) > mpmath.mpf(10) ** -_AGREED * abs(fine):
        return None, "two precisions disagree"
    return fine, ""


def _sympy_number(value: Any) -> Any:
    if isinstance(value, complex):
        return _sympy_number(value.real) + sympy.I * _sympy_number(value.imag)
    exact = Fraction(value)
    return sympy.Rational(exact.numerator, exact.denominator)


def _mpmath_number(number: Any) -> Any:
    if number in (sympy.true, sympy.false):
        return mpmath.mpf(number is sympy.true)
    real, imaginary = number.as_real_imag()
    if not (real.is_Number and imaginary.is_Number and real.is_finite and imaginary.is_finite):
        return None
    parts = [mpmath.mp.make_mpf(part._mpf_) if part.is_Float else mpmath.mpf(part.p) / part.q
             for part in (real, imaginary)]  # fmt: skip
    return mpmath.mpc(*parts) if parts[1] else parts[0]
