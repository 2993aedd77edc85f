"""Checks that leave the mistake unnamed: names change no verdict, and looking for them takes most of the time."""

from __future__ import annotations

from typing import Any

from sympy_torch_bridge.check import code_check, formula_check
from sympy_torch_bridge.check.diagnosis import Diagnosis

__all__ = ["leave_mistakes_unnamed"]


def leave_mistakes_unnamed() -> None:
    """Make the checks of this process stop at the verdict."""

    def unnamed(case: Any) -> Diagnosis:
        return Diagnosis()

    formula_check.diagnose = code_check.diagnose = unnamed
    formula_check.short_difference = lambda claim, reference: None
