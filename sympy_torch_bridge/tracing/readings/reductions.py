"""Sums, means, extrema and what is made of them along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, array_of, elementwise, reduced
from ..numerals import as_number
from ..reading import Call, reads

__all__ = ["total"]


def total(row: list[Any]) -> Any:
    """Return the sum of expressions; truth values count as 0 and 1."""
    return sympy.Add(*map(as_number, row))


def _product(row: list[Any]) -> Any:
    return sympy.Mul(*map(as_number, row))


def _mean(row: list[Any]) -> Any:
    return total(row) / len(row)


def _log_sum_exp(row: list[Any]) -> Any:
    return sympy.log(total([sympy.exp(x) for x in row]))


def _variance(correction: Any) -> Callable[[list[Any]], Any]:
    def variance(row: list[Any]) -> Any:
        mean = _mean(row)
        return total([(x - mean) ** 2 for x in row]) / (len(row) - correction)

    return variance


def _along(name: str, function: Callable[[list[Any]], Any]) -> None:
    @reads(name)
    def reading(
        call: Call, entries: Entries, dim: Any = None, keepdim: bool = False, dtype: Any = None
    ) -> Entries:
        return reduced(function, entries, dim, keepdim=keepdim)


_along("sum", total)
_along("prod", _product)
_along("mean", _mean)
_along("logsumexp", _log_sum_exp)
_along("amax", lambda row: sympy.Max(*map(as_number, row)))
_along("amin", lambda row: sympy.Min(*map(as_number, row)))
_along("count_nonzero", lambda row: total([sympy.Ne(as_number(x), 0) for x in row]))


def _correction(call: Call, unbiased: bool | None, correction: Any) -> Any:
    """Return by how much the number of entries is reduced: an old overload only says whether it is."""
    if unbiased is not None:
        return sympy.Integer(1 if unbiased else 0)
    return call.number(1 if correction is None else correction)


@reads("var", "std")
def _spread(
    call: Call,
    entries: Entries,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: Any = None,
) -> Entries:
    if isinstance(dim, bool):  # var(x, unbiased)
        dim, unbiased = None, dim
    variance = _variance(_correction(call, unbiased, correction))
    result = reduced(variance, entries, dim, keepdim=keepdim)
    return elementwise(sympy.sqrt, result) if ".std" in call.operation else result


@reads("var_mean", "std_mean")
def _spread_and_mean(call: Call, entries: Entries, dim: Any = None, *rest: Any, **options: Any) -> Any:
    spread = _spread(call, entries, dim, *rest, **options)
    keepdim = options.get("keepdim", rest[1] if len(rest) > 1 else False)
    return spread, reduced(_mean, entries, None if isinstance(dim, bool) else dim, keepdim=keepdim)


@reads("linalg_vector_norm", "norm")
def _norm(
    call: Call, entries: Entries, ord: Any = 2, dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> Entries:
    is_real = not call.tensors[0].dtype.is_complex
    order = call.number(2 if ord is None else ord)
    return reduced(lambda row: _norm_of(row, order, is_real), entries, dim, keepdim=keepdim)


def _norm_of(row: list[Any], order: Any, is_real: bool) -> Any:
    row = [as_number(x) for x in row]
    if order == 0:
        return total([sympy.Ne(x, 0) for x in row])
    if abs(order) == sympy.oo:
        return (sympy.Max if order > 0 else sympy.Min)(*map(sympy.Abs, row))
    # Of a real number an even power needs no absolute value, which SymPy would keep for a bare symbol.
    is_even = is_real and bool(order.is_integer) and order % 2 == 0
    return total([x**order if is_even else sympy.Abs(x) ** order for x in row]) ** (1 / order)


def _scan(entries: Entries, dim: int, join: Callable[[list[Any]], Any]) -> Entries:
    """Apply a function to each beginning of the rows along an axis."""
    if entries.ndim == 0:
        return entries
    moved = np.moveaxis(entries, dim, -1)
    result = np.empty(moved.shape, object)
    for place in np.ndindex(*moved.shape):
        result[place] = join(list(moved[place[:-1]][: place[-1] + 1]))
    return np.moveaxis(result, -1, dim)


@reads("cumsum")
def _cumsum(call: Call, entries: Entries, dim: int, dtype: Any = None) -> Entries:
    return _scan(entries, dim, total)


@reads("cumprod")
def _cumprod(call: Call, entries: Entries, dim: int, dtype: Any = None) -> Entries:
    return _scan(entries, dim, _product)


@reads("logcumsumexp")
def _logcumsumexp(call: Call, entries: Entries, dim: int) -> Entries:
    return _scan(entries, dim, _log_sum_exp)


@reads("_softmax", "_safe_softmax")
def _softmax(call: Call, entries: Entries, dim: int, *rest: Any) -> Entries:
    powers = elementwise(sympy.exp, entries)
    return elementwise(lambda a, b: a / b, powers, reduced(total, powers, dim, keepdim=True))


@reads("_log_softmax")
def _log_softmax(call: Call, entries: Entries, dim: int, *rest: Any) -> Entries:
    return elementwise(lambda a, b: a - b, entries, reduced(_log_sum_exp, entries, dim, keepdim=True))


def _place(row: list[Any], holds: Callable[[Any, Any], Any]) -> Any:
    """Return the first place of an extremum, as the cases in which it is each of them."""
    row = [as_number(x) for x in row]
    cases = [
        (place, sympy.And(*(holds(x, other) for k, other in enumerate(row) if k != place)))
        for place, x in enumerate(row[:-1])
    ]
    return sympy.Piecewise(*cases, (len(row) - 1, True))


_EXTREMA: dict[str, tuple[Any, Callable[[Any, Any], Any]]] = {
    "max": (sympy.Max, lambda a, b: a >= b),
    "min": (sympy.Min, lambda a, b: a <= b),
}


@reads("max", "min")
def _extremum(call: Call, entries: Entries, dim: Any = None, keepdim: bool = False) -> Any:
    extremum, holds = _EXTREMA[call.operation.split(".")[1]]
    if isinstance(dim, np.ndarray):  # max(x, y)
        return elementwise(extremum, entries, dim)
    value = reduced(lambda row: extremum(*map(as_number, row)), entries, dim, keepdim=keepdim)
    if dim is None:
        return value
    return value, reduced(lambda row: _place(row, holds), entries, dim, keepdim=keepdim)


@reads("argmax", "argmin")
def _argument(call: Call, entries: Entries, dim: Any = None, keepdim: bool = False) -> Entries:
    _, holds = _EXTREMA[call.operation.split(".")[1].removeprefix("arg")]
    return reduced(lambda row: _place(row, holds), entries, dim, keepdim=keepdim)


@reads("aminmax")
def _aminmax(
    call: Call, entries: Entries, *, dim: Any = None, keepdim: bool = False
) -> tuple[Entries, Entries]:
    low = reduced(lambda row: sympy.Min(*row), entries, dim, keepdim=keepdim)
    return low, reduced(lambda row: sympy.Max(*row), entries, dim, keepdim=keepdim)


@reads("numel")
def _numel(call: Call, entries: Entries) -> Entries:
    return array_of(sympy.Integer(entries.size))
