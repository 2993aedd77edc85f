"""Naming mistakes in derivatives of a matrix by a matrix: the layout first, then slips in the differential."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ... import symbolic
from ...errors import BridgeError
from ..case import Case, Entry
from ..jacobian_layout import JacobianLayout, JacobianLayouts
from ..question import Component
from ..written_out import WrittenOut
from .constants import factor_mistakes
from .diagnose import Diagnosis, diagnose
from .differential import differential_terms
from .differential_numbers import DifferentialNumbers
from .kinds.differential import differential_proposals
from .matrix import Evidences, factor_of_all
from .mistake import Mistake
from .trial import Trial

__all__ = ["diagnose_jacobian"]

_ENOUGH = 3
# Entry by entry a diagnosis costs as much as one of a scalar function.
_MAX_ENTRIES = 4
# Beside a slip, in the order of preference.
_FACTORS = (1.0, -1.0, 2.0, 0.5)


def diagnose_jacobian(
    case: Case, written: WrittenOut, order: int, layouts: JacobianLayouts | None
) -> Diagnosis:
    """Return what a refuted claim with four axes, or in vec form, is consistent with.

    Parameters
    ----------
    case : Case
    written : WrittenOut
        The matrix expression, and what it is differentiated by.
    order : int
    layouts : JacobianLayouts or None
        In which layouts the claim can be; None for a backward pass, which has no layout of its own.
    """
    trial = Trial(case)
    entries = trial.entries
    if all(np.isfinite(entry.row.measured) for entry in entries):
        if layouts is not None:
            found = _of_layout(case, entries, layouts, str(written.wrt))
            if found is not None:
                return found
        named = _of_numbers(trial, written, order, is_vec=layouts is not None and layouts.is_vec)
        if named is not None:
            return named
    wrong = {entry.component for entry in entries if entry.is_wrong}
    return diagnose(case) if len(wrong) <= _MAX_ENTRIES else Diagnosis()


def _of_layout(
    case: Case, entries: Sequence[Entry], layouts: JacobianLayouts, wrt: str
) -> Diagnosis | None:
    """Name the layout in which every number of the claim is right."""
    if sum(entry.is_wrong for entry in entries) < _ENOUGH and layouts.is_right_shape:
        return None
    for layout in layouts.others:
        if _is_right(case, entries, layouts, layout):
            return _consistent_with(layout, wrt)
    if layouts.is_right_shape:
        return None
    shape = f"the claim has the shape of {layouts.read.text.format(wrt=wrt)}"
    return Diagnosis(f"{shape}; its entries are wrong as well", (_mistake(layouts.read, wrt),))


def _of_numbers(trial: Trial, written: WrittenOut, order: int, *, is_vec: bool) -> Diagnosis | None:
    """Name one factor of all numbers, or a slip in the differential."""
    components = list(trial.case.question.components())
    here = {component: trial.evidence(component) for component in components}
    if sum(evidence.n_wrong for evidence in here.values()) < _ENOUGH:
        return None
    fresh = {component: trial.fresh(component) for component in components}
    if sum(evidence.n_wrong for evidence in fresh.values()) < _ENOUGH:
        return None
    mistakes = factor_of_all(here, fresh) or _of_differential(written, order, here, fresh, is_vec=is_vec)
    if not mistakes:
        return None
    text = " and ".join(mistake.text for mistake in mistakes)
    return Diagnosis(f"consistent with {text}", mistakes)


def _of_differential(
    written: WrittenOut, order: int, here: Evidences, fresh: Evidences, *, is_vec: bool
) -> tuple[Mistake, ...]:
    try:
        expr = written.expr if order == 1 else symbolic.derivative(written.expr, written.wrt)
    except BridgeError:  # without a matrix formula there is nothing to vary
        return ()
    terms = differential_terms(expr, written.wrt)
    if terms is None:
        return ()
    p, q, n, m = written.sizes
    sizes = (p, q, n, m) if order == 1 else (n, m, n, m)
    tables = [DifferentialNumbers(e, written.entries, written.scalars, sizes) for e in (here, fresh)]
    proposals = list(differential_proposals(terms, written.wrt, is_vec=is_vec))
    for factor in _FACTORS:
        for proposal in proposals:
            if all(table.fits(proposal.terms, factor) for table in tables):
                mistake = Mistake(proposal.kind, str(proposal.text))
                return (mistake, *(() if factor == 1 else factor_mistakes(factor)))
    return ()


def _is_right(
    case: Case, entries: Sequence[Entry], layouts: JacobianLayouts, layout: JacobianLayout
) -> bool:
    """Tell whether all numbers of the claim are exact where another layout has them."""
    columns = case.question.shape[1]
    # The number that was read at one place stands for the entry that has this place in the other layout.
    meant = np.argsort(layout.places(layouts.sizes))[layouts.places]
    for entry in entries:
        assert entry.component.wrt is not None
        place = meant[entry.component.output * columns + entry.component.wrt]
        if not entry.equals(case.exact(entry.index, Component(*divmod(int(place), columns)))):
            return False
    return True


def _consistent_with(layout: JacobianLayout, wrt: str) -> Diagnosis:
    mistake = _mistake(layout, wrt)
    return Diagnosis(f"consistent with {mistake.text}", (mistake,))


def _mistake(layout: JacobianLayout, wrt: str) -> Mistake:
    return Mistake(layout.kind, layout.text.format(wrt=wrt))
