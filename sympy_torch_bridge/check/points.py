"""Points as the user gives them, and as a floating type can hold them."""

from __future__ import annotations

import cmath
import numbers
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy
import torch
from numpy import ndarray
from torch import Tensor

from ..domain import assumed_interval
from ..errors import InputTypeError, MissingInputError, OptionError
from ..exact.number import exact_rational
from ..tolerance import precision_of
from .twins import refuse_twin

__all__ = ["given_points", "is_complex_number", "rounded"]

# SymPy's constants are rounded to a type afterwards: digits beyond those of a double leave nothing to chance.
_DIGITS = 40


def given_points(points: Any, inputs: Sequence[Any], dtype: torch.dtype) -> list[dict[Any, Any]]:
    """Read the ``points`` option; every value becomes the nearest number of the type.

    Raises
    ------
    InputTypeError
        It is no sequence of mappings from symbols to real numbers.
    UnknownSymbolError, MissingInputError
        A point holds a name in place of a symbol, a symbol that is no input, or lacks an input.
    OptionError
        There is no point, or a value is not finite or breaks the assumptions of its symbol.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> given_points([{x: 1}, {x: sympy.Rational(1, 4)}], [x], torch.float32) == [{x: 1.0}, {x: 0.25}]
    True
    """
    if isinstance(points, Mapping) or not isinstance(points, Sequence):
        raise InputTypeError(
            "points",
            f"a {type(points).__name__}",
            expected="a list of {symbol: value}",
            hint="points=[{x: 0.5}]",
        )
    if not points:
        raise OptionError("points", points, accepted=["a list of at least one {symbol: value}"])
    return [_point(point, place, inputs, dtype) for place, point in enumerate(points)]


def _point(point: Any, place: int, inputs: Sequence[Any], dtype: torch.dtype) -> dict[Any, Any]:
    if not isinstance(point, Mapping):
        example = ", ".join(f"{symbol}: 0.5" for symbol in inputs)
        raise InputTypeError(
            f"points[{place}]",
            f"a {type(point).__name__}",
            expected="a mapping {symbol: value}",
            hint=f"points=[{{{example}}}]",
        )
    names = [str(symbol) for symbol in inputs]
    for symbol in point:
        refuse_twin(symbol, inputs, f"points[{place}]")
    missing = [str(symbol) for symbol in inputs if symbol not in point]
    if missing:
        example = ", ".join(f"{name}: ..." for name in names)
        raise MissingInputError(
            missing, names, hint=f"points[{place}] has no value for it: a point is {{{example}}}"
        )
    exact = {symbol: _number(point[symbol], symbol, dtype) for symbol in inputs}
    held = rounded(exact, dtype)
    for symbol, value in held.items():
        if not cmath.isfinite(value):
            limit = f"a number in the range of {precision_of(dtype, allow_complex=True).name}"
            raise OptionError(f"the value of {symbol}", exact[symbol], accepted=[limit])
    return held


def _number(value: Any, symbol: Any, dtype: torch.dtype) -> complex:
    if isinstance(value, bool):
        raise InputTypeError(f"the value of {symbol}", f"the bool {value}", expected="a number")
    number = _read(_plain(value), symbol, dtype)
    if not cmath.isfinite(number):
        raise OptionError(
            f"the value of {symbol}",
            value,
            accepted=["a finite number in the range of double precision"],
        )
    if not isinstance(number, complex):
        _refuse_against_assumptions(number, symbol)
    return number


def _plain(value: Any) -> Any:
    """Return numbers of other libraries, and SymPy's constants such as sqrt(2), as numbers with digits."""
    if value is sympy.zoo:
        return float("nan")
    if isinstance(value, sympy.Expr):
        return value.evalf(_DIGITS) if value.is_number and not value.is_Number else value
    if isinstance(value, Decimal):
        return Fraction(value) if value.is_finite() else float(value)
    return value.item() if isinstance(value, Tensor | ndarray) and value.ndim == 0 else value


def _refuse_against_assumptions(number: float, symbol: Any) -> None:
    """Refuse a number that the symbol cannot be: SymPy has simplified as if it never was."""
    interval = assumed_interval(symbol)
    is_whole = not symbol.is_integer or number.is_integer()
    if symbol.is_extended_real is not False and interval.contains(number) and is_whole:
        return
    kinds = ("imaginary", "positive", "negative", "nonnegative", "nonpositive")
    assumed = next((kind for kind in kinds if getattr(symbol, f"is_{kind}")), "not real")
    if symbol.is_integer and not is_whole:
        assumed = "integer"
    raise OptionError(
        f"the value of {symbol}",
        number,
        accepted=[f"a number that is {assumed}"],
        hint=f"{symbol} was declared {assumed}; a symbol without assumptions takes every real number",
    )


def _read(value: Any, symbol: Any, dtype: torch.dtype) -> complex:
    if dtype.is_complex and not symbol.is_extended_real:
        return _complex(value, symbol)
    if is_complex_number(value):
        raise InputTypeError(
            f"the value of {symbol}",
            f"the complex number {value}",
            expected="a real number",
            hint=f"{symbol} is assumed real"
            if dtype.is_complex
            else f"complex points need complex inputs: dtype=torch.complex128; {symbol} is then complex "
            "unless it is assumed real",
        )
    exact = exact_rational(value, f"the value of {symbol}")
    return float("nan") if exact is None else _double(exact)


def _complex(value: Any, symbol: Any) -> complex:
    """Return a number of any kind as a complex one."""
    if isinstance(value, sympy.Basic) and value.is_number:
        pair = value.as_real_imag()
    elif is_complex_number(value):
        pair = (value.real, value.imag)
    else:
        pair = (value, 0.0)
    parts = [exact_rational(part, f"the value of {symbol}") for part in pair]
    return complex(*[float("nan") if part is None else _double(part) for part in parts])


def _double(exact: Fraction) -> float:
    """Return the nearest double, infinite beyond the range."""
    try:
        return float(exact)
    except OverflowError:
        return float("inf")


def is_complex_number(value: Any) -> bool:
    """Tell whether a value is complex by its type, or a SymPy number with an imaginary part.

    Examples
    --------
    >>> import sympy
    >>> is_complex_number(1 + 0j), is_complex_number(2.0), is_complex_number(1 + 2 * sympy.I)
    (True, False, True)
    """
    if isinstance(value, sympy.Basic):
        return value.is_number and value.is_extended_real is False
    return isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real)


def rounded(point: Mapping[Any, Any], dtype: torch.dtype) -> dict[Any, Any]:
    """Round the coordinates to a type, so that torch and the exact side see the same numbers.

    With a complex type real coordinates stay real.
    """
    if dtype is torch.float64 and all(type(value) is float for value in point.values()):
        return dict(point)  # a float of Python is a double already
    numbers_of_type = {symbol: torch.tensor(value, dtype=dtype).item() for symbol, value in point.items()}
    return {
        symbol: number if isinstance(point[symbol], complex) else number.real
        for symbol, number in numbers_of_type.items()
    }
