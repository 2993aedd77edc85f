"""Checks of derivatives: of one definition, of a claim, of a rule; verdicts that rest on measured noise."""

from __future__ import annotations

from .consistency import assert_consistent, check_consistency
from .gradient import assert_gradient, check_gradient
from .report import Report
from .result import PointResult, PointVerdict
from .rule import check_rule
from .verdict import Verdict

__all__ = [
    "PointResult",
    "PointVerdict",
    "Report",
    "Verdict",
    "assert_consistent",
    "assert_gradient",
    "check_consistency",
    "check_gradient",
    "check_rule",
]
