"""The observations of a data set as tensors, and its two starting points by symbol."""

from __future__ import annotations

from sympy import Symbol
from torch import Tensor, float64, tensor

import sympy_torch_bridge as stb

from .dataset import read
from .formulas import FORMULAS

__all__ = ["measured", "starting_points"]


def measured(name: str) -> tuple[list[Tensor], Tensor]:
    """Return the predictors, and what is fitted: the response or, for Nelson, its logarithm."""
    response, *predictors = (tensor(column, dtype=float64) for column in read(name).columns)
    return predictors, stb.compile(FORMULAS[name].response)(response)


def starting_points(name: str) -> list[dict[Symbol, float]]:
    """Return the two starting points, the far one first."""
    parameters = FORMULAS[name].parameters
    return [dict(zip(parameters, map(float, s.values()), strict=True)) for s in read(name).starts]
