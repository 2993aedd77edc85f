"""Mistakes in one derivative of a black box: what all its numbers have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .factors import constant_name, cotangent_factors, function_factors
from .judged import Judged, Numbers

__all__ = ["Naming", "entry_account"]

# A derivative whose numbers differ by less tells a factor and an offset not apart.
_VARIES = 1e-6


@dataclass(frozen=True)
class Naming:
    """How inputs and outputs are written.

    Parameters
    ----------
    inputs, wrt, outputs : sequence of str
    is_vector : bool
        Whether outputs are numbered.
    """

    inputs: Sequence[str]
    wrt: Sequence[str]
    outputs: Sequence[str]
    is_vector: bool


Found = tuple[str, str]


def entry_account(
    judged: Judged,
    fresh: Judged,
    entry: tuple[int, int],
    naming: Naming,
    where: Any = None,
    where_fresh: Any = None,
) -> Found | None:
    """Return the kind and the text of what accounts for one derivative, at fresh points as well.

    Parameters
    ----------
    judged, fresh : Judged
    entry : (int, int)
        The output and the place in ``wrt``.
    naming : Naming
    where, where_fresh : array of bool, optional
        The points of a region.
    """
    own = list(_predictions(judged, judged, entry, naming, where))
    for (kind, text, numbers), (_, _, others) in zip(
        own, _predictions(judged, fresh, entry, naming, where), strict=True
    ):
        if judged.accounts_for(numbers, entry, where) and fresh.accounts_for(others, entry, where_fresh):
            return kind, text
    return None


def _predictions(
    judged: Judged, at: Judged, entry: tuple[int, int], naming: Naming, where: Any
) -> Iterator[tuple[str, str, Numbers]]:
    """Yield kinds, texts and numbers at the points of ``at``; constants are taken from ``judged``."""
    symbol = naming.wrt[entry[1]]
    exact = at.exact[:, entry[0], entry[1]]
    yield "held-constant", f"{symbol} taken for a constant: no gradient reaches it", 0 * exact
    yield "sign", "the opposite sign", -exact
    yield "factor-2", "twice the derivative", 2 * exact
    yield "factor-2", "half the derivative", exact / 2
    for text, factor in cotangent_factors(at):
        yield "cotangent", text, exact * factor
    count = len(at.inputs)
    yield "mean", "the 1/n of the mean over the points forgotten", count * exact
    yield "mean", "divided once too often by the number of points", exact / count
    ratio, gap = _constants(judged, entry, where)
    if math.isfinite(ratio):
        yield "constant-factor", f"the derivative times {constant_name(ratio)}", ratio * exact
    for text, factor in function_factors(at, naming.inputs, naming.outputs):
        yield "factor", f"the derivative times {text}", exact * factor
    if math.isfinite(gap):
        yield "offset", f"the derivative with {constant_name(gap)} added", exact + gap
    yield "other-order", "the function in place of its derivative", at.values[:, entry[0]]


def _constants(judged: Judged, entry: tuple[int, int], where: Any) -> tuple[float, float]:
    """Return the one ratio and the one gap that the numbers may have; nan where they could be anything."""
    chosen = judged.known[:, *entry] & judged.wrong[:, *entry]
    if where is not None:
        chosen = chosen & where
    exact, measured = judged.exact[:, *entry][chosen], judged.measured[:, *entry][chosen]
    if len(exact) < 3 or not np.ptp(exact) > _VARIES * np.abs(exact).max():
        return np.nan, np.nan
    sharpest = np.argmax(np.abs(exact) / np.maximum(judged.slack[:, *entry][chosen], 1e-300))
    gaps = measured - exact
    return float(measured[sharpest] / exact[sharpest]) if exact[sharpest] else np.nan, float(np.median(gaps))
