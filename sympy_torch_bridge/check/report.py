"""The answer of a check: verdict, rows, diagnosis, and everything needed to repeat it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import render
from ..errors import InputTypeError
from . import report_data, report_table
from .diagnosis.mistake import Mistake
from .report_text import screen
from .report_words import ranked, shorten
from .result import PointResult
from .verdict import Verdict

__all__ = ["Report"]

_SUBJECT = 60


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
    order : int
        Of the derivative.
    limit_gap : float or None
        The largest distance of SymPy's derivative from the limit of difference quotients, both in high
        precision, over the larger of the derivative and ``abs(f/x)``; None where a claim is no formula, or
        only one of the two exists.
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
    order: int = 1
    mistakes: tuple[Mistake, ...] = ()
    limit_gap: float | None = None

    def __bool__(self) -> bool:
        return self.verdict == "consistent"

    @property
    def failures(self) -> tuple[PointResult, ...]:
        """The rows that failed, worst first: not finite, by relative gap, at points of ordinary numbers."""
        return tuple(row for row in ranked(self.points) if row.verdict == "FAIL")

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
        return report_data.to_dict(self)

    def to_json(self, indent: int | None = None) -> str:
        """Return the report as JSON; numbers that JSON cannot hold are written as text."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Return the report that :meth:`to_dict` was written of.

        Raises
        ------
        InputTypeError
            The data are not those of a report.
        """
        return cls(**report_data.arguments_of(data))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Return the report that :meth:`to_json` was written of.

        Raises
        ------
        InputTypeError
            The text holds something else.

        Examples
        --------
        >>> import sympy
        >>> from sympy_torch_bridge import check_gradient
        >>> x = sympy.Symbol("x")
        >>> report = check_gradient(x**2, x)
        >>> Report.from_json(report.to_json()) == report
        True
        """
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputTypeError(
                "the text", f"no JSON ({error})", expected="what to_json of a report gave"
            ) from None
        return cls.from_dict(data)

    def to_frame(self) -> Any:
        """Return the rows as a pandas DataFrame, with one column for each coordinate of the points.

        A coordinate with the name of another column, as ``index``, goes by ``point.index``.

        Raises
        ------
        MissingDependencyError
            pandas is not installed.
        """
        records = [report_table.record(row) for row in self.points]
        return render.to_frame(records, needed_for="report.to_frame()")

    def to_text(self) -> str:
        """Return the report as text of at most a screen."""
        return screen(self)

    def to_markdown(self) -> str:
        """Return the report as Markdown."""
        return report_table.to_markdown(self)

    def to_html(self) -> str:
        """Return the report as an HTML fragment."""
        return report_table.to_html(self)

    def to_latex(self) -> str:
        """Return the report as LaTeX."""
        return report_table.to_latex(self)

    def to_rst(self) -> str:
        """Return the report as reStructuredText."""
        return report_table.to_rst(self)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"Report({self.verdict!r}, {shorten(self.subject, _SUBJECT)!r}, {len(self.points)} rows)"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
