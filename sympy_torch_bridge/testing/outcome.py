"""From the verdict of a report to the outcome of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .settings import settings

if TYPE_CHECKING:
    from ..check import Report

__all__ = ["require"]


def require(report: Report, config: pytest.Config, *, place: str = "") -> None:
    """Fail with the report as the message unless its verdict is ``"consistent"``.

    Parameters
    ----------
    report : Report
    config : pytest.Config
        Says what an inconclusive check is.
    place : str
        Where the claim was made, for the last line; without it the traceback shows the place.
    """
    __tracebackhide__ = True
    if report:
        return
    if report.verdict == "inconclusive" and settings(config).get("inconclusive") == "xfail":
        pytest.xfail(f"inconclusive: {report.reason}")
    lines = [str(report)]
    if report.verdict == "inconclusive":
        lines.append("An inconclusive check is no pass: state domain= or points=, or allow it with")
        lines.append("--gradient-inconclusive=xfail.")
    pytest.fail("\n".join([*lines, *([place] if place else [])]), pytrace=not place)
