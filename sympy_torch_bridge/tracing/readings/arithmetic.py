"""Arithmetic and powers, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Factors, elementwise
from ..numerals import as_number
from ..reading import Call, reads, reads_elementwise
from .factors import shifted

_ROUNDED = {"floor": sympy.floor, "trunc": lambda x: truncated(x), None: lambda x: x}


def truncated(value: Any) -> Any:
    """Round towards zero."""
    return value if value.is_integer else sympy.sign(value) * sympy.floor(sympy.Abs(value))


@reads("add")
def _add(call: Call, first: Any, second: Any, *, alpha: Any = 1) -> Any:
    if isinstance(first, Factors):
        return shifted(call, first, second)
    scale = call.number(alpha)
    given = (a if isinstance(a, np.ndarray) else call.number(a) for a in (first, second))
    return elementwise(lambda a, b: as_number(a) + scale * as_number(b), *given)


@reads_elementwise("sub")
def _sub(a: Any, b: Any, alpha: Any = 1) -> Any:
    return a - alpha * b


@reads_elementwise("rsub")
def _rsub(a: Any, b: Any, alpha: Any = 1) -> Any:
    return b - alpha * a


@reads_elementwise("div")
def _div(a: Any, b: Any, rounding_mode: str | None = None) -> Any:
    return _ROUNDED[rounding_mode](a / b)


@reads_elementwise("addcmul")
def _addcmul(a: Any, b: Any, c: Any, value: Any = 1) -> Any:
    return a + value * b * c


@reads_elementwise("addcdiv")
def _addcdiv(a: Any, b: Any, c: Any, value: Any = 1) -> Any:
    return a + value * b / c


@reads_elementwise("lerp")
def _lerp(start: Any, end: Any, weight: Any) -> Any:
    return start + weight * (end - start)


reads_elementwise("mul")(lambda a, b: a * b)
reads_elementwise("floor_divide")(lambda a, b: sympy.floor(a / b))
reads_elementwise("pow")(lambda a, b: a**b)
reads_elementwise("fmod")(sympy.Rem)
reads_elementwise("neg")(lambda a: -a)
reads_elementwise("reciprocal")(lambda a: 1 / a)
reads_elementwise("square")(lambda a: a**2)
reads_elementwise("rsqrt")(lambda a: 1 / sympy.sqrt(a))
reads_elementwise("trunc")(truncated)
reads_elementwise("frac")(lambda a: a - truncated(a))
reads_elementwise("sgn", "sign")(sympy.sign)
reads_elementwise("positive")(lambda a: a)
