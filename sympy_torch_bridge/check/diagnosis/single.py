"""One mistake that accounts for all numbers of an entry."""

from __future__ import annotations

from dataclasses import replace

from .account import Account
from .candidates import Candidates
from .constants import constant_accounts
from .evidence import Evidence
from .fitted import fitted_accounts
from .visible_power import visible_power_accounts

__all__ = ["single_account"]

# Accounts that are checked at all points; more than a few fit only where they are the same.
_MAX_CHECKED = 24


def single_account(evidence: Evidence, fresh: Evidence, candidates: Candidates | None) -> Account | None:
    """Return the preferred account that holds at all points and at fresh ones.

    Parameters
    ----------
    evidence, fresh : Evidence
    candidates : Candidates or None
        None where the expression is too large for formulas.
    """
    found = [account for account in constant_accounts(evidence) if account.fits(evidence, fresh)]
    if candidates is not None:
        for place in candidates.fitting(evidence.screened())[:_MAX_CHECKED]:
            accounts = candidates.accounts(place)
            found += accounts if accounts[0].fits(evidence, fresh) else ()
        if not found:
            subject, ops = candidates.subject, candidates.ops
            powers = (one for one in visible_power_accounts(evidence, subject, ops) if len(one.mistakes) == 1)
            fitted = (*fitted_accounts(evidence, subject, ops), *powers)
            found = [account for account in fitted if account.fits(evidence, fresh)]
    if not found:
        return None
    # sorted() keeps the order of equals: within a kind the first proposal is the most probable.
    best, *others = sorted(found, key=lambda account: account.rank)
    kinds = {kind for account in others for m in account.mistakes for kind in (m.kind, *m.other_kinds)}
    first = replace(best.mistakes[0], other_kinds=tuple(sorted(kinds - {m.kind for m in best.mistakes})))
    alternative = next((account.text for account in others if account.is_as_good_as(best)), "")
    return replace(best, mistakes=(first, *best.mistakes[1:]), alternative=alternative, others=tuple(others))
