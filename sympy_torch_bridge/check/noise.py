"""How much the result of a torch computation depends on rounding: every operation is rounded otherwise.

A tolerance has to come from the computation itself. The same code runs again with each floating result
moved by its own rounding error, sixteen times at once; the largest change is the noise of the code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode_stack

from .kernel_steps import STEPS
from .lost_divisors import with_lost_divisors_spread
from .real_values import real_values
from .rounding import (
    ARGUMENT_ROUNDED,
    COMPLEX_FACTOR,
    CONSTANTS,
    EXACT,
    FACTORISATIONS,
    FLOORED,
    LENGTHS,
    SUMS,
    TENSOR_VARIANT,
    is_exact_constant,
    is_inexact,
    ulps,
)

__all__ = ["RUNS", "RoundingNoise", "deviation", "is_measuring"]

RUNS = 16


class RoundingNoise(TorchDispatchMode):
    """A mode in which every floating operation makes another rounding error of its usual size.

    Parameters
    ----------
    seed : int
        Seed of the rounding errors.
    runs, count : int
        What the first axis of a batch holds: so many copies of so many points. With them, divisors are
        found that have lost all digits.
    """

    def __init__(self, seed: int, *, runs: int = 1, count: int = 0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._generator = torch.Generator().manual_seed(seed)
        self._runs = runs
        self._count = count

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operation and move its result."""
        kwargs = kwargs or {}
        if any(isinstance(arg, Tensor) and arg.is_meta for arg in args):
            return func(*args, **kwargs)  # torch asks for a shape alone, as where a tangent is zero
        name = _base_name(func)
        if name in CONSTANTS:
            return self._constant(func, args, kwargs)
        steps = STEPS.get(str(func))
        if steps is not None and _is_floating(args[0]):
            with self:
                return steps(*args, **kwargs)
        if func.is_view or (name in EXACT and not _narrows(args, kwargs) and not _is_length(name, args)):
            return func(*args, **kwargs)
        if name in FACTORISATIONS:
            return func(*[self._shaken(arg, args[0].dim()) for arg in args], **kwargs)
        func, args = self._with_noisy_constants(func, args)
        if name in ARGUMENT_ROUNDED:
            args = tuple(self._moved(arg, 1.0, None, 0.0) if _is_floating(arg) else arg for arg in args)
        if self._runs > 1:
            args = with_lost_divisors_spread(name, args, self._runs, self._count)
        size = _size_of_terms(func, args, kwargs) if name in SUMS or "alpha" in kwargs else None
        result = func(*args, **kwargs)
        if not isinstance(result, tuple | list):
            return self._rounded_otherwise(name, result, size, args, kwargs)
        # Gradients of layers come several at a time.
        sizes = size if isinstance(size, tuple | list) else [size] * len(result)
        moved = (
            self._rounded_otherwise(name, each, s, args, kwargs)
            for each, s in zip(result, sizes, strict=True)
        )
        return type(result)(moved)

    def _rounded_otherwise(
        self, name: str, result: Any, size: Tensor | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        # Zeros that torch's gradients hold without storage (of sgn, floor) are exact; they crash if written.
        if not _is_floating(result) or result._is_zerotensor():
            return result
        units: float | Tensor = ulps(name)
        if result.is_complex():
            units = units * COMPLEX_FACTOR * _growth(name, args)
        moved = self._moved(result, units, size, FLOORED.get(name, 0.0))
        return result.copy_(moved) if _is_target(result, args, kwargs) else moved

    def _moved(self, result: Tensor, units: float | Tensor, size: Tensor | None, floor: float) -> Tensor:
        """Return a result moved by its rounding error."""
        eps = torch.finfo(result.dtype).eps
        magnitude = result.abs() if size is None else size
        # Below the normal numbers the last place stays as large as that of the smallest of them.
        step = magnitude.clamp(min=floor or torch.finfo(result.dtype).tiny)
        noise = self._uniform(result) * step * (units * eps)
        if not floor:
            noise *= magnitude.sign()
        # An infinite value stays what it is; inf * noise would turn it into nan.
        if result.is_complex():
            return result + torch.where(torch.isfinite(step), noise, torch.zeros_like(noise))
        return result + noise.nan_to_num_(nan=0.0, posinf=0.0, neginf=0.0)

    def _constant(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make a tensor of constants and move those that are the rounding of something else."""
        result = func(*args, **kwargs)
        if not _is_floating(result):
            return result
        noise = self._uniform(result) * torch.finfo(result.dtype).eps * result
        moved = torch.where(is_inexact(result), result + noise, result)
        return result.copy_(moved) if _is_target(result, args, kwargs) else moved

    def _shaken(self, arg: Any, rank: int) -> Any:
        """Move each matrix by a few units of its largest entry: what a backward stable algorithm does."""
        if not _is_floating(arg) or not arg.dim():
            return arg
        # A right side of lower rank than the matrices of a batch holds vectors.
        axes = (-2, -1) if arg.dim() >= max(rank, 2) else (-1,)
        size = arg.abs().amax(dim=axes, keepdim=True) * (4 * torch.finfo(arg.dtype).eps)
        return arg + self._uniform(arg) * size

    def _with_noisy_constants(self, func: Any, args: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
        """Replace inexact Python constants by tensors around them, one number for each point."""
        places = [
            i for i, arg in enumerate(args) if isinstance(arg, float | complex) and not is_exact_constant(arg)
        ]
        pattern = next((arg for arg in args if _is_floating(arg)), None)
        variant = TENSOR_VARIANT.get(str(func))
        if not places or pattern is None or variant is None:
            return func, args
        changed = list(args)
        for i in places:
            eps = torch.finfo(pattern.dtype).eps
            changed[i] = args[i] * (1 + eps * self._uniform(pattern))
        return variant, tuple(changed)

    def _uniform(self, like: Tensor) -> Tensor:
        """Return numbers between -1 and 1 in the shape of a tensor, complex ones for a complex tensor."""
        if like.is_complex():
            parts = like.real
            return torch.complex(self._uniform(parts), self._uniform(parts))
        draw = torch.empty(like.shape, dtype=torch.float64).uniform_(-1, 1, generator=self._generator)
        if draw.numel() < RUNS:  # One number serves several runs: it must not be small by chance.
            draw = torch.copysign((1 + draw.abs()) / 2, draw)
        return draw.to(dtype=like.dtype, device=like.device)


def is_measuring() -> bool:
    """Tell whether operations are rounded otherwise at the moment.

    Examples
    --------
    >>> with RoundingNoise(0):
    ...     print(is_measuring())
    True
    >>> is_measuring()
    False
    """
    return any(isinstance(mode, RoundingNoise) for mode in _get_current_dispatch_mode_stack())


def deviation(
    compute: Callable[..., Tensor],
    points: Sequence[Tensor],
    *,
    seed: int,
    runs: int = RUNS,
    is_together: bool = True,
    read: Callable[[Tensor], Tensor] = real_values,
    plain: Tensor | None = None,
) -> Tensor:
    """Return the largest change of a computation under other rounding errors, entry by entry.

    Parameters
    ----------
    compute : callable
        Maps tensors of shape ``(n,)`` to a tensor of shape ``(n, ...)``, point by point.
    points : sequence of Tensor, shape (n,)
    seed : int
    runs : int
    is_together : bool
        Whether all runs go through ``compute`` as one batch of ``runs * n`` points, or each on its own.
    read : callable
        Turns what was computed into numbers of double precision.
    plain : Tensor, optional
        The numbers at the points, if they are known already.

    Returns
    -------
    Tensor, shape (n, ...), float64
        Infinite where some runs gave a finite number and others none, zero where none ever did.

    Examples
    --------
    >>> x = torch.tensor([1.0, 1e-5], dtype=torch.float64)
    >>> noise = deviation(lambda x: (1 - torch.cos(x)) / x**2, [x], seed=0)
    >>> bool(noise[0] < 1e-14), bool(noise[1] > 1e-8)
    (True, True)
    """
    count = points[0].shape[0]
    plain = read(compute(*points)) if plain is None else plain
    if is_together:
        with RoundingNoise(seed, runs=runs, count=count):
            moved = read(compute(*[point.detach().repeat(runs) for point in points]))
        moved = moved.reshape(runs, count, *plain.shape[1:])
    else:
        with RoundingNoise(seed):
            moved = torch.stack([read(compute(*[point.detach() for point in points])) for _ in range(runs)])
    change = torch.nan_to_num((moved - plain).abs(), nan=math.inf, posinf=math.inf).amax(dim=0)
    never = ~(torch.isfinite(moved).any(dim=0) | torch.isfinite(plain))
    return torch.where(never, 0.0, change)


@lru_cache(maxsize=1024)
def _base_name(func: Any) -> str:
    """Return the name of an operation without overload and without the mark of the in-place form."""
    name = str(func.overloadpacket.__name__)
    return name[:-1] if name.endswith("_") and not name.endswith("__") else name


def _is_floating(value: Any) -> bool:
    return isinstance(value, Tensor) and (value.is_floating_point() or value.is_complex())


def _is_target(result: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Tell whether an operation wrote into a tensor it was given, which then has to hold the moved result."""
    return any(result is arg for arg in (*args, kwargs.get("out")))


def _narrows(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Tell whether a conversion leads to a type of fewer digits: it rounds, other copies do not."""
    dtype = kwargs.get("dtype")
    if dtype is None or not args or not _is_floating(args[0]):
        return False
    if not (dtype.is_floating_point or dtype.is_complex):
        return False
    return bool(torch.finfo(dtype).eps > torch.finfo(args[0].dtype).eps)


def _is_length(name: str, args: tuple[Any, ...]) -> bool:
    """Tell whether an operation that is exact for real numbers takes the length of complex ones."""
    return name in LENGTHS and bool(args) and isinstance(args[0], Tensor) and args[0].is_complex()


def _growth(name: str, args: tuple[Any, ...]) -> float | Tensor:
    """Return how much torch's complex power, ``exp(y*log(x))``, enlarges the error of its logarithm."""
    if name != "pow":
        return 1.0
    exponent, base = (torch.as_tensor(arg).to(torch.complex128) for arg in (args[1], args[0]))
    return torch.nan_to_num(1 + (exponent * torch.log(base)).abs(), nan=1.0, posinf=1.0)


def _size_of_terms(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    """Return the sum of the sizes of what an operation adds up, each term rounded before it is added."""
    signless = {
        key: abs(value) if isinstance(value, float | int | complex) else value
        for key, value in kwargs.items()
    }
    signless.pop("out", None)
    if _base_name(func) in ("sub", "rsub"):
        func = torch.ops.aten.add.Tensor
    return func(*[_magnitude(arg) for arg in args], **signless)  # type: ignore[no-any-return]


def _magnitude(arg: Any) -> Any:
    return arg.abs() if _is_floating(arg) else arg
