"""A refuted claim as a table of numbers: what the diagnosis works on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .alike import allowed_gap, is_shown
from .judge import number_of
from .measurement import Bench
from .options import Options
from .question import Component, Question
from .reference import Reference
from .result import PointResult

__all__ = ["Case", "Entry"]

_JUDGED = ("PASS", "FAIL", "ILL_CONDITIONED")


@dataclass(frozen=True, slots=True)
class Entry:
    """One judged number of the claim."""

    index: int
    component: Component
    row: PointResult

    @property
    def is_wrong(self) -> bool:
        """Whether it failed."""
        return self.row.verdict == "FAIL"

    @property
    def is_shown(self) -> bool:
        """Whether it failed by more than the rounding of a double."""
        return is_shown(self.row)

    def equals(self, value: float) -> bool:
        """Tell whether the claimed number is ``value`` within rounding."""
        if not math.isfinite(value):
            return False
        return bool(abs(self.row.measured - value) <= allowed_gap(abs(value), self.row))


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a diagnosis may look at.

    Parameters
    ----------
    question : Question
    reference : Reference
    bench : Bench
    rows : sequence of PointResult
    options : Options
    rows_at : callable
        Judges the claim on another bench: a guess has to hold at fresh points.
    is_transposed : bool
        Whether the shape of the claim has given the layout away already.
    """

    question: Question
    reference: Reference
    bench: Bench
    rows: Sequence[PointResult]
    options: Options
    rows_at: Callable[[Bench], list[PointResult]]
    is_transposed: bool = False

    def entries(self, rows: Sequence[PointResult] | None = None) -> list[Entry]:
        """Return the judged derivatives of the claim, in the order of points and components."""
        by_label = {self.question.label(c): c for c in self.question.components()}
        return [
            Entry(row.index, by_label[row.component], row)
            for row in (self.rows if rows is None else rows)
            if row.component in by_label and row.verdict in _JUDGED
        ]

    def exact(self, index: int, component: Component) -> float:
        """Return the exact derivative at a point."""
        return float(number_of(self.bench.facts[index].derivatives[component].exact))

    def coordinate(self, index: int, symbol: Any) -> float:
        """Return one coordinate of a point."""
        return float(self.bench.facts[index].point[symbol])
