"""Naming the mistake: which known slip gives the numbers of a refuted claim.

The order: no finite value; right numbers in wrong places; one mistake; a part of the domain; equal
variables; two mistakes at once. Every account is confirmed at fresh points, and worded as "consistent
with": other slips may give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..case import Case, Entry
from ..question import Component
from ..size import is_small
from .account import Account
from .candidates import Candidates
from .cut_off import cut_off_account
from .diagonal import diagonal_account
from .evidence import Evidence
from .far import far_region
from .higher import asymmetry, first_order, other_order, wrong_side
from .layout import copied_row, has_transposed_values, reordered_partials, swapped_partials, transposed
from .mistake import VAGUE, Mistake
from .monomial import is_lone_symbol
from .pair import pair_account
from .region import regional_account, with_region, wrong_region
from .single import single_account
from .subject import Subject
from .table import INNER_ALONE
from .trial import Trial

__all__ = ["Diagnosis", "diagnose"]

# One or two places can agree with a slip by chance.
_ENOUGH = 3
_MAX_COMPONENTS = 12


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a refuted claim is consistent with.

    Parameters
    ----------
    text : str or None
        None where no known mistake fits.
    mistakes : tuple of Mistake
    """

    text: str | None = None
    mistakes: tuple[Mistake, ...] = ()


def diagnose(case: Case) -> Diagnosis:
    """Return what a refuted claim is consistent with.

    Examples
    --------
    >>> import sympy
    >>> from ..gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> report = check_gradient(sympy.cos(x), sympy.sin(x))
    >>> report.diagnosis, [mistake.kind for mistake in report.mistakes]
    ('consistent with a wrong sign', ['sign'])
    """
    trial = Trial(case)
    wrong = [entry for entry in trial.entries if entry.is_wrong]
    if case.is_transposed:
        if wrong:
            text = "the claim has the shape of the transposed Jacobian, and its entries are wrong as well"
            return Diagnosis(text, (transposed(),))
        return _consistent_with(transposed())
    if not wrong:
        return Diagnosis()
    not_finite = _not_finite(wrong, trial.entries)
    if not_finite is not None:
        finite = [entry for entry in wrong if math.isfinite(entry.row.measured)]
        found = _by_component(trial, finite) if len(finite) >= _ENOUGH else Diagnosis()
        return not_finite if found.text is None else replace(found, text=f"{found.text}; {not_finite.text}")
    shows_enough = sum(entry.is_shown for entry in wrong) >= _ENOUGH
    if shows_enough:
        if has_transposed_values(case, trial.entries):
            return _consistent_with(transposed())
        swapped = swapped_partials(case, trial.entries) or reordered_partials(case, trial.entries)
        if swapped is not None:
            return _consistent_with(swapped)
        unsymmetric = asymmetry(case, trial.entries)
        if unsymmetric is not None:
            return _consistent_with(unsymmetric)
        other = other_order(case, trial.entries) if case.question.order > 1 else None
        if other is not None:
            return _consistent_with(other)
    named = _by_component(trial, wrong)
    says_little = len(named.mistakes) > 1 or all(mistake.kind in VAGUE for mistake in named.mistakes)
    # Derivatives of orders nobody asked for are costly: they are made where there is nothing better to say.
    if says_little and shows_enough:
        other = copied_row(case, trial.entries) or first_order(case, trial.entries)
        if case.question.order == 1:
            other = other or other_order(case, trial.entries)
        if other is not None:
            return _consistent_with(other)
    side = wrong_side(case, trial.entries)
    if side is None or named.text is None:
        return named if side is None else Diagnosis(side)
    return Diagnosis(f"{named.text}; {side}", named.mistakes)


def _consistent_with(mistake: Mistake) -> Diagnosis:
    return Diagnosis(f"consistent with {mistake.text}", (mistake,))


def _not_finite(wrong: Sequence[Entry], entries: Sequence[Entry]) -> Diagnosis | None:
    """Tell where a claim has no finite value; nothing else can be said about such numbers."""
    # A row without a note is a formula with a value, beyond the range of doubles.
    without = (entry for entry in wrong if not math.isfinite(entry.row.measured) and entry.row.note)
    count = len({entry.index for entry in without})
    if not count:
        return None
    total = len({entry.index for entry in entries})
    # A formula is not finite where it is not real, code where its numbers are not.
    kind = "real" if all("no real value" in entry.row.note for entry in wrong if entry.row.note) else "finite"
    text = f"the claim has no {kind} value at {count} of {total} points where the derivative has one"
    return Diagnosis(text, (Mistake("not-finite", text),))


