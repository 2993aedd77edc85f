"""What the check of a rule found, as plain data that a build can keep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..rules import Rule

if TYPE_CHECKING:
    from ..check import Report

__all__ = ["Evidence", "Gap", "evidence_of", "reason_of"]

_SAMPLE = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two independent computations of one thing lie apart.

    Parameters
    ----------
    witness : {"claim", "limit", "reverse", "forward", "value"}
    passed, judged : int
        Numbers compared: those that agree, and all of them.
    relative : float or None
        Largest gap over the size of the exact number.
    ulp : float or None
        The same in units in the last place of the type; None for what is computed in high precision.
    share : float or None
        Largest gap over what rounding allows at its point.
    """

    witness: str
    passed: int
    judged: int
    relative: float | None
    ulp: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The result of :func:`sympy_torch_bridge.check_rule`, condensed.

    Parameters
    ----------
    verdict : {"consistent", "refuted", "inconclusive"}
    reason : str
        One line: what is wrong, or why nothing was decided; empty for a rule that holds.
    report : str
        The report as text.
    gaps : tuple of Gap
    sample : tuple of mappings of name to float
        A few of the points.
    facts : mapping
        Points, seed, type, method and versions.
    """

    verdict: str
    reason: str
    report: str
    gaps: tuple[Gap, ...]
    sample: tuple[Mapping[str, float], ...]
    facts: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        data = asdict(self)
        return {**data, "gaps": list(data["gaps"]), "sample": list(data["sample"])}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Evidence:
        """Return the evidence that :meth:`to_dict` was written of."""
        gaps = tuple(Gap(**gap) for gap in data["gaps"])
        return cls(**{**data, "gaps": gaps, "sample": tuple(data["sample"])})


def evidence_of(rule: Rule, *, n_points: int = 24, seed: int = 0) -> Evidence:
    """Check a rule and condense the report.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> found = evidence_of(BY_ID["derivative.exp"])
    >>> found.verdict, [gap.witness for gap in found.gaps]
    ('consistent', ['claim', 'limit', 'reverse', 'forward', 'value'])
    >>> Evidence.from_dict(found.to_dict()) == found
    True
    """
    from ..check import check_rule

    report = check_rule(rule, n_points=n_points, seed=seed)
    return Evidence(
        report.verdict,
        reason_of(report),
        str(report),
        tuple(gap for gap in _gaps(report) if gap.judged),
        _sample(report),
        {
            "points": 1 + max((row.index for row in report.points), default=-1),
            "seed": seed,
            "dtype": report.dtype,
            "method": report.method,
            "versions": dict(report.versions),
        },
    )


def reason_of(report: Report) -> str:
    """Return in one line what is wrong or why nothing was decided; nothing for what is consistent."""
    is_refuted = report.verdict == "refuted"
    return (is_refuted and report.diagnosis) or ("" if report else report.reason)


def _gaps(report: Report) -> list[Gap]:
    named = {name: _gap(report, name) for name in ("claim", "reverse", "forward", "value")}
    limit = None
    if report.limit_gap is not None:
        limit = Gap("limit", named["claim"].judged, named["claim"].judged, report.limit_gap, None, None)
    return [named["claim"], *([limit] if limit else []), *(named[n] for n in ("reverse", "forward", "value"))]


def _gap(report: Report, witness: str) -> Gap:
    judged = [r for r in report.points if r.witness == witness and math.isfinite(r.gap)]
    failed = [r for r in report.points if r.witness == witness and r.verdict == "FAIL"]
    # A row that is ill-conditioned tells nothing about the rule, and its error would hide all others.
    rows = [r for r in judged if r.verdict in ("PASS", "FAIL")]
    sizes = [(r.gap, abs(r.exact), r.tolerance) for r in rows]
    is_exact = witness == "claim"
    infinite = any(not math.isfinite(r.gap) for r in failed)
    return Gap(
        witness,
        sum(r.verdict == "PASS" for r in judged),
        len({*map(id, judged), *map(id, failed)}),
        None if infinite else max((g / s if s else 0.0 for g, s, _ in sizes if s or not g), default=None),
        None if is_exact or infinite else max((g / math.ulp(s) for g, s, _ in sizes), default=None),
        None if is_exact or infinite else max((g / t if t else 0.0 for g, _, t in sizes), default=None),
    )


def _sample(report: Report) -> tuple[Mapping[str, float], ...]:
    points: dict[int, dict[str, float]] = {}
    for row in report.points:
        if len(points) < _SAMPLE or row.index in points:
            points.setdefault(row.index, dict(row.point))
    return tuple(points[index] for index in sorted(points))
