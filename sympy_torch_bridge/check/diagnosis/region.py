"""Claims that are wrong in a part of the domain only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..question import Component
from .account import Account
from .candidates import Candidates
from .condition import Condition, conditions
from .evidence import Evidence
from .mistake import Mistake
from .single import single_account
from .subject import Subject
from .trial import Trial
from .values import values_of

__all__ = ["regional_account", "with_region", "wrong_region"]

# With fewer points on either side a condition can be found for any mixture of right and wrong.
_ENOUGH = 3
# Between the nearest right and wrong points a bound is not known: few of the fresh points fall there.
_MISSED_SHARE = 20
# Times the median size of a coordinate.
_TINY, _HUGE = 1e-2, 10.0


def wrong_region(trial: Trial, component: Component, subject: Subject) -> Condition | None:
    """Return the condition under which an entry is wrong, confirmed at fresh points."""
    evidence, ops = _ordinary(trial.evidence(component)), trial.case.options.op_table
    if min(evidence.n_wrong, len(evidence.points) - evidence.n_wrong) < _ENOUGH:
        return None
    # The more points a bound is found from, the less is left to chance: it is confirmed at others.
    for condition in conditions(subject, evidence.with_more(_ordinary(trial.fresh(component))), ops):
        if _is_confirmed(condition, _ordinary(trial.more(component)), subject, ops):
            return condition
    return None


def _ordinary(evidence: Evidence) -> Evidence:
    """Leave out points with a tiny or huge coordinate: a mistake made everywhere may not show there.

    At tiny arguments ``1 - x**2`` and ``1 - tanh(x)**2`` are the same number, beside huge values so are
    ``exp(x) + 1`` and ``exp(x)``.
    """
    if not evidence.points:
        return evidence
    sizes = np.abs([[float(value) for value in point.values()] for point in evidence.points])
    usual = np.median(sizes, axis=0)
    return evidence.at(((sizes >= _TINY * usual) & (sizes <= _HUGE * usual)).all(axis=1))


def _is_confirmed(condition: Condition, fresh: Evidence, subject: Subject, ops: Any) -> bool:
    if min(fresh.n_wrong, len(fresh.points) - fresh.n_wrong) < _ENOUGH:
        return False
    (numbers,) = values_of([condition.quantity], subject.inputs, fresh.points, ops)
    clear = np.isfinite(numbers) & ~np.isin(numbers, condition.bounds)
    missed = int((condition.holds(numbers) != fresh.wrong)[clear].sum())
    return missed <= (0 if condition.is_exact else 1 + int(clear.sum()) // _MISSED_SHARE)


def regional_account(
    condition: Condition, wrong: Evidence, fresh: Evidence, candidates: Candidates | None
) -> Account:
    """Return the account of a claim that is wrong under a condition, with the mistake made there.

    Parameters
    ----------
    condition : Condition
    wrong, fresh : Evidence
        Wrong numbers alone: some to find the mistake by, others to confirm it.
    candidates : Candidates or None
    """
    inside = single_account(wrong, fresh, candidates)
    text = f"a claim that is wrong only where {condition.text}"
    if inside is not None:
        text = f"{text}: {inside.text} there"
    kinds = () if inside is None else tuple(m.kind for m in inside.mistakes)
    part = "" if inside is None else inside.mistakes[0].part
    mistake = Mistake("region", text, part, region=condition.text, other_kinds=kinds)
    return Account((mistake,), lambda other: other.exact)


def with_region(account: Account, condition: Condition) -> Account:
    """Add to an account that fits everywhere where it shows."""
    first = account.mistakes[0]
    text = f"{first.text} (wrong only where {condition.text})"
    kinds = tuple(sorted({*first.other_kinds, "region"}))
    return replace(
        account,
        mistakes=(replace(first, text=text, region=condition.text, other_kinds=kinds), *account.mistakes[1:]),
    )
