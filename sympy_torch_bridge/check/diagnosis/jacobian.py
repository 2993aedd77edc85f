"""Naming mistakes in derivatives of a matrix by a matrix: its layout, and slips in the differential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ... import symbolic
from ...errors import BridgeError
from ..case import Case, Entry
from ..jacobian_axes import JacobianAxes
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
from .projection import projection_mistake
from .trial import Trial

__all__ = ["diagnose_jacobian"]

_ENOUGH = 3
# Entry by entry a diagnosis costs as much as one of a scalar function.
_MAX_ENTRIES = 4
# Beside a slip, in the order of preference.
_FACTORS = (1.0, -1.0, 2.0, 0.5)


def diagnose_jacobian(
    case: Case, written: WrittenOut, axes: JacobianAxes, layouts: JacobianLayouts | None
) -> Diagnosis:
    """Return what a refuted claim with four axes, or in vec form, is consistent with.

    Parameters
    ----------
    case : Case
    written : WrittenOut
        The matrix expression, and what it is differentiated by.
    axes : JacobianAxes
    layouts : JacobianLayouts or None
        In which layouts the claim can be; None for a backward pass, which has no layout of its own.
    """
    trial = Trial(case)
    entries = trial.entries
    if not all(np.isfinite(entry.row.measured) for entry in entries):
        return diagnose(case)
    named = _named(trial, written, axes, layouts)
    if named.text is not None:
        return named
    wrong = {case.question.label(entry.component) for entry in entries if entry.is_wrong}
    named = diagnose(case) if len(wrong) <= _MAX_ENTRIES else Diagnosis()
    return named if _explains(named, wrong) else Diagnosis()


def _explains(named: Diagnosis, wrong: set[str]) -> bool:
    """Tell whether one slip accounts for all wrong entries: nobody makes one in each of dozens."""
    where = [mistake.component for mistake in named.mistakes]
    if not all(where):
        return True
    is_one = len({mistake.text for mistake in named.mistakes}) == 1
    return is_one and wrong <= {label for labels in where for label in labels.split(", ")}


def _named(
    trial: Trial, written: WrittenOut, axes: JacobianAxes, layouts: JacobianLayouts | None
) -> Diagnosis:
    """Name the layout or the slip; in vec form one is often the other, and both are said."""
    fitting = [] if layouts is None else _fitting_layouts(trial.case, trial.entries, layouts)
    in_layouts = [(_mistake(layout, axes.wrt),) for layout in fitting if not layout.is_rare]
    rare = [(_mistake(layout, axes.wrt),) for layout in fitting if layout.is_rare]
    is_vec = layouts is not None and layouts.is_vec
    if layouts is not None and not layouts.is_right_shape:
        if in_layouts or rare:
            return _consistent_with([*in_layouts, *rare][:1])
        shape = f"the claim has the shape of {layouts.read.text.format(wrt=axes.wrt)}"
        return Diagnosis(f"{shape}; its entries are wrong as well", (_mistake(layouts.read, axes.wrt),))
    if in_layouts and not is_vec:
        return _consistent_with(in_layouts[:1])
    slips = _of_numbers(trial, written, axes, is_vec=is_vec)
    if not in_layouts:
        return _consistent_with([*slips, *rare[:1]])
    others = [account for account in in_layouts[1:] if account[0].kind != in_layouts[0][0].kind]
    return _consistent_with([*in_layouts[:1], *slips, *others[:1]])


def _consistent_with(accounts: Sequence[tuple[Mistake, ...]]) -> Diagnosis:
    """Name the likeliest account, and others that give the same numbers."""
    if not accounts:
        return Diagnosis()
    best, *others = accounts
    texts = [" and ".join(mistake.text for mistake in account) for account in accounts]
    also = f"; the same values result from {', or from '.join(texts[1:])}" if others else ""
    kinds = tuple(dict.fromkeys(mistake.kind for account in others for mistake in account))
    mistakes = (replace(best[0], other_kinds=kinds), *best[1:])
    return Diagnosis(f"consistent with {texts[0]}{also}", mistakes)


def _fitting_layouts(case: Case, entries: Sequence[Entry], layouts: JacobianLayouts) -> list[JacobianLayout]:
    """Return the layouts in which every number of the claim is right."""
    if sum(entry.is_shown for entry in entries) < _ENOUGH and layouts.is_right_shape:
        return []
    # Numbers that are the same everywhere, as those of an identity, fit some rare layout by chance.
    tell = _vary(case, entries)
    return [
        layout
        for layout in layouts.others
        if (tell or not layout.is_rare) and _is_right(case, entries, layouts, layout)
    ]


def _vary(case: Case, entries: Sequence[Entry]) -> bool:
    """Tell whether the exact derivative is another one at another point."""
    first: dict[Component, float] = {}
    numbers = ((entry.component, case.exact(entry.index, entry.component)) for entry in entries)
    return any(first.setdefault(component, number) != number for component, number in numbers)


def _of_numbers(
    trial: Trial, written: WrittenOut, axes: JacobianAxes, *, is_vec: bool
) -> list[tuple[Mistake, ...]]:
    """Name one factor of all numbers, or a slip in the differential."""
    components = list(trial.case.question.components())
    here = {component: trial.evidence(component) for component in components}
    if sum(evidence.n_shown for evidence in here.values()) < _ENOUGH:
        return []
    fresh = {component: trial.fresh(component) for component in components}
    if sum(evidence.n_shown for evidence in fresh.values()) < _ENOUGH:
        return []
    projection = projection_mistake(written, axes.order, here, fresh)
    if projection is not None:
        return [(projection,)]
    mistakes = factor_of_all(here, fresh) or _of_differential(written, axes, here, fresh, is_vec=is_vec)
    return [mistakes] if mistakes else []


def _of_differential(
    written: WrittenOut, axes: JacobianAxes, here: Evidences, fresh: Evidences, *, is_vec: bool
) -> tuple[Mistake, ...]:
    if not axes.can_stack or written.structure:  # its differential is not that of the plain expression
        return ()
    try:
        expr = written.expr if axes.order == 1 else symbolic.derivative(written.expr, written.wrt)
    except BridgeError:  # without a matrix formula there is nothing to vary
        return ()
    terms = differential_terms(expr, written.wrt)
    if terms is None:
        return ()
    tables = [DifferentialNumbers(e, written.entries, written.scalars, axes.sizes) for e in (here, fresh)]
    proposals = list(differential_proposals(terms, written.wrt, is_vec=is_vec))
    for factor in _FACTORS:
        for proposal in proposals:
            if all(table.fits(proposal.terms, factor) for table in tables):
                mistake = Mistake(proposal.kind, _explained(str(proposal.text), axes.wrt))
                return (mistake, *(() if factor == 1 else factor_mistakes(factor)))
    return ()


def _explained(text: str, wrt: str) -> str:
    """Say what the commutation matrix is, where a text has it."""
    return f"{text}, with K*vec(d{wrt}) = vec(d{wrt}.T)" if "*K" in text else text


def _is_right(case: Case, entries: Sequence[Entry], layouts: JacobianLayouts, layout: JacobianLayout) -> bool:
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


def _mistake(layout: JacobianLayout, wrt: str) -> Mistake:
    return Mistake(layout.kind, layout.text.format(wrt=wrt))
