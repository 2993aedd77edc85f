"""The report of a gradcheck, and what is raised or warned of for it."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch

from ..check import PointResult, Report
from ..check.summary import versions
from ..check.verdict import Verdict
from .gradcheck_error import GradcheckError, UnresolvedGradientWarning
from .tensor_function import TensorFunction

__all__ = ["judge", "report_of"]

# Where no code of the user is.
_INNER = tuple(f"{Path(file).parent}{os.sep}" for file in (__file__, torch.__file__))


def judge(report: Report, *, is_widened: bool) -> None:
    """Raise for a refuted report, and warn of one that tells nothing unless a tolerance was given."""
    if report.verdict == "refuted":
        modes = " and ".join(dict.fromkeys(row.witness for row in report.failures))
        raise GradcheckError(f"the {modes} mode disagrees with the limit of quotients.\n{report}", report)
    if report.verdict == "inconclusive" and not is_widened:
        text = f"gradcheck saw no mistake and little at all.\n{report}"
        warnings.warn(text, UnresolvedGradientWarning, _level_of_the_caller())


def _level_of_the_caller() -> int:
    """Return how many frames above the warning the code of the user is.

    Python shows a warning once for each line that it is told of: a line of the library, or of torch's
    decorator, would hide all warnings but the first.
    """
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_INNER):
        frame, level = frame.f_back, level + 1
    return level


def report_of(function: TensorFunction, rows: Sequence[PointResult], modes: Sequence[str]) -> Report:
    """Return the report of judged entries."""
    verdict, reason = _verdict(function, rows)
    inputs = tuple(f"in{place}" for place in function.places)
    return Report(
        subject=str(getattr(function.func, "__name__", None) or type(function.func).__name__),
        claim="torch's " + " and ".join(modes) + " mode",
        wrt=inputs,
        inputs=inputs,
        verdict=verdict,
        reason=reason,
        points=tuple(rows),
        diagnosis=None,
        difference=None,
        witnesses=("limit", *modes),
        method="quotients of the function itself",
        layout="numerator: entries of outputs by entries of inputs",
        dtype=function.precision.name,
        seed=0,
        versions=versions(),
    )


def _verdict(function: TensorFunction, rows: Sequence[PointResult]) -> tuple[Verdict, str]:
    failed = sum(row.verdict == "FAIL" for row in rows)
    if failed:
        return "refuted", f"{failed} of {len(rows)} entries are wrong"
    good = function.precision.ill_conditioned
    seen = sum(row.verdict == "PASS" and row.resolution <= good for row in rows)
    verdict: Verdict = "consistent" if 2 * seen >= len(rows) else "inconclusive"
    return verdict, f"{seen} of {len(rows)} entries checked to {good:.0e} or better"
