"""What the checker says of a claim, and whether that is a true account of it."""

from __future__ import annotations

from functools import cache

from check.people.claim import Claim

import sympy_torch_bridge as stb

__all__ = ["answer", "is_named_rightly", "is_true", "report_of"]


@cache
def report_of(case: Claim) -> stb.Report:
    """Check a claim, once."""
    options = {} if case.dtype is None else {"dtype": case.dtype}
    return stb.check_gradient(
        case.expr, case.claim, case.wrt, domain=case.domain, order=case.order, **options
    )


def answer(report: stb.Report) -> set[str]:
    """Return the kinds that a report names; a slip in a part of the domain is also a matter of region."""
    kinds = {mistake.kind for mistake in report.mistakes}
    in_part = any(mistake.region for mistake in report.mistakes) and not kinds & {"region", "diagonal"}
    return kinds | {"region"} if in_part else kinds


def is_true(case: Claim) -> bool:
    """Tell whether what is named, if anything, is among the true accounts of the claim."""
    named = answer(report_of(case))
    return named <= set(case.kinds) or " + ".join(sorted(named)) in case.kinds


def is_named_rightly(case: Claim) -> bool:
    """Tell whether something is named, and truly."""
    return bool(report_of(case).mistakes) and is_true(case)
