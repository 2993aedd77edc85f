"""One report from several: the instances of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from .report import Report

__all__ = ["combined"]


def combined(
    reports: Sequence[Report],
    *,
    title: str,
    subject: str,
    claim: str,
    open_question: str = "",
    layout: str | None = None,
) -> Report:
    """Join the reports of several instances of one statement.

    One refuted instance refutes all; all have to be consistent for the whole to be.

    Parameters
    ----------
    reports : sequence of Report, not empty
    title, subject, claim : str
    open_question : str
        What keeps the whole from being consistent even if every instance is; empty if nothing does.
    layout : str, optional
    """
    worst = next(
        (
            report
            for verdict in ("refuted", "inconclusive")
            for report in reports
            if report.verdict == verdict
        ),
        reports[0],
    )
    verdict, reason = worst.verdict, worst.reason
    if len(reports) > 1:
        right = sum(map(bool, reports))
        reason = f"{right} of {len(reports)} instances are consistent; {reason}"
    if verdict == "consistent" and open_question:
        verdict, reason = "inconclusive", f"{open_question}; {reason}"
    sizes = [1 + max((row.index for row in report.points), default=-1) for report in reports]
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return replace(
        worst,
        title=title,
        subject=subject,
        claim=claim,
        verdict=verdict,
        reason=reason,
        points=tuple(
            replace(row, index=row.index + start)
            for report, start in zip(reports, starts, strict=True)
            for row in report.points
        ),
        witnesses=tuple(dict.fromkeys(chain.from_iterable(report.witnesses for report in reports))),
        notes=tuple(dict.fromkeys(chain.from_iterable(report.notes for report in reports))),
        inputs=tuple(dict.fromkeys(chain.from_iterable(report.inputs for report in reports))),
        layout=layout or worst.layout,
        limit_gap=max((r.limit_gap for r in reports if r.limit_gap is not None), default=None),
    )
