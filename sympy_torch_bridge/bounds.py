"""Intervals as people write them for a symbol, and what the assumptions of the symbol leave of them."""

from __future__ import annotations

import math
import numbers
from typing import Any

import sympy

from .domain import REAL, Interval, assumed_interval
from .errors import InputTypeError, OptionError

__all__ = ["interval_of", "within_assumptions"]


def interval_of(value: Any, name: str) -> Interval:
    """Read an interval.

    Parameters
    ----------
    value : Interval, sympy.Interval, sympy.Reals, or a list, tuple or array (low, high)
    name : str
        What the interval is called in an error.

    Raises
    ------
    InputTypeError
        It is something else: a set has no order, text is never evaluated.
    OptionError
        It is empty or a single number.

    Examples
    --------
    >>> str(interval_of((0, sympy.pi), "domain of x")), str(interval_of(sympy.Interval.open(0, 1), "domain"))
    ('[0, 3.14159]', '(0, 1)')
    """
    if isinstance(value, Interval):
        return value
    if value is sympy.Reals:
        return REAL
    if isinstance(value, sympy.Interval):
        low, high = (_end(end, value, name) for end in (value.start, value.end))
        return Interval(low, high, lower_open=bool(value.left_open), upper_open=bool(value.right_open))
    if isinstance(value, sympy.Set):
        raise InputTypeError(
            name,
            f"the set {value}",
            expected="an interval",
            hint="single numbers are given as points=[{x: 1}, {x: 2}]; several intervals are several checks",
        )
    ends = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(ends, list | tuple | sympy.Tuple) or len(ends) != 2:
        raise InputTypeError(
            name, f"{value!r}", expected="an Interval or a pair (low, high)", hint="without an end: (0, oo)"
        )
    low, high = (_end(end, value, name) for end in ends)
    if not low < high:
        raise OptionError(name, value, accepted=["(low, high) with low < high"])
    return Interval(low, high)


def _end(end: Any, whole: Any, name: str) -> float:
    """Return one end as a double."""
    is_constant = isinstance(end, sympy.Expr) and bool(end.is_number)
    is_real = end.is_extended_real if is_constant else isinstance(end, numbers.Real)
    if isinstance(end, bool) or not is_real:
        is_complex = is_constant or isinstance(end, numbers.Complex)
        raise InputTypeError(
            name,
            f"{whole!r}",
            expected="an Interval or a pair (low, high) of real numbers",
            hint="corners of a rectangle need complex inputs: dtype=torch.complex128" if is_complex else "",
        )
    try:
        return float(end)
    except OverflowError:
        raise OptionError(
            name, whole, accepted=["ends in the range of double precision"], hint="oo stands for no end"
        ) from None


def within_assumptions(interval: Interval, symbol: Any) -> Interval:
    """Return the part of an interval that a symbol can be in: SymPy has simplified as if it never left it.

    Raises
    ------
    OptionError
        Nothing is left, or no whole number for a symbol that is an integer.

    Examples
    --------
    >>> str(within_assumptions(Interval(-1.0, 1.0), sympy.Symbol("x", positive=True)))
    '(0, 1]'
    """
    assumed = assumed_interval(symbol)
    common = interval.intersection(assumed)
    if common is None:
        raise OptionError(
            f"domain of {symbol}",
            str(interval),
            accepted=[f"a part of {assumed}"],
            hint=f"the assumptions of {symbol} allow nothing else; a symbol without them takes every number",
        )
    if symbol.is_integer and not _has_whole_number(common):
        raise OptionError(
            f"domain of {symbol}",
            str(interval),
            accepted=["an interval with a whole number"],
            hint=f"{symbol} is an integer",
        )
    return common


def _has_whole_number(interval: Interval) -> bool:
    if math.isinf(interval.lower) or math.isinf(interval.upper):
        return True
    first = math.ceil(interval.lower)
    return any(interval.contains(float(number)) for number in (first, first + 1))
