"""New tensors: their numbers are those of the code, exact where they are whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, elementwise, filled
from ..reading import Call, reads

_ZERO, _ONE = sympy.Integer(0), sympy.Integer(1)


def _constant(value: Any) -> Callable[..., Entries]:
    def reading(call: Call, *arguments: Any, **options: Any) -> Entries:
        return filled(call.results[0].shape, value)

    return reading


reads(
    "zeros", "zeros_like", "new_zeros", "zero", "_efficientzerotensor", "_new_zeros_with_same_feature_meta"
)(_constant(_ZERO))
reads("ones", "ones_like", "new_ones")(_constant(_ONE))
# What is in memory that nobody wrote to is not known.
reads("empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided")(_constant(sympy.nan))


@reads("full", "full_like", "new_full", "fill")
def _full(call: Call, first: Any, *rest: Any, **options: Any) -> Entries:
    # fill takes its value as the second argument, the others after the sizes; either may be a tensor.
    value = rest[-1]
    return filled(call.results[0].shape, value[()] if isinstance(value, np.ndarray) else call.number(value))


@reads("scalar_tensor")
def _scalar(call: Call, value: Any, **options: Any) -> Entries:
    return filled((), call.number(value))


@reads("eye")
def _eye(call: Call, *sizes: Any, **options: Any) -> Entries:
    rows, columns = call.results[0].shape
    return elementwise(lambda k: _ONE if k else _ZERO, np.eye(rows, columns))


@reads("arange")
def _arange(call: Call, *bounds: Any, **options: Any) -> Entries:
    start, step = (bounds[0] if len(bounds) > 1 else 0), (bounds[2] if len(bounds) > 2 else 1)
    places = np.arange(call.results[0].shape[0])
    return elementwise(lambda k: call.number(start) + sympy.Integer(int(k)) * call.number(step), places)


@reads("linspace")
def _linspace(call: Call, start: Any, end: Any, steps: int, **options: Any) -> Entries:
    first, last = (v[()] if isinstance(v, np.ndarray) else call.number(v) for v in (start, end))
    places = np.arange(steps)
    return elementwise(lambda k: first + sympy.Rational(int(k), max(steps - 1, 1)) * (last - first), places)
