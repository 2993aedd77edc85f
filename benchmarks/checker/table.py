"""The outcomes of the suite as a Markdown table, and what in them must not be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .mutants import GROSS, PARTIAL, TINY

if TYPE_CHECKING:
    from .suite import Outcome

__all__ = ["markdown", "problems", "table"]

_ROUTES = ("formula", "compile", "lambdify")


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; rows of another length than the header would be shown without their ends.

    Raises
    ------
    ValueError
        A row has another number of cells than the header.
    """
    lines = [header, ["---"] * len(header), *rows]
    if any(len(line) != len(header) for line in lines):
        raise ValueError(f"a row of the table has not the {len(header)} cells of its header")
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return refuted claims by class of mistake and route, and the right claims below."""
    rows = []
    for claim in (*GROSS, *TINY, *PARTIAL, "right"):
        mine = [outcome for outcome in outcomes if outcome.claim == claim]
        if mine:
            rows.append([claim, *(_cell([o for o in mine if o.route == route]) for route in _ROUTES)])
    points = {route: [o for o in outcomes if o.claim == "right" and o.route == route] for route in _ROUTES}
    rows.append(["right, points judged", *(str(sum(o.judged for o in points[route])) for route in _ROUTES)])
    rows.append(["right, points failed", *(str(sum(o.failed for o in points[route])) for route in _ROUTES)])
    for claim in TINY:
        mine = [o for o in outcomes if o.claim == claim]
        cells = [[o for o in mine if o.route == route] for route in _ROUTES]
        rows.append([f"{claim}, points resolved ten times finer: failed", *map(_sharp, cells)])
    return markdown(["claim", *(f"{route}: refuted" for route in _ROUTES)], rows)


def _cell(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return "-"
    refuted = sum(outcome.verdict == "refuted" for outcome in outcomes)
    open_ = sum(outcome.verdict == "inconclusive" for outcome in outcomes)
    rest = f", {open_} inconclusive" if open_ else ""
    return f"{refuted} of {len(outcomes)}{rest}"


def _sharp(outcomes: Sequence[Outcome]) -> str:
    total, missed = (sum(getattr(o, name) for o in outcomes) for name in ("resolved", "resolved_missed"))
    return f"{total - missed} of {total}" if total else "-"


def problems(outcomes: Iterable[Outcome]) -> list[str]:
    """Return one line for each false alarm, silent miss, and wrong formula that was not refuted."""
    lines = []
    for outcome in outcomes:
        what = f"{outcome.route} {outcome.claim} {outcome.form} of {outcome.kind} {outcome.subject}"
        if outcome.claim == "right":
            if outcome.failed or outcome.verdict == "refuted":
                lines.append(f"FALSE ALARM at {outcome.failed} of {outcome.judged} points: {what}")
        elif outcome.resolved_missed:
            lines.append(f"MISSED at {outcome.resolved_missed} of {outcome.resolved} sharp points: {what}")
        elif outcome.verdict == "consistent":
            lines.append(f"SILENT MISS: {what}")
        elif outcome.verdict != "refuted" and outcome.route == "formula":
            lines.append(f"FORMULA NOT REFUTED ({outcome.verdict}): {what}")
    return lines
