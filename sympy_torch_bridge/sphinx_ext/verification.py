"""Checks of statements during a build, remembered between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import srepr

from ..entry import Evidence, evidence_of, reason_of
from ..rules import Rule
from .cache import Cache
from .config import Settings
from .verdict import Verdict

if TYPE_CHECKING:
    from ..check import Report

__all__ = ["claim_verdict", "rule_evidence", "rule_record", "rule_verdict"]


def rule_evidence(rule: Rule, cache: Cache, settings: Settings) -> Evidence:
    """Check a rule, or recall what an earlier build found.

    The check loads torch, which takes seconds; a page whose rules are all known does without.
    """

    def compute() -> dict[str, Any]:
        return evidence_of(rule, n_points=settings.points, seed=settings.seed).to_dict()

    request = {"rule": rule_record(rule), "points": settings.points, "seed": settings.seed}
    return Evidence.from_dict(cache.get(request, compute))


def rule_verdict(rule: Rule, cache: Cache, settings: Settings) -> Verdict:
    """Return the verdict on a rule."""
    evidence = rule_evidence(rule, cache, settings)
    return Verdict(evidence.verdict, evidence.report, evidence.reason)


def claim_verdict(
    expr: Any, claimed: Any, wrt: list[Any], domain: Any, order: int, cache: Cache, settings: Settings
) -> Verdict:
    """Check a claimed derivative, or recall what an earlier build found."""

    def compute() -> dict[str, Any]:
        from ..check import check_gradient

        report = check_gradient(
            expr,
            claimed,
            wrt,
            domain=domain,
            order=order,
            n_points=settings.points,
            seed=settings.seed,
        )
        return _verdict_of(report).to_dict()

    request = {
        "claim": [srepr(expr), [srepr(c) for c in claimed], srepr(wrt)],
        "order": order,
        "domain": {s.name: repr(i) for s, i in (domain or {}).items()},
        "points": settings.points,
        "seed": settings.seed,
    }
    return Verdict(**cache.get(request, compute))


def _verdict_of(report: Report) -> Verdict:
    return Verdict(report.verdict, str(report), reason_of(report))


def rule_record(rule: Rule) -> dict[str, Any]:
    """Return all that a check depends on: rules of one text may differ in the assumptions of symbols."""
    sides = (rule.lhs, rule.rhs, *(rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)))
    return {
        "id": rule.id,
        "sides": [srepr(side) for side in sides],
        # Written out in full: the text of an interval has six digits.
        "domain": {srepr(symbol): repr(interval) for symbol, interval in rule.intervals.items()},
        "conditions": [srepr(rule.assumptions), repr(rule.bounds)],
        "structure": [[srepr(symbol), name] for symbol, name in rule.structure],
        "instances": [{str(k): srepr(v) for k, v in instance.items()} for instance in rule.instances],
        "layout": rule.layout,
        "order": rule.order,
        "given": srepr(rule.given),
        "operator": rule.operator,
    }
