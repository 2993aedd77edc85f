"""Putting a report together."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from .._version import __version__
from .diagnosis import Diagnosis
from .kinks import kink_notes
from .options import Options
from .question import Question, labels_of
from .report import Report
from .result import PointResult
from .sample import is_enough
from .size import text_of
from .verdict import Verdict, overall

__all__ = ["ExactSide", "report_of", "versions", "witnesses_of"]

_PACKAGES = ("torch", "sympy", "mpmath", "python-flint")
_MAX_TEXT = 2000
_WHAT_TO_DO = "give domain={symbol: (low, high)} or points=[...]"
_MEANT = {1: "Jacobian", 2: "Hessians: outputs come first"}
_HIGHER = "derivatives: outputs come first"
_NUMERATOR = "numerator: rows over outputs, columns over wrt"


class ExactSide(Protocol):
    """What a report says about the exact side of a check."""

    @property
    def method(self) -> str:
        """How the exact numbers were computed."""

    @property
    def has_symbolic(self) -> bool:
        """Whether SymPy's derivative was one of the witnesses."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What limits the exact side."""

    def notes_of(self, n_points: int) -> tuple[str, ...]:
        """Return the notes, with what limits a sample of so many points."""


def report_of(
    question: Question,
    reference: ExactSide,
    options: Options,
    rows: Sequence[PointResult],
    *,
    witnesses: Sequence[str],
    claim: str | None = None,
    diagnosis: Diagnosis | None = None,
    difference: str | None = None,
    notes: Sequence[str] = (),
    is_refuted: bool = False,
    layout: str | None = None,
) -> Report:
    """Build the report of a check from its rows.

    Parameters
    ----------
    is_refuted : bool
        Whether the claim is wrong whatever the rows say: its layout is another one.
    layout : str, optional
        What to say about the layout; default: numerator layout for a vector function.
    """
    verdict, reason = overall(rows, options.precision)
    named = diagnosis or Diagnosis()
    if is_refuted:
        verdict, reason = (
            "refuted",
            f"the claim has another layout than the {_MEANT.get(question.order, _HIGHER)}",
        )
    elif not rows:
        reason = (
            f"no point with a real value in the range of {options.precision.name} was found; {_WHAT_TO_DO}"
        )
    elif verdict == "consistent" and options.points is None:
        verdict, reason = _with_enough_points(rows, options, reason)
    limits = reference.notes if options.points else reference.notes_of(options.n_points)
    inputs = labels_of(question.inputs)
    names = dict(zip(question.inputs, inputs, strict=True))
    return Report(
        subject=_text(question),
        claim=claim,
        wrt=tuple(names[symbol] for symbol in question.wrt),
        inputs=inputs,
        verdict=verdict,
        reason=reason,
        points=tuple(rows),
        diagnosis=named.text if verdict == "refuted" else None,
        mistakes=named.mistakes if verdict == "refuted" else (),
        difference=difference if verdict == "refuted" else None,
        witnesses=tuple(witnesses),
        method=reference.method,
        layout=layout or (_NUMERATOR if question.is_vector else None),
        dtype=options.precision.name,
        seed=options.seed,
        notes=(*limits, *notes, *kink_notes(rows)),
        versions=versions(),
        order=question.order,
    )


def _with_enough_points(rows: Sequence[PointResult], options: Options, reason: str) -> tuple[Verdict, str]:
    """Leave open what was found right at a few points only: the domain may be narrow, or in several parts."""
    found, n_points, dtype = len({row.index for row in rows}), options.n_points, options.precision.name
    if is_enough(found, n_points):
        return "consistent", reason
    few = f"only {found} of {n_points} points were found with a real value in the range of {dtype}"
    return "inconclusive", f"{few}; {_WHAT_TO_DO}"


def _text(question: Question) -> str:
    text = question.written
    if not text:
        texts = [text_of(expr) for expr in question.functions]
        text = f"[{', '.join(texts)}]" if question.is_vector else texts[0]
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 3]}..."


def witnesses_of(reference: ExactSide, claim: str | None = "claim") -> tuple[str, ...]:
    """Return the names of the claim and of the exact routes it is judged by."""
    claims = () if claim is None else (claim,)
    return (*claims, *(("symbolic",) if reference.has_symbolic else ()), "limit")


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions of everything a report rests on."""
    found = [("sympy_torch_bridge", __version__), ("python", platform.python_version())]
    for package in _PACKAGES:
        try:
            found.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            found.append((package, "absent"))
    return tuple(found)
