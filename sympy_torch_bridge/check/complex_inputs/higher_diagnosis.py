"""Naming mistakes of higher derivatives by complex variables: another order, no double backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import UnsupportedFunctionError
from ..code_diagnosis import detached_mistake
from ..diagnosis import Diagnosis, Mistake
from ..judge import number_of
from ..measurement import Bench
from ..question import ORDERS, Component, Question, partials
from ..result import PointResult
from ..work import NAMING, work
from .analytic import is_analytic_form
from .diagnose import equals, is_enough_wrong
from .facts import Convention
from .hessian_diagnosis import hessian_diagnosis
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
        arranged = hessian_diagnosis(question, own)
        found = arranged if arranged.text is not None else name(question, rows, conventions)
        if found.text is not None:
            return found
        with work(NAMING, len(bench.facts)):
            return _other_order(own, bench, reference)

    return named


def _other_order(rows: Sequence[PointResult], bench: Bench, reference: ComplexSide) -> Diagnosis:
    """Look for a derivative of another order by the same single symbol."""
    question = bench.question
    judged = [row for row in rows if row.verdict in ("PASS", "FAIL")]
    has_rules = all(is_analytic_form(expr, reference.parts.pairs) for expr in question.functions)
    if len(question.wrt) > 1 or not has_rules or not is_enough_wrong(judged):
        return Diagnosis()
    outputs = {question.label(component): component.output for component in question.components()}
    points = {row.index: reference.parts.split(bench.facts[row.index].point) for row in judged}
    for order in (0, *ORDERS):
        if order == question.order:
            continue
        try:
            formulas = reference.function(partials(question.functions, question.wrt, order))
        except UnsupportedFunctionError:  # SymPy leaves a derivative open
            continue
        known = {index: formulas(point) for index, point in points.items()}
        values = [known[row.index][outputs[row.component]] for row in judged]
        if all(v.is_finite and equals(row, number_of(v)) for row, v in zip(judged, values, strict=True)):
            found = f"the {_NAMES[order]} derivative" if order else "the function itself"
            asked = f"the {_NAMES[question.order]}" if order else "its derivative"
            text = f"{found} in place of {asked}"
            return Diagnosis(f"consistent with {text}", (Mistake("other-order", text),))
    return Diagnosis()
