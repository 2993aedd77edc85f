"""AccuracyReport: the digits a compiled function keeps, in every form a reader may want."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

from .. import render
from . import display
from .row import AccuracyRow

__all__ = ["AccuracyReport"]


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """How many digits values and gradients keep, and what the others are lost to.

    Made by :meth:`CompiledFunction.check_accuracy`.

    Parameters
    ----------
    subject : str
        The expression, as text.
    inputs : tuple of str
    dtype : str
    rows : tuple of AccuracyRow
        One for each point and number.
    seed : int
    notes : tuple of str
    """

    subject: str
    inputs: tuple[str, ...]
    dtype: str
    rows: tuple[AccuracyRow, ...]
    seed: int = 0
    notes: tuple[str, ...] = ()

    @property
    def worst(self) -> tuple[AccuracyRow, ...]:
        """The rows whose loss another formula could avoid, worst first; else those that lose most."""
        avoidable = [row for row in self.rows if row.cause == "formula"]
        chosen = avoidable or [row for row in self.rows if math.isfinite(row.lost)]
        return tuple(sorted(chosen, key=lambda row: (-row.avoidable, -row.lost)))

    @property
    def digits(self) -> float:
        """The fewest right digits of all rows that could be compared; nan where none could."""
        return min((row.digits for row in self.rows if not math.isnan(row.digits)), default=math.nan)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each cause."""
        return dict(Counter(row.cause for row in self.rows))

    @property
    def loses_digits(self) -> bool:
        """Whether the formula as written loses digits that the problem would allow to keep."""
        return any(row.cause == "formula" for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers, strings, lists and None, ready for JSON."""
        return {
            "subject": self.subject,
            "inputs": list(self.inputs),
            "dtype": self.dtype,
            "digits": None if math.isnan(self.digits) else self.digits,
            "loses_digits": self.loses_digits,
            "counts": self.counts,
            "conclusion": display.conclusion(self),
            "rows": [row.to_dict() for row in self.rows],
            "seed": self.seed,
            "notes": list(self.notes),
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
        names = [field.name for field in fields(AccuracyRow) if field.name != "point"]
        records = [{**dict(row.point), **{name: getattr(row, name) for name in names}} for row in self.rows]
        return render.to_frame(records, needed_for="report.to_frame()")

    def to_text(self) -> str:
        """Return the report as text of at most a screen."""
        return render.to_text(display.table(self))

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        return render.to_markdown(display.table(self))

    def to_html(self) -> str:
        """Return the report as an HTML fragment."""
        return render.to_html(display.table(self))

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"AccuracyReport({self.subject!r}, {self.dtype}: {display.conclusion(self)})"

    def _repr_html_(self) -> str:
        return self.to_html()
