"""The Jacobian of a function of tensors as limits of its own quotients, and each mode judged by it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..check import PointResult
from ..check.callable_judge import judge_slope, without_slope
from ..check.judge import Judgement
from ..check.slopes import LEVELS, Slope, slopes
from .tensor_function import TensorFunction

__all__ = ["JacobianBench", "slopes_along"]

# Problems that are extrapolated together: what fits into memory.
_TOGETHER = 4000
_FEW = 22


class JacobianBench:
    """Slopes of all outputs along all coordinates, or of one random combination along one direction.

    Parameters
    ----------
    function : TensorFunction
    atol, rtol : float
        Widen the bounds of the slopes.
    """

    def __init__(self, function: TensorFunction, atol: float, rtol: float) -> None:
        self.function = function
        self._atol, self._rtol = atol, rtol
        at = function.value(function.coordinates)
        noise = function.noise(lambda: function(function.coordinates))
        self.slopes = self._all(at, noise)
        sizes = [abs(slope.value) for row in self.slopes for slope in row if slope.kind == "slope"]
        self._scale = max(sizes, default=0.0)

    def _all(self, at: Tensor, noise: Tensor) -> list[list[Slope]]:
        count = len(self.function.coordinates)
        step = max(1, _TOGETHER // max(1, self.function.size))
        found: list[list[Slope]] = []
        for start in range(0, count, step):
            found += slopes_along(self.function, range(start, min(start + step, count)), at, noise)
        return [[self._widened(slope) for slope in row] for row in found]

    def _widened(self, slope: Slope) -> Slope:
        if slope.kind != "slope":
            return slope
        return replace(slope, bound=slope.bound + self._atol + self._rtol * abs(slope.value))

    def rows(self, witness: str, jacobian: Tensor, noise: Tensor) -> list[PointResult]:
        """Judge the entries of a Jacobian of shape ``(outputs, coordinates)``."""
        rows: list[PointResult] = []
        for k, along in enumerate(self.slopes):
            for m, slope in enumerate(along):
                rows.append(self._row(len(rows), (m, k), witness, slope, jacobian, noise))
        return rows

    def _row(
        self, index: int, place: Any, witness: str, slope: Slope, jacobian: Tensor, noise: Tensor
    ) -> PointResult:
        measured, jitter = float(jacobian[place]), float(noise[place])
        exact, judged = math.nan, without_slope(slope)
        if judged is None:
            exact, judged = judge_slope(measured, jitter, slope, None, self.function.precision, self._scale)
        elif slope.kind == "kink":
            judged = _at_kink(measured, jitter, slope, judged)
        name = self.function.input_label(place[1])
        return PointResult(
            index=index,
            point=((name, float(self.function.coordinates[place[1]])),),
            component=f"d {self.function.output_label(place[0])}/d {name}",
            witness=witness,
            measured=measured,
            exact=exact,
            gap=judged.gap,
            tolerance=judged.tolerance,
            resolution=judged.resolution,
            verdict=judged.verdict,
            left=slope.left if slope.kind == "kink" else None,
            right=slope.right if slope.kind == "kink" else None,
            note=judged.note,
        )


def slopes_along(
    function: TensorFunction, coordinates: range, at: Tensor, noise: Tensor
) -> list[list[Slope]]:
    """Return the slopes of all outputs along some coordinates; few steps first, all where few do not tell."""
    found = _slopes(function, list(coordinates), at, noise, _FEW)
    size = max((abs(slope.value) for row in found for slope in row if slope.kind == "slope"), default=0.0)
    limit = function.precision.good
    open_rows = [
        row
        for row, along in enumerate(found)
        if any(
            not slope.bound <= limit * (abs(slope.value) if abs(slope.value) > slope.bound else size)
            for slope in along
        )
    ]
    again = _slopes(function, [coordinates[row] for row in open_rows], at, noise, LEVELS) if open_rows else []
    for row, along in zip(open_rows, again, strict=True):
        found[row] = along
    return found


def _slopes(
    function: TensorFunction, coordinates: list[int], at: Tensor, noise: Tensor, levels: int
) -> list[list[Slope]]:
    def values(places: Any) -> Any:
        found = np.empty((*places.shape, function.size))
        moved = function.coordinates.clone()
        for row, coordinate in enumerate(coordinates):
            for column, place in enumerate(places[row]):
                moved[coordinate] = place
                found[row, column] = function.value(moved).numpy()
            moved[coordinate] = function.coordinates[coordinate]
        return found

    many = (len(coordinates), 1)
    return slopes(
        values,
        function.coordinates[coordinates].numpy(),
        np.tile(at.numpy(), many),
        np.tile(noise.numpy(), many),
        eps=function.precision.eps,
        rounded=lambda places: torch.from_numpy(places).to(function.dtype).double().numpy(),
        levels=levels,
    )


def _at_kink(measured: float, noise: float, slope: Slope, judged: Judgement) -> Judgement:
    """Accept any number between the one-sided slopes: a convention, not a derivative."""
    low, high = sorted((slope.left, slope.right))
    slack = (0.0 if math.isnan(noise) else 8 * noise) + 1e-6 * max(abs(low), abs(high))
    if low - slack <= measured <= high + slack:
        return replace(judged, note="a kink; the number lies between the one-sided slopes")
    gap = max(low - measured, measured - high)
    return Judgement("FAIL", gap, slack, math.inf, "a kink, and the number lies outside the one-sided slopes")
