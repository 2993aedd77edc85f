"""Checks of statements during a build, remembered between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy import srepr

from ..rules import Rule
from .cache import Cache
from .config import Settings
from .verdict import Verdict

if TYPE_CHECKING:
    from ..check import Report

__all__ = ["claim_verdict", "rule_verdict"]


def rule_verdict(rule: Rule, cache: Cache, settings: Settings) -> Verdict:
    """Check a rule, or recall what an earlier build found.

    The check loads torch, which takes seconds; a page whose rules are all known does without.
    """

    def compute() -> dict[str, Any]:
        from ..check import check_rule

        return _verdict_of(check_rule(rule, n_points=settings.points, seed=settings.seed)).to_dict()

    request = {"rule": _record(rule), "points": settings.points, "seed": settings.seed}
    return Verdict(**cache.get(request, compute))


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
        "domain": {s.name: str(i) for s, i in (domain or {}).items()},
        "points": settings.points,
        "seed": settings.seed,
    }
    return Verdict(**cache.get(request, compute))


def _verdict_of(report: Report) -> Verdict:
    is_refuted = report.verdict == "refuted"
    reason = (is_refuted and report.diagnosis) or (report.reason if not report else "")
    return Verdict(report.verdict, str(report), reason or "")


def _record(rule: Rule) -> dict[str, Any]:
    """Return all that a check depends on: rules of one text may differ in the assumptions of symbols."""
    sides = (rule.lhs, rule.rhs, *(rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)))
    return {
        "id": rule.id,
        "sides": [srepr(side) for side in sides],
        "domain": {srepr(symbol): str(interval) for symbol, interval in rule.intervals.items()},
        "instances": [{str(k): srepr(v) for k, v in instance.items()} for instance in rule.instances],
        "layout": rule.layout,
        "order": rule.order,
        "given": srepr(rule.given),
        "operator": rule.operator,
    }
