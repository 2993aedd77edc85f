"""Kernels of functions of whole numbers: exact arithmetic, rounded once, each distinct argument once.

A function that counts something has a value at whole numbers. Where SymPy extends it to other
numbers a second rule says how; where it does not, any other number gives nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import sympy

from .host import Array, HostKernel

__all__ = ["exact_kernel", "sympy_value", "whole"]

# What an exact rule raises where the function has no value.
_NO_VALUE = (ValueError, TypeError, ArithmeticError)
# Values remembered by each kernel; a batch seldom holds so many distinct whole numbers.
_REMEMBERED = 2**16


def exact_kernel(
    name: str,
    exact: Callable[..., Any],
    elsewhere: HostKernel | Callable[..., Array] | None = None,
    *,
    library: Literal["sympy", "scipy", "mpmath"] = "sympy",
    limit: float = math.nan,
) -> HostKernel:
    """Return a kernel that is exact at whole numbers.

    Parameters
    ----------
    name : str
        Unique name of the kernel.
    exact : callable
        Takes Python integers and returns an integer, a fraction, a rational number of SymPy, or a
        float that needs no rounding; it raises ValueError or an ArithmeticError where there is no value.
    elsewhere : callable, optional
        Takes arrays and gives the values where an argument is no whole number. Default: nan.
    library : {"sympy", "scipy", "mpmath"}
        What computes ``elsewhere``, or the exact values.
    limit : float
        Value at infinity for the kernels that have no rule for ``elsewhere``.

    Examples
    --------
    >>> import torch
    >>> kernel = exact_kernel("doctest.square", lambda n: n * n)
    >>> kernel(torch.tensor([3.0, 0.5]))
    tensor([9., nan])
    """

    @lru_cache(maxsize=_REMEMBERED)
    def number(*whole_numbers: float) -> float:
        try:
            return _rounded(exact(*map(int, whole_numbers)))
        except _NO_VALUE:
            return math.nan

    def function(*arrays: Array) -> Array:
        result = np.full(arrays[0].shape, np.nan, dtype=arrays[0].dtype)
        at = np.ones(result.shape, dtype=bool)
        for array in arrays:
            at &= np.isfinite(array) & (array == np.rint(array.real))
        if elsewhere is not None:
            if not at.all():
                result[~at] = getattr(elsewhere, "function", elsewhere)(*(a[~at] for a in arrays))
        elif len(arrays) == 1:
            result[arrays[0] == np.inf] = limit
        result[at] = [
            number(*numbers) for numbers in zip(*(a.real[at].tolist() for a in arrays), strict=True)
        ]
        return result

    return HostKernel(f"exact.{name}", library, function)


def _rounded(value: Any) -> float:
    """Round an exact number once; beyond the range of a double it is infinite."""
    if isinstance(value, float):
        return value
    if isinstance(value, sympy.Basic) and not value.is_Rational:
        raise ValueError(f"{value} is no rational number")
    try:
        return int(value.numerator) / int(value.denominator)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def sympy_value(head: type[Any]) -> Callable[..., Any]:
    """Return a SymPy class as a rule for Python integers."""

    def exact(*whole_numbers: int) -> Any:
        return head(*map(sympy.Integer, whole_numbers))

    return exact


def whole(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a reference that has no value beside whole numbers.

    Examples
    --------
    >>> import math
    >>> whole(math.factorial)(5.0)
    120
    """

    def reference(*numbers: Any) -> Any:
        if any(number != int(number) for number in numbers):
            raise ValueError("no whole number")
        return function(*map(int, numbers))

    return reference
