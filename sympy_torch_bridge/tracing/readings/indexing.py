"""Entries chosen by index: by constant ones, or by the place of an extremum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import sympy

from ..constants import integers, is_constant
from ..entries import Entries, array_of, filled
from ..reading import Call, reads
from .reductions import total
from .relations import chosen

_HINT = "pass the indices as a tensor of whole numbers in the list of inputs"


def _indices(call: Call, entries: Entries) -> np.ndarray[Any, Any]:
    if not is_constant(entries):
        call.refuse("the indices depend on the inputs", _HINT)
    return integers(entries)


def _places(call: Call, indices: Sequence[Entries | None]) -> tuple[Any, ...]:
    """Return a key of NumPy for indices of torch: None is a whole axis in torch, a new one in NumPy."""
    return tuple(slice(None) if i is None else _indices(call, i) for i in indices)


@reads("index", "_unsafe_index")
def _index(call: Call, entries: Entries, indices: Sequence[Entries | None]) -> Entries:
    return array_of(entries[_places(call, indices)])


@reads("index_put", "_index_put_impl", "_unsafe_index_put")
def _index_put(
    call: Call,
    entries: Entries,
    indices: Sequence[Entries | None],
    values: Entries,
    accumulate: bool = False,
    *rest: Any,
) -> Entries:
    mask = indices[0] if len(indices) == 1 else None
    if mask is not None and not is_constant(mask) and values.size == 1 and not accumulate:
        deep = mask.reshape(mask.shape + (1,) * (entries.ndim - mask.ndim))
        return np.frompyfunc(lambda c, old: chosen(c, values.flat[0], old), 2, 1)(deep, entries)  # type: ignore[no-any-return]
    result, places = entries.copy(), _places(call, indices)
    if accumulate:
        np.add.at(result, places, values)
    else:
        result[places] = values
    return result


@reads("index_select")
def _index_select(call: Call, entries: Entries, dim: int, index: Entries) -> Entries:
    return np.take(entries, np.atleast_1d(_indices(call, index)), axis=dim)


@reads("index_add")
def _index_add(
    call: Call, entries: Entries, dim: int, index: Entries, source: Entries, *, alpha: Any = 1
) -> Entries:
    result = entries.copy()
    rows = np.moveaxis(result, dim, 0)
    for place, row in zip(_indices(call, index), np.moveaxis(source, dim, 0), strict=True):
        rows[int(place)] = rows[int(place)] + call.number(alpha) * row
    return result


@reads("index_fill")
def _index_fill(call: Call, entries: Entries, dim: int, index: Entries, value: Any) -> Entries:
    result = entries.copy()
    np.moveaxis(result, dim, 0)[_indices(call, index)] = (
        value[()] if isinstance(value, np.ndarray) else call.number(value)
    )
    return result


@reads("embedding")
def _embedding(call: Call, weight: Entries, index: Entries, *rest: Any) -> Entries:
    return array_of(weight[_indices(call, index)])


@reads("embedding_dense_backward")
def _embedding_backward(
    call: Call, gradient: Entries, index: Entries, rows: int, padding: int, *rest: Any
) -> Entries:
    result = filled(call.results[0].shape, sympy.Integer(0))
    places = _indices(call, index)
    for place in np.ndindex(*places.shape):
        if places[place] != padding:
            result[places[place]] = result[places[place]] + gradient[place]
    return result


def _by_cases(index: Any, value: Callable[[int], Any], call: Call) -> Any:
    """Return the value at an index that is a number or, as the place of an extremum, a choice of numbers."""
    if isinstance(index, sympy.Piecewise):
        return sympy.Piecewise(*((_by_cases(i, value, call), condition) for i, condition in index.args))
    if index.has(sympy.Piecewise):
        return _by_cases(sympy.piecewise_fold(index), value, call)
    if not index.is_number:
        call.refuse("the indices depend on the inputs", _HINT)
    return value(int(index))


def _at(place: tuple[int, ...], dim: int, index: int, size: int) -> tuple[int, ...]:
    """Return the place in which the coordinate along an axis is replaced."""
    return tuple(index % size if axis == dim else k for axis, k in enumerate(place))


def _entry(entries: Entries, place: tuple[int, ...], dim: int, index: int) -> Any:
    return entries[_at(place, dim, index, entries.shape[dim])]


def _changed(old: Any, new: Any, place: int, index: int) -> Any:
    """Return what is at a place after the entry at an index was written."""
    return new if index == place else old


@reads("gather")
def _gather(call: Call, entries: Entries, dim: int, index: Entries, *, sparse_grad: bool = False) -> Entries:
    if entries.ndim == 0:
        return entries.copy()
    axis, result = dim % entries.ndim, np.empty(index.shape, object)
    for place in np.ndindex(*index.shape):
        result[place] = _by_cases(index[place], partial(_entry, entries, place, axis), call)
    return result


@reads("scatter", "scatter_add", "scatter_reduce")
def _scatter(
    call: Call,
    entries: Entries,
    dim: int,
    index: Entries,
    source: Any,
    reduce: Any = None,
    *,
    include_self: bool = True,
) -> Entries:
    adds = ".scatter_add" in call.operation or reduce in ("add", "sum")
    if (reduce is not None and not adds) or not include_self:
        call.refuse(f"scatter with reduce='{reduce}' has no reading")
    if entries.ndim == 0:
        return entries + source if adds else np.asarray(source)
    axis, result = dim % entries.ndim, entries.copy()
    for place in np.ndindex(*index.shape):
        value = source[place] if isinstance(source, np.ndarray) else call.number(source)
        for k in range(entries.shape[axis]):
            target = _at(place, axis, k, entries.shape[axis])
            old = result[target]
            new = total([old, value]) if adds else value
            result[target] = _by_cases(index[place], partial(_changed, old, new, k), call)
    return result


@reads("take")
def _take(call: Call, entries: Entries, index: Entries) -> Entries:
    return array_of(entries.reshape(-1)[_indices(call, index)])
