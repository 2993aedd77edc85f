"""Divisors that are nothing but rounding: any number below their noise might stand in their place.

Where ``exp(2*x) - 2*exp(x) + 1`` has lost all its digits, its quotients have a size that rounding made up.
Sixteen samples of such a divisor are all about as large as the noise and never much smaller, as the exact
divisor may be; so they are spread over the whole range below.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

__all__ = ["with_lost_divisors_spread"]

_DIVISOR = {"div": 1, "divide": 1, "true_divide": 1, "reciprocal": 0, "rsqrt": 0, "atan2": 1}
# How far below the noise the exact divisor may be: a square of what is lost itself.
_EPSILONS = 2
# No digit is left of a number that rounding changes by this share of it.
_NO_DIGIT = 1 / 8


def with_lost_divisors_spread(name: str, args: tuple[Any, ...], runs: int, count: int) -> tuple[Any, ...]:
    """Return the arguments of an operation, the divisors that have lost all digits made smaller.

    Parameters
    ----------
    name : str
        Of the operation, without overload.
    args : tuple
        Its first axis runs over ``runs`` copies of ``count`` points, each rounded in its own way; others
        are left as they are.
    runs, count : int

    Examples
    --------
    >>> noise = torch.tensor([3e-16, -2e-16, 1e-16], dtype=torch.float64)
    >>> with_lost_divisors_spread("reciprocal", (noise,), 3, 1)[0].abs().min() < 1e-30
    tensor(True)
    >>> with_lost_divisors_spread("reciprocal", (noise + 1,), 3, 1)[0].min()
    tensor(1.0000, dtype=torch.float64)
    """
    place = _place(name, args)
    if place is None or len(args) <= place:
        return args
    divisor = args[place]
    if not isinstance(divisor, Tensor) or not (divisor.is_floating_point() or divisor.is_complex()):
        return args
    # The zeros without storage that torch's gradients hold learn their shapes from tensors without numbers.
    if divisor.is_meta or not divisor.dim() or divisor.shape[0] < runs * count:
        return args
    samples = divisor[: runs * count].reshape(runs, count, *divisor.shape[1:])
    middle = samples.mean(dim=0)
    spread = (samples - middle).abs().amax(dim=0)
    is_lost = (spread > 0) & (spread >= _NO_DIGIT * middle.abs())
    if not bool(is_lost.any()):
        return args
    smallest = _EPSILONS * math.log10(torch.finfo(divisor.dtype).eps)
    shares = torch.logspace(0, smallest, runs, dtype=torch.float64, device=divisor.device)
    shares = shares.to(samples.dtype).reshape(runs, *[1] * (samples.dim() - 1))
    spread_out = torch.where(is_lost, samples * shares, samples)
    changed = torch.cat([spread_out.reshape(runs * count, *divisor.shape[1:]), divisor[runs * count :]])
    return (*args[:place], changed, *args[place + 1 :])


def _place(name: str, args: tuple[Any, ...]) -> int | None:
    """Return which argument an operation divides by, None if none."""
    if name != "pow":
        return _DIVISOR.get(name)
    exponent = args[1] if len(args) > 1 else 0
    if isinstance(exponent, Tensor):
        return 0 if not exponent.is_complex() and bool((exponent < 0).any()) else None
    return 0 if not isinstance(exponent, complex) and exponent < 0 else None
