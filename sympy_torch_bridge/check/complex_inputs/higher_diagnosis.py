"""Naming mistakes of higher derivatives by complex variables: another order, no double backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..code_diagnosis import detached_mistake
from ..diagnosis import Diagnosis, Mistake
from ..judge import number_of
from ..measurement import Bench
from ..question import ORDERS, Component, Question, partials
from ..result import PointResult
from .diagnose import equals, is_enough_wrong
from .facts import Convention
from .higher_reference import ComplexSide
from .report import Naming

__all__ = ["higher_naming"]

_NAMES = {0: "function itself", 1: "first", 2: "second", 3: "third", 4: "fourth"}


def higher_naming(name: Naming, below: Diagnosis, bench: Bench, reference: ComplexSide) -> Naming:
    """Return what names the mistakes of a claim of any order.

    Parameters
    ----------
    name : callable
        Names those that have nothing to do with the order.
    below : Diagnosis
        What is wrong with the derivative of the order below, where double backward is the claim.
    bench : Bench
    reference : ComplexReference or HigherComplexReference
    """
    if bench.question.order == 1:
        return name

    def named(
        question: Question, rows: Sequence[PointResult], conventions: Mapping[Component, Convention]
    ) -> Diagnosis:
        if below.text is not None:
            return below
        labels = {question.label(component) for component in question.components()}
        own = [row for row in rows if row.component in labels]
        slopes = [row for row in own if row.verdict == "FAIL"]
        detached = detached_mistake(slopes, question.order)
        if detached is not None:
            return detached
        found = name(question, rows, conventions)
        return found if found.text is not None else _other_order(own, bench, reference)

    return named


def _other_order(rows: Sequence[PointResult], bench: Bench, reference: ComplexSide) -> Diagnosis:
    """Look for a derivative of another order by the same single symbol."""
    question = bench.question
    judged = [row for row in rows if row.verdict in ("PASS", "FAIL")]
    if len(question.wrt) > 1 or not is_enough_wrong(judged):
        return Diagnosis()
    outputs = {question.label(component): component.output for component in question.components()}
    for order in (0, *ORDERS):
        if order == question.order:
            continue
        lower = reference.function(partials(question.functions, question.wrt, order))
        known = {
            index: lower(reference.parts.split(bench.facts[index].point))
            for index in dict.fromkeys(row.index for row in judged)
        }
        values = [known[row.index][outputs[row.component]] for row in judged]
        if all(v.is_finite and equals(row, number_of(v)) for row, v in zip(judged, values, strict=True)):
            found = f"the {_NAMES[order]} derivative" if order else "the function itself"
            asked = f"the {_NAMES[question.order]}" if order else "its derivative"
            text = f"{found} in place of {asked}"
            return Diagnosis(f"consistent with {text}", (Mistake("other-order", text),))
    return Diagnosis()
