"""Kernels that run outside torch: SciPy on arrays, mpmath number by number.

All of them are calls of one torch operator, ``sympy_torch_bridge::host``, which names the kernel
by a string. So torch.compile and torch.export see an operator with a known result shape instead
of Python code, and vmap has a rule for it. It has no derivative of its own: the op table declares
``grad="symbolic"`` for such kernels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Literal

import mpmath
import numpy as np
import torch
from torch import Tensor

from ..errors import LostFunctionError
from ..working_precision import PRECISION_LOCK
from .local_parts import first_shared, map_local
from .real_axis import real_at_real

__all__ = ["NO_VALUE", "Array", "HostKernel", "aligned", "mpmath_kernel", "number_by_number", "scipy_kernel"]

Array = np.ndarray[Any, Any]

# Digits in which mpmath computes before the value is rounded to a double: enough to lose half.
_DIGITS = 30
# An imaginary part below this share of the real one is rounding: the value is real.
_REAL_SHARE = 1e-22
# What mpmath raises where a function has no value: poles, divergence, refused parameters.
NO_VALUE = (ValueError, ArithmeticError, TypeError, mpmath.libmp.NoConvergence)

_KERNELS: dict[str, HostKernel] = {}


class HostKernel:
    """A function of arrays as a torch callable, found again by its name.

    Parameters
    ----------
    name : str
        Unique; appears in graphs that torch.compile and torch.export write.
    library : {"scipy", "sympy", "mpmath"}
        What computes the values; SymPy stands for exact arithmetic at whole numbers.
    function : callable
        Takes broadcast arrays of dtype float64 or complex128 and returns one of their shape.
    fast : tuple of int
        Numbers of arguments with which a kernel of mpmath does not work number by number.

    Raises
    ------
    ValueError
        The name is taken.

    Examples
    --------
    >>> kernel = HostKernel("doctest.cube", "scipy", lambda x: x**3)
    >>> kernel(torch.tensor([1.0, 2.0]))
    tensor([1., 8.])
    """

    def __init__(
        self,
        name: str,
        library: Literal["scipy", "sympy", "mpmath"],
        function: Callable[..., Array],
        *,
        fast: tuple[int, ...] = (),
    ) -> None:
        if name in _KERNELS:
            raise ValueError(f"two kernels named {name}")
        self.name = name
        self.library = library
        self.function = function
        self.fast = fast
        self.__name__ = name
        _KERNELS[name] = self

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate on tensors of one dtype; the result has their broadcast shape, dtype and device."""
        if first_shared(arguments) is not None:
            shared: Tensor = map_local(self, arguments)
            return shared
        result: Tensor = _host(self.name, list(arguments))
        return result

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return _found, (self.name,)  # the function is whatever has the name where it is loaded


@torch.library.custom_op("sympy_torch_bridge::host", mutates_args=())
def _host(name: str, arguments: list[Tensor]) -> Tensor:
    like = arguments[0]
    wide = torch.complex128 if any(a.is_complex() for a in arguments) else torch.float64
    # The sum turns -0.0 into 0.0: SymPy and mpmath have one zero, and one value on each branch cut.
    arrays = [a.detach().to(dtype=wide, device="cpu").resolve_conj().numpy() + 0.0 for a in arguments]
    value: Array = np.asarray(_found(name).function(*np.broadcast_arrays(*arrays)))
    dtype = _result_dtype(arguments)
    if np.iscomplexobj(value) and not dtype.is_complex:
        value = np.where(abs(value.imag) <= _REAL_SHARE * abs(value.real), value.real, np.nan)
    return torch.tensor(value, dtype=wide if wide.is_complex else None).to(dtype=dtype, device=like.device)


def _found(name: str) -> HostKernel:
    if name not in _KERNELS:
        raise LostFunctionError(name)
    return _KERNELS[name]


def _result_dtype(arguments: Sequence[Tensor]) -> torch.dtype:
    dtype = arguments[0].dtype
    for argument in arguments[1:]:
        dtype = torch.promote_types(dtype, argument.dtype)
    return dtype


