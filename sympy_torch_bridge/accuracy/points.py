"""The points of an accuracy report: the caller's, or drawn from what the symbols allow."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..binding import Ordering
from ..bounds import interval_of
from ..domain import Interval, assumed_interval
from ..errors import InputTypeError, OptionError

__all__ = ["Point", "drawn_points", "given_points"]

Point = dict[Any, Any]

_ROUNDS = 8
# Cancellation shows at small arguments: half of the drawn ones have magnitudes down to this power of ten.
_SMALLEST = -6.0


def given_points(points: Any, inputs: Sequence[Any], dtype: torch.dtype) -> list[Point]:
    """Read the points of the caller; every value becomes the nearest number of the type.

    Parameters
    ----------
    points : sequence of {symbol or name: number}, or {symbol or name: tensor}
    inputs : sequence of Symbol
    dtype : torch.dtype

    Raises
    ------
    InputTypeError, OptionError
        They are neither, or there are none.
    MissingInputError, UnexpectedInputError, AmbiguousNameError
        A point lacks an input, or names what is none.
    """
    if isinstance(points, Mapping):
        return _rows_of(_ordered(points, inputs), inputs, dtype)
    if not isinstance(points, Sequence) or not all(isinstance(point, Mapping) for point in points):
        raise InputTypeError(
            "points",
            f"a {type(points).__name__}",
            expected="a list of {symbol: value}, or one {symbol: tensor}",
            hint="points=[{x: 0.5}] or points={x: torch.linspace(0, 1, 9)}",
        )
    if not points:
        raise OptionError("points", points, accepted=["at least one {symbol: value}"])
    return [row for point in points for row in _rows_of(_ordered(point, inputs), inputs, dtype)]


def _ordered(point: Mapping[Any, Any], inputs: Sequence[Any]) -> list[Any]:
    by_symbol = {key: value for key, value in point.items() if not isinstance(key, str)}
    if all(symbol in by_symbol for symbol in inputs):
        return [by_symbol[symbol] for symbol in inputs]
    return Ordering(inputs)((), {str(getattr(key, "name", key)): value for key, value in point.items()})


def _rows_of(values: Sequence[Any], inputs: Sequence[Any], dtype: torch.dtype) -> list[Point]:
    tensors = torch.broadcast_tensors(*(_rounded(value, dtype) for value in values))
    columns = [tensor.reshape(-1).tolist() for tensor in tensors]
    return [dict(zip(inputs, row, strict=True)) for row in zip(*columns, strict=True)]


def _rounded(value: Any, dtype: torch.dtype) -> Tensor:
    """Round to the type; Python numbers and those of SymPy once, from the number they are."""
    if isinstance(value, Tensor):
        return value.detach().to(dtype.to_complex() if value.is_complex() else dtype)
    number = value if isinstance(value, int | float | complex) else _python_number(value)
    return torch.tensor(number, dtype=dtype.to_complex() if isinstance(number, complex) else dtype)


def _python_number(value: Any) -> complex:
    try:
        return float(value)
    except TypeError:
        return complex(value)


def drawn_points(
    inputs: Sequence[Any],
    domain: Mapping[Any, Any] | None,
    n_points: int,
    seed: int,
    dtype: torch.dtype,
    accepts: Callable[[Point], bool],
) -> list[Point]:
    """Draw points at which all values are real: half of them spread evenly, half of small magnitude."""
    rng = np.random.default_rng(seed)
    intervals = [_interval(symbol, domain or {}) for symbol in inputs]
    found: list[Point] = []
    for _ in range(_ROUNDS):
        columns = [interval.sample(rng, n_points) for interval in intervals]
        for place, row in enumerate(zip(*columns, strict=True)):
            values = row if place % 2 else _shrunk(row, intervals, rng)
            point = _rows_of([round(v) if s.is_integer else v for s, v in zip(inputs, values, strict=True)],
                             inputs, dtype)[0]  # fmt: skip
            if accepts(point):
                found.append(point)
            if len(found) == n_points:
                return found
    return found


def _shrunk(
    row: Sequence[float], intervals: Sequence[Interval], rng: np.random.Generator
) -> tuple[float, ...]:
    small = [math.copysign(10.0 ** float(rng.uniform(_SMALLEST, 0.0)), value) for value in row]
    return tuple(
        s if interval.contains(s) else value for s, value, interval in zip(small, row, intervals, strict=True)
    )


def _interval(symbol: Any, domain: Mapping[Any, Any]) -> Interval:
    given = domain.get(symbol)
    if given is None:
        return assumed_interval(symbol)
    return interval_of(given, f"domain of {symbol}")
