"""The answer of a check: verdict, rows, diagnosis, and everything needed to repeat it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .. import render
from . import report_text
from .diagnosis.mistake import Mistake
from .result import PointResult
from .verdict import Verdict

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    ``bool(report)`` is True for ``"consistent"`` alone.

    Parameters
    ----------
    subject : str
        The expression, as text.
    claim : str or None
        What was claimed, as text; None for a check of one definition.
    wrt, inputs : tuple of str
    verdict : {"consistent", "refuted", "inconclusive"}
    reason : str
        Why, in one sentence.
    points : tuple of PointResult
        One row for each point, component and witness.
    diagnosis : str or None
        The mistake that a refuted claim is consistent with; None where none is known.
    mistakes : tuple of Mistake
        The same as records: kind, part, component, region; empty where nothing is known.
    difference : str or None
        Claimed minus exact, simplified, where the claim is a formula and the difference is short.
    witnesses : tuple of str
        Everything that was evaluated.
    method : {"ball", "mpmath"}
        Whether the exact side is proved by ball arithmetic or rests on the agreement of two precisions.
    layout : str or None
        Of a Jacobian.
    dtype : str
    seed : int
    notes : tuple of str
        What limits the check.
    versions : tuple of pairs of str
    title : str
        What is checked, if it has a name: the id of a rule.
    """

    subject: str
    claim: str | None
    wrt: tuple[str, ...]
    inputs: tuple[str, ...]
    verdict: Verdict
    reason: str
    points: tuple[PointResult, ...]
    diagnosis: str | None
    difference: str | None
    witnesses: tuple[str, ...]
    method: str
    layout: str | None
    dtype: str
    seed: int
    notes: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    title: str = ""
    mistakes: tuple[Mistake, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == "consistent"

    @property
    def failures(self) -> tuple[PointResult, ...]:
        """The rows that failed, worst first: not finite, then by gap over tolerance."""
        failed = [row for row in self.points if row.verdict == "FAIL"]
        return tuple(sorted(failed, key=report_text.excess, reverse=True))

    @property
    def worst(self) -> PointResult | None:
        """The row to look at first; None if nothing was judged."""
        failed = self.failures
        if failed:
            return failed[0]
        judged = [row for row in self.points if row.verdict in ("PASS", "ILL_CONDITIONED", "UNDECIDED")]
        return max(judged, key=lambda row: row.resolution, default=None)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return dict(Counter(row.verdict for row in self.points))

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers, strings, lists and None, ready for JSON."""
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "title": self.title or None,
            "subject": self.subject,
            "claim": self.claim,
            "wrt": list(self.wrt),
            "inputs": list(self.inputs),
            "diagnosis": self.diagnosis,
            "mistakes": [mistake.to_dict() for mistake in self.mistakes],
            "difference": self.difference,
            "witnesses": list(self.witnesses),
            "method": self.method,
            "layout": self.layout,
            "dtype": self.dtype,
            "seed": self.seed,
            "notes": list(self.notes),
            "versions": dict(self.versions),
            "counts": self.counts,
            "points": [row.to_dict() for row in self.points],
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return the report as JSON; numbers that JSON cannot hold are written as text."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    def to_frame(self) -> Any:
        """Return the rows as a pandas DataFrame, with one column for each coordinate of the points.

        Raises
        ------
        MissingDependencyError
            pandas is not installed.
        """
        records = [{**dict(row.point), **report_text.columns(row)} for row in self.points]
        return render.to_frame(records, needed_for="report.to_frame()")

    def to_text(self) -> str:
        """Return the report as text of at most a screen."""
        return report_text.screen(self)

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        return f"{report_text.heading(self)}\n\n{render.to_markdown(report_text.table(self))}"

    def to_html(self) -> str:
        """Return the report as an HTML fragment."""
        return render.to_html(report_text.table(self, with_heading=True))

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"Report({self.verdict!r}, {self.subject!r}, {len(self.points)} rows)"

    def _repr_html_(self) -> str:
        return self.to_html()
