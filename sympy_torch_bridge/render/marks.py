"""Verdicts as readers see them: a word and a mark, so that neither needs a colour."""

from __future__ import annotations

__all__ = ["MARKS", "WORDS"]

WORDS = {"consistent": "verified", "refuted": "refuted", "inconclusive": "undecided"}
# Sphinx knows how pdfLaTeX sets these two marks; of the other crosses of Unicode it knows none.
MARKS = {"consistent": "✓", "refuted": "✕", "inconclusive": "?"}