def _by_component(trial: Trial, wrong: Sequence[Entry]) -> Diagnosis:
    """Diagnose each wrong entry of the derivative and join what is the same."""
    bad = sorted({entry.component for entry in wrong}, key=lambda c: (c.output, c.wrt or 0))
    accounts: dict[Component, Account | None] = {}
    for component in bad[:_MAX_COMPONENTS]:
        accounts[component] = _account_of(trial, component)
    accounts = _with_one_habit(accounts)
    named: dict[str, list[Component]] = {}
    first: dict[str, Account] = {}
    for component, account in accounts.items():
        if account is not None:
            named.setdefault(account.text, []).append(component)
            first.setdefault(account.text, account)
    if not _agree(first, any(account is None for account in accounts.values())):
        return Diagnosis()
    total = len(list(trial.case.question.components()))
    texts, mistakes = [], []
    for text, components in named.items():
        where = ", ".join(trial.case.question.label(component) for component in components)
        is_everywhere = len(components) == total
        texts.append(text if is_everywhere else f"{text} in {where}")
        mistakes += [
            replace(mistake, component="" if is_everywhere else where) for mistake in first[text].mistakes
        ]
    unnamed = [c for c in bad if accounts.get(c) is None]
    rest = ", ".join(trial.case.question.label(component) for component in unnamed)
    end = f"; no known mistake fits {rest}" if rest else ""
    (story, *more) = first.values()
    also = f"; the same values result from {story.alternative}" if story.alternative and not more else ""
    return Diagnosis(f"consistent with {'; '.join(texts)}{also}{end}", tuple(mistakes))


def _with_one_habit(accounts: dict[Component, Account | None]) -> dict[Component, Account | None]:
    """Return one account for all entries where one fits all and those preferred are no single habit."""
    stories = {account.text: account for account in accounts.values() if account is not None}
    if len(stories) < 2 or None in accounts.values():
        return accounts
    kinds = {account.mistakes[0].kind for account in stories.values()}
    if len(kinds) == 1 and kinds.isdisjoint(VAGUE):
        return accounts
    fitting = [{a.text: a for a in (one, *one.others)} for one in accounts.values() if one is not None]
    says_little = kinds <= set(VAGUE)  # then even a rare slip says more
    common = [
        text
        for text, account in fitting[0].items()
        if (says_little or not (account.is_rare or account.is_weak))
        and all(text in others for others in fitting)
    ]
    if not common:
        return accounts
    best = min(common, key=lambda text: fitting[0][text].rank)
    return {component: found[best] for component, found in zip(accounts, fitting, strict=True)}


def _agree(stories: Mapping[str, Account], has_unnamed: bool) -> bool:
    """Tell whether what is said of single entries makes an account of the claim.

    One person with one habit wrote all entries: different pairs of slips, or several descriptions without
    a cause, would account for any numbers.
    """
    if len(stories) + has_unnamed < 2:
        return bool(stories)
    if any(len(account.mistakes) > 1 for account in stories.values()):
        return False
    by_kind = {account.mistakes[0].kind for account in stories.values()}
    vague = [kind for kind in by_kind if kind in VAGUE]
    return len(by_kind) + has_unnamed < 2 or (len(vague) + has_unnamed < 2 and len(by_kind) <= 2)


def _account_of(trial: Trial, component: Component) -> Account | None:
    evidence, fresh = trial.evidence(component), trial.fresh(component)
    reference, question = trial.case.reference, trial.case.question
    expr, derivative = reference.exprs[component.output], reference.derivatives[component]
    assert component.wrt is not None
    subject = Subject(expr, derivative, question.wrt[component.wrt], question.inputs)
    if min(evidence.n_wrong, fresh.n_wrong) < _ENOUGH:
        return diagonal_account(trial, component) or _far_account(trial, component, subject)
    candidates = _candidates(trial, subject)
    account = single_account(evidence, fresh, candidates)
    if account is not None and _is_no_evidence(trial, evidence, subject, account):
        return None
    region = wrong_region(trial, component, subject)
    if account is not None and (region is None or account.mistakes[0].kind not in VAGUE):
        return account if region is None else with_region(account, region)
    if region is not None:
        more = trial.more(component)
        return regional_account(region, evidence.at(evidence.wrong), more.at(more.wrong), candidates)
    return (
        diagonal_account(trial, component)
        or _far_account(trial, component, subject)
        or cut_off_account(evidence, fresh)
        or (
            # Of higher orders the first derivative is SymPy's: which two slips were made in another form
            # of it cannot be told.
            None if candidates is None or question.order > 1 else pair_account(evidence, fresh, candidates)
        )
    )


def _is_no_evidence(trial: Trial, evidence: Evidence, subject: Subject, account: Account) -> bool:
    """Tell whether the whole claim is another symbol alone, and what is said merely leaves all else out.

    From some formula in x and y nearly every claim "y" follows by leaving something out. An inner derivative
    alone, in place of the whole, is a slip of its own.
    """
    is_alone = len(list(trial.case.question.components())) == 1
    is_vague = all(mistake.kind in VAGUE for mistake in account.mistakes)
    if account.place == INNER_ALONE and account.mistakes[0].part == str(subject.expr):
        return False
    others = [symbol for symbol in subject.inputs if symbol != subject.symbol]
    return is_alone and is_vague and is_lone_symbol(evidence, others)


def _candidates(trial: Trial, subject: Subject) -> Candidates | None:
    is_usual = is_small(subject.expr, subject.derivative)
    return Candidates.of(subject, trial.case.options.op_table) if is_usual else None


def _far_account(trial: Trial, component: Component, subject: Subject) -> Account | None:
    region = far_region(trial, component)
    if region is None:
        return None
    places = np.arange(len(region.inside.points))
    some, others = (region.inside.at(places[places % 2 == half]) for half in (0, 1))
    return regional_account(region.condition, some, others, _candidates(trial, subject))
