"""Derivatives of programs: reverse and forward mode as transformations from Program to Program."""

from __future__ import annotations

from .forward import pushforward
from .kernel_partials import KERNEL_PARTIALS
from .reverse import pullback, with_gradient
from .slopes import DETACH, undifferentiable

__all__ = [
    "DETACH",
    "KERNEL_PARTIALS",
    "pullback",
    "pushforward",
    "undifferentiable",
    "with_gradient",
]
