"""Arithmetic and powers, entry by entry."""

from __future__ import annotations

from typing import Any

import sympy

from ..reading import reads_elementwise

_ROUNDED = {"floor": sympy.floor, "trunc": lambda x: truncated(x), None: lambda x: x}


def truncated(value: Any) -> Any:
    """Round towards zero."""
    return value if value.is_integer else sympy.sign(value) * sympy.floor(sympy.Abs(value))


@reads_elementwise("add")
def _(a: Any, b: Any, alpha: Any = 1) -> Any:
    return a + alpha * b


@reads_elementwise("sub")
def _(a: Any, b: Any, alpha: Any = 1) -> Any:
    return a - alpha * b


@reads_elementwise("rsub")
def _(a: Any, b: Any, alpha: Any = 1) -> Any:
    return b - alpha * a


@reads_elementwise("div")
def _(a: Any, b: Any, rounding_mode: str | None = None) -> Any:
    return _ROUNDED[rounding_mode](a / b)


@reads_elementwise("addcmul")
def _(a: Any, b: Any, c: Any, value: Any = 1) -> Any:
    return a + value * b * c


@reads_elementwise("addcdiv")
def _(a: Any, b: Any, c: Any, value: Any = 1) -> Any:
    return a + value * b / c


@reads_elementwise("lerp")
def _(start: Any, end: Any, weight: Any) -> Any:
    return start + weight * (end - start)


reads_elementwise("mul")(lambda a, b: a * b)
reads_elementwise("floor_divide")(lambda a, b: sympy.floor(a / b))
reads_elementwise("pow")(lambda a, b: a**b)
reads_elementwise("neg")(lambda a: -a)
reads_elementwise("reciprocal")(lambda a: 1 / a)
reads_elementwise("square")(lambda a: a**2)
reads_elementwise("rsqrt")(lambda a: 1 / sympy.sqrt(a))
reads_elementwise("trunc")(truncated)
reads_elementwise("frac")(lambda a: a - truncated(a))
reads_elementwise("sgn", "sign")(sympy.sign)
reads_elementwise("positive")(lambda a: a)
