"""Putting a report together."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from functools import cache

from .._version import __version__
from .diagnosis import Diagnosis
from .options import Options
from .question import Question, labels_of
from .reference import Reference
from .report import Report
from .result import PointResult
from .size import text_of
from .verdict import overall

__all__ = ["report_of", "versions", "witnesses_of"]

_PACKAGES = ("torch", "sympy", "mpmath", "python-flint")
_MAX_TEXT = 2000
_NUMERATOR = "numerator: rows over outputs, columns over wrt"


def report_of(
    question: Question,
    reference: Reference,
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
        verdict, reason = "refuted", "the claim has another layout than the Jacobian"
    elif not rows:
        reason = "no point with a real value was found; give domain={symbol: (low, high)} or points=[...]"
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
        notes=(*reference.notes, *notes),
        versions=versions(),
        order=question.order,
    )


def _text(question: Question) -> str:
    texts = [text_of(expr) for expr in question.functions]
    text = f"[{', '.join(texts)}]" if question.is_vector else texts[0]
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 3]}..."


def witnesses_of(reference: Reference, claim: str | None = "claim") -> tuple[str, ...]:
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
