"""The judged derivatives of a black box as arrays: what was claimed, what is right, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alike import CLOSER, SAME
from ..result import PointResult

__all__ = ["Judged", "judged_of"]

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FEWEST_WRONG = 3
# A tolerance of this share lets too much pass to tell causes apart: such points decide nothing.
_BLUNT = 1e-6


@dataclass(frozen=True)
class Judged:
    """The derivatives of all outputs by all inputs at all points.

    Parameters
    ----------
    inputs : array of float, shape (n, p)
        The points.
    values, seeds : array of float, shape (n, m) and (n,)
        Of the function; the cotangents that the backward pass got, all 1 where none was run.
    measured, exact, slack : array of float, shape (n, m, k)
    wrong, known : array of bool, shape (n, m, k)
        Which are refuted; which have a finite number on both sides.
    """

    inputs: Numbers
    values: Numbers
    seeds: Numbers
    measured: Numbers
    exact: Numbers
    slack: Numbers
    wrong: Mask
    known: Mask

    def accounts_for(self, predicted: Any, entry: Any = ..., where: Any = None) -> bool:
        """Tell whether numbers are those that were claimed, at all points or at some.

        Parameters
        ----------
        predicted : array
        entry : index
            Which derivatives: the last two axes.
        where : array of bool, shape (n,), optional
        """
        chosen = (slice(None), *entry) if isinstance(entry, tuple) else (...,)
        measured, exact, slack = self.measured[chosen], self.exact[chosen], self.slack[chosen]
        wrong, known = self.wrong[chosen], self.known[chosen]
        if where is not None:
            known = known & where.reshape(-1, *[1] * (known.ndim - 1))
        with np.errstate(all="ignore"):
            gap = np.abs(measured - predicted)
            size = np.maximum(np.abs(measured), np.abs(exact))
            # What is not known of the right derivative grows with the factor that predicts from it.
            grown = slack * np.maximum(1.0, np.abs(predicted / exact))
            allowed = np.minimum(np.fmax(grown, SAME * np.abs(predicted)), _BLUNT * size)
            near = np.where(wrong, CLOSER * np.abs(measured - exact), np.inf)
            fits = gap <= np.minimum(allowed, near)
            is_blunt = slack > _BLUNT * size
        seen = known & np.isfinite(predicted)
        told = seen & fits
        enough = (told & wrong).sum() >= _FEWEST_WRONG and 2 * told.sum() >= known.sum()
        return bool(enough and (fits | is_blunt)[seen].all())

    def tells(self, entry: tuple[int, int]) -> Mask:
        """Tell at which points one derivative shows whether it is right: not where both numbers are 0."""
        both = (self.measured[:, *entry] == 0) & (np.abs(self.exact[:, *entry]) <= self.slack[:, *entry])
        return np.asarray(self.known[:, *entry] & ~both)


def judged_of(
    rows: Sequence[PointResult], inputs: Numbers, values: Numbers, seeds: Numbers, count: int
) -> Judged:
    """Arrange the rows of one witness, which run over points, outputs and inputs.

    Parameters
    ----------
    rows : sequence of PointResult
    inputs, values, seeds : array
    count : int
        How many inputs are differentiated by.
    """
    shape = (len(inputs), -1, count)
    measured, exact, slack = (
        np.array([getattr(row, name) for row in rows], dtype=float).reshape(shape)
        for name in ("measured", "exact", "tolerance")
    )
    verdicts = np.array([row.verdict for row in rows]).reshape(shape)
    known = np.isin(verdicts, ("PASS", "FAIL")) & np.isfinite(measured) & np.isfinite(exact)
    return Judged(inputs, values, seeds, measured, exact, np.nan_to_num(slack), verdicts == "FAIL", known)
