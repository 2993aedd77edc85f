"""Torch kernels of polar numbers, for numbers of the plane: the sheet is the principal one."""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["argument_within", "exp_polar", "principal_branch"]


def exp_polar(x: Tensor) -> Tensor:
    """Return exp(x) where it lies on the principal sheet, nan on any other, which a number cannot show."""
    if not x.is_complex():
        return torch.exp(x)
    principal = (x.imag > -math.pi) & (x.imag <= math.pi)
    return torch.where(principal, torch.exp(torch.where(principal, x, 0)), complex(math.nan, math.nan))


def argument_within(x: Tensor, period: Tensor) -> Tensor:
    """Return the argument of ``x``, shifted by multiples of ``period`` to (-period/2, period/2]."""
    argument, period = torch.angle(x), period.real if period.is_complex() else period
    finite = torch.isfinite(period)
    length = torch.where(finite, period, 1)
    turns = torch.ceil(argument / length - 0.5)
    shifted = torch.where(finite, argument - turns * length, argument)
    return shifted.to(x.dtype)


def principal_branch(x: Tensor, period: Tensor) -> Tensor:
    """Return the number of the size of ``x`` and of its argument within ``period``."""
    argument = argument_within(x, period)
    if x.is_complex():  # what is not turned keeps its digits, and stays real
        return torch.where(argument.real == torch.angle(x), x, torch.polar(torch.abs(x), argument.real))
    # A real number is left where the argument is 0 or pi.
    opposite = argument == math.pi
    return torch.where((argument == 0) | opposite, torch.where(opposite, x, torch.abs(x)), math.nan)
