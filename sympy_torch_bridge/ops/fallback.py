"""Kernels that are fast where they are accurate, and ask mpmath at the few other points."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from ..slowness import warn_of_slowness
from .host import Array, HostKernel, number_by_number
from .real_axis import real_at_real

__all__ = ["Array", "elsewhere_kernel", "is_nan_at_numbers", "kernel_with_fallback", "special"]

# So many numbers take mpmath about a tenth of a second: from here on a user notices.
_UNNOTICED = 1000


def special(name: str) -> Callable[..., Array]:
    """Return a function of ``scipy.special``, which is imported when a kernel first runs."""
    function: Callable[..., Array] = getattr(import_module("scipy.special"), name)
    return function


def is_nan_at_numbers(value: Array, *arguments: Array) -> Array:
    """Tell where a value is nan although no argument is."""
    return np.isnan(value) & _are_numbers(arguments)


def _are_numbers(arrays: tuple[Array, ...]) -> Array:
    return np.asarray(~np.logical_or.reduce([np.isnan(array) for array in arrays]))


def kernel_with_fallback(
    name: str,
    fast: Callable[..., Array],
    exact: Callable[..., Any],
    doubtful: Callable[..., Array] = is_nan_at_numbers,
    *,
    holds: Callable[..., Array] | None = None,
    keeps_real: bool = False,
) -> HostKernel:
    """Return a kernel of a fast function of arrays that asks mpmath where that one is not right.

    Parameters
    ----------
    name : str
        Unique, as for :class:`HostKernel`.
    fast : callable
        Takes arrays of one shape and returns an array of that shape.
    exact : callable
        The same function of mpmath numbers; where it has no value, that of ``fast`` stays.
    doubtful : callable
        From the value of ``fast`` and the arguments to the truth value "look again" of each element.
    holds : callable, optional
        From the arguments to the truth value "``fast`` is right" of each element. It replaces
        ``doubtful`` where the arguments alone decide: ``fast`` then gets the elements where it is right
        as arrays of one axis, and mpmath gets the others.
    keeps_real : bool
        The function is real at real numbers, and so it is to be where they are given as complex ones.

    Warns
    -----
    PerformanceWarning
        Once for each kernel: mpmath gets more than a thousand numbers of one call.

    Examples
    --------
    >>> import mpmath, torch
    >>> def upper_half(x):
    ...     return np.where(x > 1, x / 2, np.nan)
    >>> kernel = kernel_with_fallback("doctest.halved", upper_half, lambda x: x / 2)
    >>> kernel(torch.tensor([0.0, 1.0, 2.0]))
    tensor([0.0000, 0.5000, 1.0000])
    >>> kernel = kernel_with_fallback("doctest.log", np.log, mpmath.log, holds=lambda x: x.real > 0)
    >>> kernel(torch.tensor([1.0, -1.0]))
    tensor([0., nan])
    """
    attempt = _on_all(fast, doubtful) if holds is None else _where_it_holds(fast, holds)
    slow = _warning_once(name, number_by_number(exact))

    def function(*arrays: Array) -> Array:
        with np.errstate(all="ignore"):
            value, again = attempt(*arrays)
        if again.any():
            exact_values = slow(*(array[again] for array in arrays))
            known = ~np.isnan(exact_values)
            value = value.astype(np.result_type(value, exact_values))
            value[again] = np.where(known, exact_values, value[again])
        return value

    return HostKernel(name, "scipy", real_at_real(function) if keeps_real else function)


def _on_all(fast: Callable[..., Array], doubtful: Callable[..., Array]) -> Callable[..., tuple[Array, Array]]:
    """Evaluate ``fast`` on all elements and judge the values."""

    def attempt(*arrays: Array) -> tuple[Array, Array]:
        value = np.array(fast(*arrays))
        return value, np.asarray(doubtful(value, *arrays))

    return attempt


def _where_it_holds(
    fast: Callable[..., Array], holds: Callable[..., Array]
) -> Callable[..., tuple[Array, Array]]:
    """Judge the arguments and evaluate ``fast`` on those where it is right."""

    def attempt(*arrays: Array) -> tuple[Array, Array]:
        numbers = _are_numbers(arrays)
        right = numbers & holds(*arrays)
        value = np.full(arrays[0].shape, np.nan, dtype=np.result_type(*arrays))
        if right.any():
            value[right] = fast(*(array[right] for array in arrays))
        return value, np.asarray(numbers & ~right)

    return attempt


def _warning_once(name: str, slow: Callable[..., Array]) -> Callable[..., Array]:
    """Return the function of arrays that warns at its first long call."""
    warned = False

    def function(*arrays: Array) -> Array:
        nonlocal warned
        count = arrays[0].size
        if count > _UNNOTICED and not warned:
            warned = True
            warn_of_slowness(
                f"{name}: mpmath computes {count:,} numbers of this call one by one on the CPU, about 10,000 "
                "a second, because no fast method is right there; ops=[Op(...)] supplies a faster kernel"
            )
        return slow(*arrays)

    return function


def elsewhere_kernel(name: str, reference: Callable[..., Any]) -> HostKernel:
    """Return mpmath's part of a torch kernel: the caller passes nan where the rest of it has the value.

    Examples
    --------
    >>> import math, mpmath, torch
    >>> kernel = elsewhere_kernel("doctest.sqrt", mpmath.sqrt)
    >>> kernel(torch.tensor([4.0, math.nan]))
    tensor([2., nan])
    """

    def nothing(*arrays: Array) -> Array:
        return np.full(arrays[0].shape, np.nan, dtype=np.result_type(*arrays))

    return kernel_with_fallback(name, nothing, reference)
