"""The report of a check with complex inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnosis import Diagnosis, Mistake
from ..options import Options
from ..question import Component, Question
from ..report import Report
from ..result import PointResult
from ..summary import report_of, witnesses_of
from .comparisons import comparison_notes
from .diagnose import complex_diagnosis
from .facts import Convention
from .higher_reference import ComplexSide

__all__ = ["ClaimInReport", "Naming", "complex_report"]

# What names the mistakes: the question, the rows of the claim, and what each component has at its points.
Naming = Callable[[Question, Sequence[PointResult], Mapping[Component, Convention]], Diagnosis]

_ALSO_WRONG = "the claim has the shape of the transposed Jacobian, and its entries are wrong as well"
# Why nothing is judged at a point, where the words of the real check would mislead.
_WORDS = {
    "KINK": "no complex derivative: a branch cut, or slopes that depend on the direction",
    "OUTSIDE_DOMAIN": "no finite value on all sides of the point",
}
# So many labels are not spelt out where all derivatives are of one kind.
_MANY = 3
_GRADIENT = (
    "the gradient df/da + I*df/db = 2*df/d conj(z) at z = a + I*b, as in torch: f is real and not holomorphic"
)
_DERIVATIVE = "the complex derivative, as in SymPy; what torch leaves in .grad is the conjugate"
_HIGHER = "the complex derivative, as in SymPy; each backward pass of torch gives a conjugate"


@dataclass(frozen=True, slots=True)
class ClaimInReport:
    """What a report says of the claim, if there is one."""

    witness: str | None = None
    text: str | None = None
    is_transposed: bool = False
    layout: str | None = None
    name: Naming = complex_diagnosis


def complex_report(
    reference: ComplexSide,
    options: Options,
    rows: Sequence[PointResult],
    claim: ClaimInReport = ClaimInReport(),
    *,
    witnesses: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Report:
    """Build the report of a check with complex inputs from its rows.

    Parameters
    ----------
    reference : ComplexReference or HigherComplexReference
    options : Options
    rows : sequence of PointResult
    claim : ClaimInReport
    witnesses, notes : sequence of str
        Beside those of the exact side.
    """
    question = reference.question
    named = Diagnosis()
    own = [row for row in rows if row.witness == claim.witness]
    if _has_failed(own):
        named = claim.name(question, own, reference.conventions)
    if claim.is_transposed:
        text = _ALSO_WRONG if _has_failed(own) else "consistent with a transposed Jacobian"
        named = Diagnosis(text, (Mistake("transposed", "a transposed Jacobian"),))
    return report_of(
        question,
        reference,
        options,
        [replace(row, note=_WORDS.get(row.verdict, row.note)) for row in rows],
        witnesses=(*witnesses_of(reference, claim.witness), *witnesses),
        claim=claim.text,
        diagnosis=named,
        notes=(*comparison_notes(question.functions), *notes, *_conventions(reference)),
        is_refuted=claim.is_transposed,
        layout=claim.layout,
    )


def _has_failed(rows: Sequence[PointResult]) -> bool:
    return any(row.verdict == "FAIL" for row in rows)


def _conventions(reference: ComplexSide) -> list[str]:
    """Say what is meant by the derivatives by complex variables."""
    question, pairs = reference.question, reference.parts.pairs
    derivative = _DERIVATIVE if question.order == 1 else _HIGHER
    by_complex = [c for c in reference.conventions if any(symbol in pairs for symbol in question.symbols(c))]
    notes = []
    for convention, text in (("gradient", _GRADIENT), ("derivative", derivative)):
        labels = [question.label(c) for c in by_complex if reference.conventions[c] == convention]
        if labels:
            are_many = len(labels) == len(by_complex) > _MANY
            notes.append(f"{'all entries' if are_many else ', '.join(labels)}: {text}")
    return notes
