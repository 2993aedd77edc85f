"""Chebyshev polynomials of any degree by trigonometric and hyperbolic functions, and their roots."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import torch
from torch import Tensor

from . import principal

__all__ = [
    "chebyshevt",
    "chebyshevt_root",
    "chebyshevt_root_reference",
    "chebyshevu",
    "chebyshevu_root",
    "chebyshevu_root_reference",
]


def _widened(x: Tensor) -> Tensor:
    """Compute in doubles: an angle near a zero of the sine loses too many of fewer digits."""
    return x if x.is_complex() else x.double()


def _mirrored(degree: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the argument and a sign: whole degrees are even or odd functions, others end at -1."""
    whole = degree == torch.round(degree)
    flip = (x < 0) & whole
    sign = torch.where(flip & (torch.remainder(degree, 2) != 0), -1.0, 1.0)
    return torch.where(flip, -x, x), sign.to(x.dtype)


def chebyshevt(degree: Tensor, x: Tensor) -> Tensor:
    """Chebyshev polynomial of the first kind, cos(n acos(x))."""
    if degree.is_complex() or x.is_complex():
        return torch.cos(degree * principal.acos(x))
    n, wide = _widened(degree), _widened(x)
    at, sign = _mirrored(n, wide)
    inner = torch.cos(n * torch.acos(at))
    outer = torch.cosh(n * torch.acosh(at))
    return (sign * torch.where(at > 1, outer, inner)).to(x.dtype)


def chebyshevu(degree: Tensor, x: Tensor) -> Tensor:
    """Chebyshev polynomial of the second kind, sin((n + 1) acos(x))/sin(acos(x))."""
    n, wide = _widened(degree) + 1, _widened(x)
    if n.is_complex() or wide.is_complex():
        angle = principal.acos(wide)
        return torch.where(wide == 1, n, torch.sin(n * angle) / torch.sin(angle))
    at, sign = _mirrored(n - 1, wide)
    root = torch.sqrt(torch.abs((1 - at) * (1 + at)))
    ratio = torch.where(at > 1, torch.sinh(n * torch.acosh(at)), torch.sin(n * torch.acos(at))) / root
    return (sign * torch.where(at == 1, n, ratio)).to(x.dtype)


def chebyshevt_root(degree: Tensor, index: Tensor) -> Tensor:
    """Root cos(pi (2k + 1)/(2n)), written as a sine, which keeps the digits of roots near 0."""
    return torch.sin(math.pi * (degree - 2 * index - 1) / (2 * degree))


def chebyshevu_root(degree: Tensor, index: Tensor) -> Tensor:
    """Root cos(pi (k + 1)/(n + 1)), written as a sine, which keeps the digits of roots near 0."""
    return torch.sin(math.pi * (degree - 2 * index - 1) / (2 * (degree + 1)))


def chebyshevt_root_reference(n: Any, k: Any) -> Any:
    """Root of a Chebyshev polynomial of the first kind, by mpmath."""
    return mpmath.cospi((2 * k + 1) / (2 * n))


def chebyshevu_root_reference(n: Any, k: Any) -> Any:
    """Root of a Chebyshev polynomial of the second kind, by mpmath."""
    return mpmath.cospi((k + 1) / (n + 1))
