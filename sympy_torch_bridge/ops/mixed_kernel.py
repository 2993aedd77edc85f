"""Kernels of two libraries: SciPy's where it is right and defined, mpmath number by number elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .host import Array, HostKernel, mpmath_kernel

__all__ = ["elsewhere_kernel", "mixed_kernel"]


def mixed_kernel(
    name: str,
    function: Callable[..., Array],
    *,
    holds: Callable[..., Array],
    reference: Callable[..., Any],
) -> HostKernel:
    """Return a kernel that asks mpmath only for the numbers that a vectorised function cannot give.

    Parameters
    ----------
    name : str
        Unique name.
    function : callable
        Takes flat arrays of one length.
    holds : callable
        Takes the same arrays and tells for each element whether ``function`` is right there.
    reference : callable
        Takes and returns numbers of mpmath.

    Examples
    --------
    >>> import mpmath, torch
    >>> kernel = mixed_kernel("doctest.log", np.log, holds=lambda x: x.real > 0, reference=mpmath.log)
    >>> kernel(torch.tensor([1.0, -1.0]))
    tensor([0., nan])
    """
    elsewhere = mpmath_kernel(f"{name}.elsewhere", reference)

    def compute(*arrays: Array) -> Array:
        flat = [np.ravel(array) for array in arrays]
        is_number = ~np.logical_or.reduce([np.isnan(array) for array in flat])
        with np.errstate(all="ignore"):
            is_fast = is_number & holds(*flat)
            value = np.full(flat[0].shape, np.nan, dtype=np.result_type(*flat))
            value[is_fast] = function(*(array[is_fast] for array in flat))
        rest = is_number & ~is_fast
        if rest.any():
            found = elsewhere.function(*(array[rest] for array in flat))
            value = value.astype(np.result_type(value, found))
            value[rest] = found
        return value.reshape(arrays[0].shape)

    return HostKernel(name, "scipy", compute)


def elsewhere_kernel(name: str, reference: Callable[..., Any]) -> HostKernel:
    """Return mpmath's part of a torch kernel: the caller passes nan where the rest of it has the value.

    Examples
    --------
    >>> import math, mpmath, torch
    >>> kernel = elsewhere_kernel("doctest.sqrt", mpmath.sqrt)
    >>> kernel(torch.tensor([4.0, math.nan]))
    tensor([2., nan])
    """

    def nowhere(*arrays: Array) -> Array:
        return np.zeros(arrays[0].shape, dtype=np.bool_)

    return mixed_kernel(name, lambda *arrays: arrays[0], holds=nowhere, reference=reference)
