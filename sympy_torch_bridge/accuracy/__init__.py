"""How many digits a compiled function keeps, and where the others go: the problem, or the formula."""

from __future__ import annotations

from .measure import check_accuracy
from .report import AccuracyReport
from .row import AccuracyRow

__all__ = ["AccuracyReport", "AccuracyRow", "check_accuracy"]
