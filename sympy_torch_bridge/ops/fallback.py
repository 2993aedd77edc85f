"""Kernels that are fast where they are accurate, and ask mpmath at the few other points."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from .host import HostKernel, mpmath_kernel

__all__ = ["Array", "is_nan_at_numbers", "kernel_with_fallback", "special"]

Array = np.ndarray[Any, np.dtype[Any]]


def special(name: str) -> Callable[..., Array]:
    """Return a function of ``scipy.special``, which is imported when a kernel first runs."""
    function: Callable[..., Array] = getattr(import_module("scipy.special"), name)
    return function


def is_nan_at_numbers(value: Array, *arguments: Array) -> Array:
    """Tell where a value is nan although no argument is."""
    defined = np.ones(np.shape(value), dtype=bool)
    for argument in arguments:
        defined &= ~np.isnan(argument)
    return np.isnan(value) & defined


def kernel_with_fallback(
    name: str,
    fast: Callable[..., Array],
    exact: Callable[..., Any],
    doubtful: Callable[..., Array] = is_nan_at_numbers,
) -> HostKernel:
    """Return a kernel that evaluates ``fast`` on all elements, and ``exact`` on the doubtful ones.

    Parameters
    ----------
    name : str
        Unique, as for :class:`HostKernel`.
    fast : callable
        Takes broadcast arrays and returns an array of their shape.
    exact : callable
        The same function of mpmath numbers; where it has no value, that of ``fast`` stays.
    doubtful : callable
        From the value and the arguments to the truth value "look again" of each element.

    Examples
    --------
    >>> import mpmath, torch
    >>> kernel = kernel_with_fallback("doctest.halved", lambda x: x / 2 / (x > 1), lambda x: x / 2)
    >>> kernel(torch.tensor([0.0, 1.0, 2.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    slow = mpmath_kernel(f"{name}.exact", exact).function

    def function(*arrays: Array) -> Array:
        with np.errstate(all="ignore"):
            value = np.array(fast(*arrays))
            again = np.asarray(doubtful(value, *arrays))
        if again.any():
            exact_values = slow(*(array[again] for array in arrays))
            known = ~np.isnan(exact_values)
            value = value.astype(np.result_type(value, exact_values))
            value[again] = np.where(known, exact_values, value[again])
        return value

    return HostKernel(name, "scipy", function)