@_host.register_fake
def _(name: str, arguments: list[Tensor]) -> Tensor:
    shape = torch.broadcast_shapes(*(a.shape for a in arguments))
    return arguments[0].new_empty(shape, dtype=_result_dtype(arguments))


@_host.register_vmap
def _(
    info: Any, in_dims: tuple[Any, list[int | None]], name: str, arguments: list[Tensor]
) -> tuple[Tensor, int]:
    return _host(name, aligned(arguments, in_dims[1])), 0


def aligned(arguments: Sequence[Tensor], axes: Sequence[int | None]) -> list[Tensor]:
    """Move the mapped axis of each argument to the front, so that the others broadcast behind it."""
    depth = max(a.dim() - (axis is not None) for a, axis in zip(arguments, axes, strict=True))
    result = []
    for argument, axis in zip(arguments, axes, strict=True):
        if axis is not None:
            moved = argument.movedim(axis, 0)
            padding = (1,) * (depth - moved.dim() + 1)
            argument = moved.reshape(moved.shape[0], *padding, *moved.shape[1:])
        result.append(argument)
    return result


@cache
def scipy_kernel(name: str, *, real: tuple[int, ...] = (), keeps_real: bool = False) -> HostKernel:
    """Return the kernel of a ``scipy.special`` ufunc.

    Parameters
    ----------
    name : str
        Name in ``scipy.special``; SciPy is imported when the kernel is first called.
    real : tuple of int
        Arguments that SciPy takes only as real numbers, such as the order of a Bessel function.
        Where such an argument is complex the result is nan.
    keeps_real : bool
        The function is real at real numbers, and so it is to be where they are given as complex ones.

    Examples
    --------
    >>> kernel = scipy_kernel("jv")
    >>> kernel(torch.tensor(0.0), torch.tensor([0.0, 1.0]))
    tensor([1.0000, 0.7652])
    """

    def function(*arrays: Array) -> Array:
        ufunc = getattr(import_module("scipy.special"), name)
        with np.errstate(all="ignore"):
            return np.asarray(ufunc(*(_real(a) if i in real else a for i, a in enumerate(arrays))))

    marks = "".join(f".real{i}" for i in real)  # one name, one function
    return HostKernel(f"scipy.{name}{marks}", "scipy", real_at_real(function) if keeps_real else function)


def _real(array: Array) -> Array:
    return np.where(array.imag == 0, array.real, np.nan) if np.iscomplexobj(array) else array


def mpmath_kernel(name: str, reference: Callable[..., Any]) -> HostKernel:
    """Return a kernel that evaluates a function of mpmath numbers one element at a time.

    Where the function has no value the result is nan; so it is where the value is complex and
    the arguments are real.

    Examples
    --------
    >>> kernel = mpmath_kernel("doctest.agm", mpmath.agm)
    >>> kernel(torch.tensor([1.0], dtype=torch.float64), torch.tensor(2.0, dtype=torch.float64))
    tensor([1.4568], dtype=torch.float64)
    """
    return HostKernel(f"mpmath.{name}", "mpmath", number_by_number(reference))


def number_by_number(reference: Callable[..., Any]) -> Callable[..., Array]:
    """Return the function of arrays of one shape that calls a function of mpmath numbers on each element."""

    def element(*numbers: complex) -> complex:
        if any(number != number for number in numbers):  # nan in, nan out
            return np.nan
        exact = [mpmath.mpmathify(number) for number in numbers]
        try:
            value = reference(*exact)
        except NO_VALUE:
            return np.nan
        return _rounded(value)

    def function(*arrays: Array) -> Array:
        with PRECISION_LOCK, mpmath.workdps(_DIGITS):
            values = [
                element(*(n.item() for n in numbers)) for numbers in zip(*map(np.ravel, arrays), strict=True)
            ]
        dtype = np.complex128 if any(isinstance(v, complex) for v in values) else np.float64
        return np.array(values, dtype=dtype).reshape(arrays[0].shape)

    return function


def _rounded(value: Any) -> complex:
    """Round a number of mpmath to a double, or to a pair of doubles where it is not real."""
    if isinstance(value, mpmath.mpc):
        if abs(value.imag) > _REAL_SHARE * abs(value.real):
            return complex(value)
        value = value.real
    return float(value)
