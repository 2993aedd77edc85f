"""The limit of quotients from numbers alone: extrapolated to step 0, with a bound of its error."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Limit", "extrapolated"]

# Pairs of nodes under one polynomial: more add rounding and remove nothing.
_DEPTH = 7
# The noise is the largest of a few runs; the quotient may hold a larger one.
_NOISE_FACTOR = 4.0
# How far the last extrapolation moved bounds its error in theory only.
_TRUNCATION_FACTOR = 2.0
# An error estimated too small by chance must not reject what is right: contradictions have to be clear.
_DOUBT = 4.0


@dataclass(frozen=True, slots=True)
class Limit:
    """Limits with bounds of their errors, one for each problem; a bound is infinite where none was found.

    Parameters
    ----------
    value, bound : ndarray, shape (problems,)
    """

    value: Any
    bound: Any


def extrapolated(offsets: Any, quotients: Any, noise: Any, *, stride: int) -> Limit:
    """Extrapolate ``(f(x + t) - f(x)) / t`` to ``t = 0`` by polynomials through neighbouring nodes.

    Of all polynomials the one with the least error is taken: truncation is measured by how far the last
    extrapolation moved, rounding is carried through the same recursion. A polynomial counts only if no
    extrapolation from finer steps contradicts it: coarse steps over many periods of an oscillation agree
    with each other on nothing.

    Parameters
    ----------
    offsets, quotients, noise : ndarray, shape (nodes, problems)
        Steps from coarse to fine; nan where a node has no value. ``noise`` is that of ``f`` at the node.
    stride : int
        2 where the nodes are pairs ``+t, -t``, and the odd errors cancel; 1 where all lie on one side.

    Examples
    --------
    >>> t = np.repeat(2.0 ** -np.arange(30), 2)[:, None] * np.array([[1.0], [-1.0]] * 30)
    >>> limit = extrapolated(t, np.expm1(t) / t, np.full_like(t, 1e-16), stride=2)
    >>> bool(abs(limit.value - 1) < limit.bound), bool(limit.bound < 1e-12)
    (True, True)
    """
    with np.errstate(all="ignore"):
        estimates, bounds = _table(offsets, quotients, _NOISE_FACTOR * noise / np.abs(offsets), stride)
        return _best(estimates, bounds)


def _table(offsets: Any, estimate: Any, rounding: Any, stride: int) -> tuple[list[Any], list[Any]]:
    """Return the extrapolations through 2, 3, ... nodes (or pairs) and bounds of their errors."""
    kept = [(estimate, rounding)] if stride == 1 else []
    for width in range(1, min(stride * _DEPTH, len(offsets))):
        near, far = offsets[width:], offsets[:-width]
        span = near - far
        estimate = (near * estimate[:-1] - far * estimate[1:]) / span
        rounding = (np.abs(near) * rounding[:-1] + np.abs(far) * rounding[1:]) / np.abs(span)
        if (width + 1) % stride == 0:
            kept.append((estimate[::stride], rounding[::stride]))
    if len(kept) < 2:
        raise ValueError(f"an extrapolation needs two polynomials; {len(offsets)} nodes give {len(kept)}")
    estimates, bounds = [], []
    for depth, ((coarse, _), (fine, noise)) in enumerate(itertools.pairwise(kept), 1):
        moved = np.maximum(np.abs(fine - coarse[:-1]), np.abs(fine - coarse[1:]))
        estimates.append(fine)
        bounds.append(_TRUNCATION_FACTOR * _without_chance(moved, 2.0 ** (-stride * depth)) + noise)
    return estimates, bounds


def _without_chance(moved: Any, shrinks: float) -> Any:
    """Return what the neighbours say as well: two extrapolations may come close to each other by chance."""
    wide = moved.copy()
    wide[:-1] = np.fmax(wide[:-1], moved[1:])
    wide[1:] = np.fmax(wide[1:], shrinks * moved[:-1])
    return np.where(np.isfinite(moved), wide, np.nan)


def _best(estimates: list[Any], bounds: list[Any]) -> Limit:
    problems = estimates[0].shape[1]
    value, bound = np.full(problems, np.nan), np.full(problems, np.inf)
    lowest, highest = _allowed_by_finer(estimates[0], bounds[0])
    for estimate, error in zip(estimates, bounds, strict=True):
        count = len(estimate)
        contradicted = (estimate - error > highest[:count]) | (estimate + error < lowest[:count])
        error = np.where(np.isfinite(error) & ~contradicted, error, np.inf)
        place = np.argmin(error, axis=0)[None]
        least = np.take_along_axis(error, place, 0)[0]
        better = least < bound
        value = np.where(better, np.take_along_axis(estimate, place, 0)[0], value)
        bound = np.where(better, least, bound)
    return Limit(value, bound)


def _allowed_by_finer(estimate: Any, error: Any) -> tuple[Any, Any]:
    """Return the smallest and the largest limit that all extrapolations from finer steps allow."""
    error = _DOUBT * error
    low = np.where(np.isfinite(error), estimate - error, -np.inf)
    high = np.where(np.isfinite(error), estimate + error, np.inf)
    lowest = np.maximum.accumulate(low[::-1], axis=0)[::-1]
    highest = np.minimum.accumulate(high[::-1], axis=0)[::-1]
    nothing = np.full((1, *estimate.shape[1:]), np.inf)
    return np.concatenate([lowest[1:], -nothing]), np.concatenate([highest[1:], nothing])
