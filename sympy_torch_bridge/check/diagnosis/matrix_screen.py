"""A first look at wrong matrix formulas: which of them give the claimed numbers at a few points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..named_entries import entry_number
from ..question import Component
from .evidence import Evidence, Numbers
from .matrix_numbers import MatrixNumbers

__all__ = ["CommonNumbers", "MatrixScreen", "common_numbers"]

_POINTS = 3
# Of the largest entry: doubles lose ten digits at most at ordinary points, and at most of them.
_NEAR = 1e-6
# A claim that is right but for less than this share tells few formulas apart.
_CLEAR = 1e-3
_FACTORS = (1.0, -1.0, 2.0, 0.5)


@dataclass(frozen=True, slots=True)
class CommonNumbers:
    """Numbers of all entries of a derivative, one row for each point.

    Parameters
    ----------
    points : sequence of mapping
    claimed, exact, slack : array, shape (k, n)
    """

    points: Sequence[Mapping[Any, Any]]
    claimed: Numbers
    exact: Numbers
    slack: Numbers


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
        common = common_numbers(list(evidences.values()))
        points, claimed, exact = common.points, common.claimed, common.exact
        with np.errstate(all="ignore"):
            sizes = np.abs(claimed - exact).max(axis=1, initial=0) / np.abs(claimed).max(axis=1, initial=0)
        wrong = [place for place, size in enumerate(sizes) if size > 0]
        clear = [place for place in wrong if sizes[place] > _CLEAR] or wrong
        chosen = sorted(clear, key=lambda place: _extent(points[place]))[:_POINTS]
        self._claimed = claimed[chosen]
        # A symbol that cancels is no input of the check.
        inputs = {s: np.array([float(points[i].get(s, np.nan)) for i in chosen]) for s in scalars}
        for matrix, symbols in entries.items():
            numbers = [[entry_number(entry, points[i]) for entry in symbols.flat()] for i in chosen]
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
            gaps = [np.abs(factor * flat - self._claimed) for factor in _FACTORS]
        shares = [float((gap <= allowed).all(axis=1).mean()) for gap in gaps]
        return tuple(factor for factor, share in zip(_FACTORS, shares, strict=True) if share > 1 / 2)


def common_numbers(evidences: Sequence[Evidence]) -> CommonNumbers:
    """Return the numbers at the points that have one for every entry."""
    found = [{id(point): i for i, point in enumerate(e.points)} for e in evidences]
    points = [p for p in evidences[0].points if all(id(p) in places for places in found)]
    columns = [[places[id(point)] for point in points] for places in found]
    pairs = list(zip(evidences, columns, strict=True))
    return CommonNumbers(
        points,
        np.stack([e.measured[column] for e, column in pairs], axis=1),
        np.stack([e.exact[column] for e, column in pairs], axis=1),
        np.stack([e.slack[column] for e, column in pairs], axis=1),
    )


def _extent(point: Mapping[Any, Any]) -> float:
    """Return how many orders of magnitude the numbers of a point are away from 1."""
    return max((abs(math.log10(abs(float(v)))) for v in point.values() if v), default=0.0)
