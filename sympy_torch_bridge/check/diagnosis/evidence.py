"""The numbers of one entry of the derivative: what was claimed, what is exact, what counts as equal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alike import CLOSER, SAME, SHOWN
from ..case import Entry

__all__ = ["Evidence", "Numbers", "evidence_of"]

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SCREENED_WRONG, _SCREENED_RIGHT = 5, 3


@dataclass(frozen=True)
class Evidence:
    """The judged numbers of one entry at all points.

    Parameters
    ----------
    points : tuple of mapping
    measured, exact, slack : array of float
    wrong : array of bool
    batch : int
        How many points the claim was evaluated at together.
    """

    points: tuple[Mapping[Any, Any], ...]
    measured: Numbers
    exact: Numbers
    slack: Numbers
    wrong: Mask
    batch: int

    @property
    def n_wrong(self) -> int:
        """How many numbers failed."""
        return int(self.wrong.sum())

    @property
    def n_shown(self) -> int:
        """How many numbers failed by more than the rounding of a double."""
        return int(self._shown.sum())

    @property
    def _shown(self) -> Mask:
        with np.errstate(all="ignore"):
            apart: Mask = np.abs(self.measured - self.exact) > SHOWN * np.abs(self.exact)
        return self.wrong & apart

    def matches(self, values: Any) -> Mask:
        """Tell for each number whether ``values`` accounts for it; nan never does.

        The last axis of ``values`` runs over the points.
        """
        with np.errstate(all="ignore"):
            gap = np.abs(self.measured - values)
            allowed = np.maximum(self.slack, SAME * np.abs(values))
            near = np.where(self.wrong, CLOSER * np.abs(self.measured - self.exact), np.inf)
            result: Mask = gap <= np.minimum(allowed, near)
            return result

    def fits(self, values: Any) -> bool:
        """Tell whether ``values`` accounts for all numbers it is known at, the wrong ones above all."""
        known = np.isfinite(values)
        enough = (known & self._shown).sum() >= min(3, self.n_wrong) and 2 * known.sum() >= len(self.points)
        return bool(enough and self.matches(values)[known].all())

    def with_more(self, other: Evidence) -> Evidence:
        """Return both together; the size of the batch stays that of this one."""
        return replace(
            self,
            points=self.points + other.points,
            measured=np.concatenate([self.measured, other.measured]),
            exact=np.concatenate([self.exact, other.exact]),
            slack=np.concatenate([self.slack, other.slack]),
            wrong=np.concatenate([self.wrong, other.wrong]),
        )

    def at(self, places: Any) -> Evidence:
        """Return the evidence of some of the points."""
        chosen = np.flatnonzero(places) if np.asarray(places).dtype == bool else np.asarray(places, dtype=int)
        return replace(
            self,
            points=tuple(self.points[i] for i in chosen),
            measured=self.measured[chosen],
            exact=self.exact[chosen],
            slack=self.slack[chosen],
            wrong=self.wrong[chosen],
        )

    def screened(self) -> Evidence:
        """Return a few points that tell most accounts apart: wrong ones above all, spread over the sample."""
        wrong, right = np.flatnonzero(self.wrong), np.flatnonzero(~self.wrong)
        n_right = min(len(right), _SCREENED_RIGHT)
        n_wrong = min(len(wrong), _SCREENED_WRONG + _SCREENED_RIGHT - n_right)
        return self.at(np.sort(np.concatenate([_spread(wrong, n_wrong), _spread(right, n_right)])))


def _spread(places: Any, count: int) -> Any:
    steps = np.linspace(0, len(places) - 1, count) if count else np.zeros(0)
    return places[np.unique(np.round(steps).astype(int))]


def evidence_of(
    entries: Sequence[Entry], points: Sequence[Mapping[Any, Any]], exact: Sequence[float]
) -> Evidence:
    """Collect the finite numbers of the entries of one component.

    Parameters
    ----------
    entries : sequence of Entry
    points : sequence of mapping
        All points of the check; an entry holds the number of its point.
    exact : sequence of float
        The exact derivative at each entry.
    """
    kept = [
        (entry, number)
        for entry, number in zip(entries, exact, strict=True)
        if math.isfinite(entry.row.measured) and entry.row.verdict in ("PASS", "FAIL")
    ]
    slack = [entry.row.tolerance if math.isfinite(entry.row.tolerance) else 0.0 for entry, _ in kept]
    return Evidence(
        tuple(points[entry.index] for entry, _ in kept),
        np.array([entry.row.measured for entry, _ in kept], dtype=float),
        np.array([number for _, number in kept], dtype=float),
        np.array(slack, dtype=float),
        np.array([entry.is_wrong for entry, _ in kept], dtype=bool),
        len(points),
    )
