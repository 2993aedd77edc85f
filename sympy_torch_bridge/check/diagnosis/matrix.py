"""Naming mistakes in matrix calculus: the claim as a whole against wrong matrix formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ... import symbolic
from ...errors import BridgeError
from ..case import SAME, Case
from ..question import Component
from .constants import factor_mistakes, rounded
from .diagnose import Diagnosis, diagnose
from .evidence import Evidence
from .kinds.matrix import matrix_proposals
from .mistake import Mistake
from .trial import Trial
from .values import values_of

__all__ = ["diagnose_matrix"]

_ENOUGH = 3
# Entry by entry a diagnosis costs as much as one of a scalar function.
_MAX_ENTRIES = 4

Evidences = Mapping[Component, Evidence]


def diagnose_matrix(
    case: Case, expr: Any, wrt: Any, entries_of: Callable[[Any], Mapping[Component, Any] | None]
) -> Diagnosis:
    """Return what a refuted claim in matrices is consistent with.

    Parameters
    ----------
    case : Case
    expr : sympy.Basic
        The matrix expression.
    wrt : MatrixSymbol or Symbol
    entries_of : callable
        Writes a matrix formula out in the entries of the derivative; None where it has another shape.
    """
    trial = Trial(case)
    if case.is_transposed or not all(np.isfinite(entry.row.measured) for entry in trial.entries):
        return diagnose(case)
    components = list(case.question.components())
    here = {component: trial.evidence(component) for component in components}
    fresh = {component: trial.fresh(component) for component in components}
    if min(sum(e.n_wrong for e in here.values()), sum(e.n_wrong for e in fresh.values())) < _ENOUGH:
        return Diagnosis()
    for mistakes in _accounts(case, expr, wrt, entries_of, here, fresh):
        text = " and ".join(mistake.text for mistake in mistakes)
        return Diagnosis(f"consistent with {text}", mistakes)
    return diagnose(case) if len(components) <= _MAX_ENTRIES else Diagnosis()


def _accounts(
    case: Case,
    expr: Any,
    wrt: Any,
    entries_of: Callable[[Any], Mapping[Component, Any] | None],
    here: Evidences,
    fresh: Evidences,
) -> Iterator[tuple[Mistake, ...]]:
    ratio = _common_ratio({c: e.exact for c, e in here.items()}, here)
    if ratio is not None and _fits({c: ratio * e.exact for c, e in fresh.items()}, fresh):
        yield factor_mistakes(ratio)
    derivative = _derivative(expr, wrt)
    scaled: list[tuple[float, Mistake, Mapping[Component, Any]]] = []
    for proposal in matrix_proposals(derivative) if derivative is not None else ():
        formulas = entries_of(proposal.formula)
        if formulas is None:
            continue
        values = _values(case, formulas, here)
        mistake = Mistake(proposal.kind, proposal.text, proposal.part)
        if _fits(values, here) and _fits(_values(case, formulas, fresh), fresh):
            yield (mistake,)
        ratio = _common_ratio(values, here)
        if ratio in (-1, 2, 0.5):
            scaled.append((ratio, mistake, formulas))
    for ratio, mistake, formulas in scaled:
        if _fits({c: ratio * v for c, v in _values(case, formulas, fresh).items()}, fresh):
            yield (mistake, *factor_mistakes(ratio))


def _derivative(expr: Any, wrt: Any) -> Any:
    try:
        return symbolic.derivative(expr, wrt)
    except BridgeError:  # without a matrix formula there is nothing to vary
        return None


def _values(case: Case, formulas: Mapping[Component, Any], evidences: Evidences) -> dict[Component, Any]:
    return {
        component: values_of(
            [formulas[component]], case.question.inputs, evidence.points, case.options.op_table
        )[0]
        for component, evidence in evidences.items()
    }


def _fits(values: Mapping[Component, Any], evidences: Evidences) -> bool:
    """Tell whether the numbers of all entries are accounted for."""
    return all(bool(evidence.matches(values[c]).all()) for c, evidence in evidences.items())


def _common_ratio(values: Mapping[Component, Any], evidences: Evidences) -> float | None:
    """Return the one factor between the claim and values in all entries."""
    numbers = np.concatenate([values[c] for c in evidences])
    measured = np.concatenate([e.measured for e in evidences.values()])
    used = np.isfinite(numbers) & (numbers != 0)
    if used.sum() < _ENOUGH:
        return None
    ratio = rounded(float(np.median(measured[used] / numbers[used])))
    if not np.isfinite(ratio) or not ratio or abs(ratio - 1) < SAME:
        return None
    return ratio if _fits({c: ratio * values[c] for c in evidences}, evidences) else None
