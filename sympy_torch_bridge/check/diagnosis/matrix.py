"""Naming mistakes in matrix calculus: the claim as a whole against wrong matrix formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import sympy

from ... import symbolic
from ...errors import BridgeError
from ..alike import SAME
from ..case import Case
from ..question import Component
from ..written_out import WrittenOut
from .constants import factor_mistakes, rounded, taken_for_constant
from .diagnose import Diagnosis, diagnose
from .evidence import Evidence
from .kinds.matrix import MatrixProposal, matrix_proposals
from .kinds.matrix_chain import chain_proposals
from .kinds.matrix_forms import forms_of
from .matrix_screen import MatrixScreen
from .mistake import Mistake
from .projection import projection_mistake
from .trial import Trial
from .values import values_of

__all__ = ["Evidences", "diagnose_matrix", "factor_of_all"]

_ENOUGH = 3
# Entry by entry a diagnosis costs as much as one of a scalar function.
_MAX_ENTRIES = 4
# Formulas that are looked at in doubles, and exactly.
_MAX_PROPOSALS = 2000
_MAX_EXACT = 24

Evidences = Mapping[Component, Evidence]
EntriesOf = Callable[[Any], Mapping[Component, Any] | None]


def diagnose_matrix(case: Case, written: WrittenOut, entries_of: EntriesOf) -> Diagnosis:
    """Return what a refuted claim in matrices is consistent with.

    Parameters
    ----------
    case : Case
    written : WrittenOut
        The matrix expression, and what it is differentiated by.
    entries_of : callable
        Writes a matrix formula out in the entries of the derivative; None where it has another shape.
    """
    trial = Trial(case)
    if case.is_transposed or not all(np.isfinite(entry.row.measured) for entry in trial.entries):
        return diagnose(case)
    components = list(case.question.components())
    here = {component: trial.evidence(component) for component in components}
    if sum(e.n_shown for e in here.values()) < _ENOUGH:
        return Diagnosis()
    fresh = {component: trial.fresh(component) for component in components}
    if sum(e.n_shown for e in fresh.values()) < _ENOUGH:
        return Diagnosis()
    projection = projection_mistake(written, case.question.order, here, fresh)
    if projection is not None:
        return Diagnosis(f"consistent with {projection.text}", (projection,))
    for mistakes in _accounts(case, written, entries_of, here, fresh):
        text = " and ".join(mistake.text for mistake in mistakes)
        return Diagnosis(f"consistent with {text}", mistakes)
    return diagnose(case) if len(components) <= _MAX_ENTRIES else Diagnosis()


def _accounts(
    case: Case, written: WrittenOut, entries_of: EntriesOf, here: Evidences, fresh: Evidences
) -> Iterator[tuple[Mistake, ...]]:
    in_all = factor_of_all(here, fresh)
    if in_all:
        yield in_all
    screen = MatrixScreen(here, written.entries, written.scalars)
    scaled: list[tuple[float, MatrixProposal]] = []
    n_exact = 0
    for proposal, _ in zip(_proposals(written), range(_MAX_PROPOSALS), strict=False):
        factors = screen.factors(proposal.formula)
        scaled += [(factor, proposal) for factor in factors if factor != 1]
        if 1 in factors and n_exact < _MAX_EXACT:
            n_exact += 1
            formulas = entries_of(proposal.formula)
            if formulas is not None and _gives(case, formulas, 1, here, fresh):
                yield (_mistake(proposal),)
    for factor, proposal in scaled[:_MAX_EXACT]:
        formulas = entries_of(proposal.formula)
        if formulas is not None and _gives(case, formulas, factor, here, fresh):
            yield (_mistake(proposal), *factor_mistakes(factor))


def factor_of_all(here: Evidences, fresh: Evidences) -> tuple[Mistake, ...]:
    """Return the mistake of one factor in all entries, zero among them; nothing where there is none.

    Parameters
    ----------
    here, fresh : mapping of Component to Evidence
        The numbers at the points of the check, and at fresh ones.
    """
    if not any(evidence.measured.any() for evidence in (*here.values(), *fresh.values())):
        return (taken_for_constant(),)
    ratio = _common_ratio({c: e.exact for c, e in here.items()}, here)
    if ratio is not None and _fits({c: ratio * e.exact for c, e in fresh.items()}, fresh):
        return factor_mistakes(ratio)
    return ()


def _proposals(written: WrittenOut) -> Iterator[MatrixProposal]:
    try:
        derivative = symbolic.derivative(written.expr, written.wrt)
    except BridgeError:  # without a matrix formula there is nothing to vary
        return iter(())
    slips = matrix_proposals(forms_of(derivative, written.symmetric))
    if len(written.outputs) > 1 or not isinstance(written.wrt, sympy.MatrixSymbol):
        return slips
    return chain(slips, chain_proposals(written.expr, derivative, written.wrt))


def _mistake(proposal: MatrixProposal) -> Mistake:
    return Mistake(proposal.kind, str(proposal.text), str(proposal.part))


def _gives(
    case: Case, formulas: Mapping[Component, Any], factor: float, here: Evidences, fresh: Evidences
) -> bool:
    """Tell whether formulas account for the numbers of the check, and for those at fresh points."""
    return all(
        _fits({c: factor * v for c, v in _values(case, formulas, numbers).items()}, numbers)
        for numbers in (here, fresh)
    )


def _values(case: Case, formulas: Mapping[Component, Any], evidences: Evidences) -> dict[Component, Any]:
    """Evaluate the formulas of all entries: they share most parts."""
    points = {id(point): point for evidence in evidences.values() for point in evidence.points}
    table = values_of(
        [formulas[c] for c in evidences], case.question.inputs, list(points.values()), case.options.op_table
    )
    places = {name: place for place, name in enumerate(points)}
    return {
        component: row[[places[id(point)] for point in evidence.points]]
        for row, (component, evidence) in zip(table, evidences.items(), strict=True)
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
