"""A first look at wrong matrix formulas: which of them give the claimed numbers at a few points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..question import Component
from .evidence import Evidence
from .matrix_numbers import MatrixNumbers

__all__ = ["MatrixScreen"]

_POINTS = 3
# Of the largest entry: doubles lose ten digits at most at ordinary points, and one of the points is enough.
_NEAR = 1e-6
_FACTORS = (1.0, -1.0, 2.0, 0.5)


class MatrixScreen:
    """Looks at formulas in doubles, at the points with the most ordinary numbers at which the claim is wrong.

    Parameters
    ----------
    evidences : mapping of Component to Evidence
        The numbers of all entries of the derivative.
    entries : mapping of MatrixSymbol to Matrix of Symbols
    scalars : sequence of Symbol
        The other inputs.
    """

    def __init__(
        self, evidences: Mapping[Component, Evidence], entries: Mapping[Any, Any], scalars: Sequence[Any]
    ) -> None:
        points, wrong, claimed = _common(list(evidences.values()))
        chosen = sorted((i for i in range(len(points)) if wrong[i]), key=lambda i: _extent(points[i]))[
            :_POINTS
        ]
        self._claimed = np.array([claimed[i] for i in chosen])
        # A symbol that cancels is no input of the check.
        inputs = {s: np.array([float(points[i].get(s, np.nan)) for i in chosen]) for s in scalars}
        for matrix, symbols in entries.items():
            numbers = [[float(points[i][symbol]) for symbol in symbols.flat()] for i in chosen]
            inputs[matrix] = np.array(numbers).reshape(-1, *symbols.shape)
        self._numbers = MatrixNumbers(inputs)

    def factors(self, formula: Any) -> tuple[float, ...]:
        """Return the factors of 1, -1, 2 and 1/2 with which a formula may give the claimed numbers.

        They are all of them for a formula that cannot be evaluated in doubles.
        """
        values = self._numbers.of(formula) if len(self._claimed) else None
        if values is None:
            return _FACTORS
        if values[0].size != self._claimed.shape[1]:
            return ()
        flat = values.reshape(len(values), -1)
        allowed = _NEAR * np.abs(self._claimed).max(axis=1, keepdims=True)
        with np.errstate(all="ignore"):
            near = [
                (np.abs(factor * flat - self._claimed) <= allowed).all(axis=1).any() for factor in _FACTORS
            ]
        return tuple(factor for factor, is_near in zip(_FACTORS, near, strict=True) if is_near)


def _common(evidences: list[Evidence]) -> tuple[list[Any], list[bool], list[list[float]]]:
    """Return the points that have a number for every entry, whether one is wrong there, and the numbers."""
    found = [{id(point): i for i, point in enumerate(e.points)} for e in evidences]
    points = [p for p in evidences[0].points if all(id(p) in places for places in found)]
    at = [[places[id(point)] for places in found] for point in points]
    wrong = [any(e.wrong[i] for e, i in zip(evidences, row, strict=True)) for row in at]
    claimed = [[float(e.measured[i]) for e, i in zip(evidences, row, strict=True)] for row in at]
    return points, wrong, claimed


def _extent(point: Mapping[Any, Any]) -> float:
    """Return how many orders of magnitude the numbers of a point are away from 1."""
    return max((abs(math.log10(abs(float(v)))) for v in point.values() if v), default=0.0)
