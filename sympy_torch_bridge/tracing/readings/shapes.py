"""Operations that move entries: views of one array, as torch's are of one tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from ..entries import Entries, Factors, elementwise, filled
from ..numerals import as_boolean
from ..reading import Call, reads
from .arithmetic import truncated
from .factors import diagonal_of


@reads("view", "_unsafe_view", "reshape", "_reshape_alias", "view_copy")
def _view(call: Call, entries: Entries, size: Any, *rest: Any) -> Entries:
    if call.tensors[0].dtype != call.results[0].dtype:
        call.refuse("it reads the bits of numbers as those of another dtype", "convert: tensor.to(dtype)")
    return entries.reshape(tuple(call.results[0].shape))


@reads("detach", "alias", "_fw_primal", "view_as", "contiguous", "lift")
def _same(call: Call, entries: Any) -> Any:
    return entries


@reads("clone", "lift_fresh", "lift_fresh_copy")
def _clone(call: Call, entries: Entries, memory_format: Any = None) -> Entries:
    return entries.copy()


_NARROW = ("torch.int8", "torch.uint8", "torch.int16", "torch.uint16")


@reads("_to_copy", "prims.convert_element_type")
def _converted(call: Call, entries: Entries, *rest: Any, **options: Any) -> Entries:
    """Convert: to truth values, or to whole numbers; the rounding of other types is no part of a formula."""
    source, dtype = call.tensors[0].dtype, call.results[0].dtype
    if dtype.is_floating_point or dtype.is_complex or source == dtype:
        if source.is_complex and not dtype.is_complex:
            return elementwise(sympy.re, entries)
        return entries.copy()
    if str(dtype) == "torch.bool":
        return elementwise(as_boolean, entries)
    if str(dtype) in _NARROW and source.itemsize > 1 and not all(x.is_number for x in entries.flat):
        call.refuse(
            f"numbers beyond the range of {dtype} wrap around, which no formula does",
            "convert to torch.int64, or compare instead",
        )
    return elementwise(lambda x: truncated(x) if source.is_floating_point else x, entries)


@reads("copy")
def _copied(call: Call, target: Entries, source: Entries, non_blocking: bool = False) -> Entries:
    if source.size and not call.results[0].dtype.is_floating_point and not call.results[0].dtype.is_complex:
        source = _converted(_as_conversion(call), source)
    return np.broadcast_to(source, target.shape)


def _as_conversion(call: Call) -> Call:
    return Call(call.operation, call.numerals, call.results, {0: call.tensors[1]})


@reads("expand", "expand_copy")
def _expand(call: Call, entries: Entries, size: Any, *, implicit: bool = False) -> Entries:
    return np.broadcast_to(entries, tuple(call.results[0].shape))


@reads("permute")
def _permute(call: Call, entries: Entries, dims: Sequence[int]) -> Entries:
    return entries.transpose(*dims) if entries.ndim else entries


@reads("t", "numpy_T", "mT")
def _t(call: Call, entries: Entries) -> Entries:
    return entries.T


@reads("transpose")
def _transpose(call: Call, entries: Entries, first: int, second: int) -> Entries:
    return np.swapaxes(entries, first, second) if entries.ndim else entries


@reads("squeeze", "unsqueeze")
def _squeezed(call: Call, entries: Entries, dim: Any = None) -> Entries:
    return entries.reshape(tuple(call.results[0].shape))


@reads("select")
def _select(call: Call, entries: Entries, dim: int, index: int) -> Entries:
    # Indexing by a number would return an expression, not a view, where one axis is left.
    place = index % entries.shape[dim]
    return np.squeeze(_sliced(entries, dim, place, place + 1, 1), axis=dim)


@reads("slice")
def _slice(
    call: Call, entries: Entries, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Entries:
    return _sliced(entries, dim, start, end, step)


def _sliced(entries: Entries, dim: int, start: Any, end: Any, step: int) -> Entries:
    places = [slice(None)] * entries.ndim
    places[dim] = slice(start, end, step)
    return entries[tuple(places)]


@reads("as_strided")
def _strided(
    call: Call, entries: Entries, size: Sequence[int], stride: Sequence[int], storage_offset: Any = None
) -> Entries:
    """Take entries by their place in memory: those of the tensor itself, laid out as torch does."""
    extent = sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    source = call.tensors[0]
    own = [step * entries.itemsize for step in source.stride()]
    is_followed = all(n < 2 or a == b for n, a, b in zip(entries.shape, entries.strides, own, strict=True))
    last = sum((n - 1) * step for n, step in zip(source.shape, source.stride(), strict=True))
    if storage_offset or not entries.size or not is_followed or extent > last:
        call.refuse("it takes a tensor apart by its place in memory", "take the entries by their indices")
    steps = [step * entries.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(entries, tuple(size), steps, writeable=entries.flags.writeable)


@reads("split", "split_with_sizes")
def _split(call: Call, entries: Entries, sizes: Any, dim: int = 0) -> list[Entries]:
    ends = np.cumsum([result.shape[dim] for result in call.results])
    return np.split(entries, ends[:-1], axis=dim)


@reads("unbind")
def _unbind(call: Call, entries: Entries, dim: int = 0) -> list[Entries]:
    return [_select(call, entries, dim, place) for place in range(entries.shape[dim])]


@reads("cat")
def _cat(call: Call, tensors: Sequence[Entries], dim: int = 0) -> Entries:
    # torch accepts an empty vector beside tensors of any rank.
    kept = [t for t in tensors if t.shape != (0,)] or [tensors[0]]
    return np.concatenate(kept, axis=dim)


@reads("stack")
def _stack(call: Call, tensors: Sequence[Entries], dim: int = 0) -> Entries:
    return np.stack(tensors, axis=dim)


@reads("flip")
def _flip(call: Call, entries: Entries, dims: Sequence[int]) -> Entries:
    return np.flip(entries, axis=tuple(dims)).copy()


@reads("roll")
def _roll(call: Call, entries: Entries, shifts: Sequence[int], dims: Sequence[int] = ()) -> Entries:
    return np.roll(entries, shifts, axis=tuple(dims) or None)


@reads("repeat")
def _repeat(call: Call, entries: Entries, repeats: Sequence[int]) -> Entries:
    return np.tile(entries, tuple(repeats))


@reads("diagonal")
def _diagonal(call: Call, entries: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Entries:
    if isinstance(entries, Factors):
        return diagonal_of(call, entries)
    result = np.diagonal(entries, offset, dim1, dim2)
    result.flags.writeable = entries.flags.writeable
    return result


@reads("tril", "triu")
def _triangle(call: Call, entries: Entries, diagonal: int = 0) -> Entries:
    keep = np.tril if ".tril" in call.operation else np.triu
    mask = keep(np.ones(entries.shape[-2:], bool), diagonal)
    return np.where(mask, entries, sympy.Integer(0))


@reads("constant_pad_nd")
def _pad(call: Call, entries: Entries, pad: Sequence[int], value: Any = 0) -> Entries:
    widths = [(0, 0)] * entries.ndim
    for axis in range(len(pad) // 2):
        widths[-1 - axis] = (pad[2 * axis], pad[2 * axis + 1])
    places = tuple(
        slice(max(-before, 0), size - max(-after, 0))
        for (before, after), size in zip(widths, entries.shape, strict=True)
    )
    grown = [(max(before, 0), max(after, 0)) for before, after in widths]
    return np.pad(entries[places], grown, constant_values=call.number(value))


@reads("unfold")
def _unfold(call: Call, entries: Entries, dim: int, size: int, step: int) -> Entries:
    windows = np.lib.stride_tricks.sliding_window_view(entries, size, axis=dim)
    return _sliced(windows, dim % max(entries.ndim, 1), None, None, step)


@reads("select_backward", "slice_backward", "diagonal_backward")
def _scattered_back(call: Call, gradient: Entries, sizes: Sequence[int], *place: int) -> Entries:
    result = filled(sizes, sympy.Integer(0))
    view = {"select_backward": _select, "slice_backward": _slice, "diagonal_backward": _diagonal}
    view[call.operation.split(".")[1]](call, result, *place)[...] = gradient
    return result
