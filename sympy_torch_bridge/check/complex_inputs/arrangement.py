"""Naming a derivative by complex matrices that stands in the wrong place: transposes and adjoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..alike import CLOSER, SAME, is_shown
from ..diagnosis import Diagnosis, Mistake
from ..question import Component, Question
from ..result import PointResult
from .diagnose import complex_diagnosis
from .facts import Convention

__all__ = ["arrangement_diagnosis"]

_ENOUGH = 3
_FEW = 4

Numbers = npt.NDArray[np.complex128]

_TRANSPOSES: tuple[tuple[tuple[str, ...], str, Callable[[Numbers], Numbers]], ...] = (
    (("transposed",), "the transpose of {0}", lambda exact: exact.mT),
    (("transposed", "conjugate"), "the conjugate transpose of {0}", lambda exact: exact.mT.conj()),
)
_FACTORS: tuple[tuple[float, tuple[str, ...], str], ...] = (
    (1.0, (), ""),
    (-1.0, ("sign",), " with a wrong sign"),
    (0.5, ("factor-2",), ", half of it"),
    (2.0, ("factor-2",), ", twice as large"),
)


def arrangement_diagnosis(
    shape: tuple[int, int], what: str
) -> Callable[[Question, Sequence[PointResult], Mapping[Component, Convention]], Diagnosis]:
    """Return what names the mistakes of a derivative that is a matrix.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the derivative.
    what : str
        The words for it: ``"the derivative"`` or ``"the Jacobian"``.
    """

    def name(
        question: Question, rows: Sequence[PointResult], conventions: Mapping[Component, Convention]
    ) -> Diagnosis:
        named = complex_diagnosis(question, rows, conventions)
        wrong = {row.component for row in rows if row.verdict == "FAIL"}
        if len({mistake.text for mistake in named.mistakes}) == 1 and wrong <= {
            mistake.component for mistake in named.mistakes
        }:
            return named  # one account of all entries is the simplest one
        # Of many entries some are near a constant times their own by chance: that would be a long list.
        rest = named if shape[0] * shape[1] <= _FEW else Diagnosis()
        return _transposes(question, rows, shape, what) or rest

    return name


def _transposes(
    question: Question, rows: Sequence[PointResult], shape: tuple[int, int], what: str
) -> Diagnosis | None:
    places = {question.label(component): i for i, component in enumerate(question.components())}
    points: dict[int, list[PointResult]] = {}
    for row in rows:
        if row.component in places and row.verdict in ("PASS", "FAIL"):
            points.setdefault(row.index, []).append(row)
    whole = [group for group in points.values() if len(group) == len(places)]
    if shape[0] != shape[1] or sum(any(map(is_shown, g)) for g in whole) < _ENOUGH:
        return None
    ordered = [sorted(group, key=lambda row: places[row.component]) for group in whole]
    exact = np.array([[complex(row.exact) for row in group] for group in ordered]).reshape(-1, *shape)
    claimed = np.array([[complex(row.measured) for row in group] for group in ordered]).reshape(-1, *shape)
    noise = np.array([[row.tolerance for row in group] for group in ordered]).reshape(-1, *shape)
    slack = np.maximum(SAME * np.abs(exact), np.where(np.isfinite(noise), noise, 0.0))
    limits = np.broadcast_to(slack.max(axis=(1, 2), keepdims=True), exact.shape)
    gaps = np.array([[row.gap if row.verdict == "FAIL" else np.inf for row in group] for group in ordered])
    limits = np.minimum(limits, np.fmax(CLOSER * gaps.reshape(-1, *shape), noise))
    for kinds, text, turned in _TRANSPOSES:
        for factor, more, words in _FACTORS:
            if np.all(np.abs(claimed - factor * turned(exact)) <= limits):
                account = text.format(what) + words
                mistakes = tuple(Mistake(kind, account) for kind in (*kinds, *more))
                return Diagnosis(f"consistent with {account}", mistakes)
    return None
