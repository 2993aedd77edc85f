"""The trials of all tools as the tables that the documentation includes."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .mutants import GROSS, TINY
from .table import markdown
from .tools import TOOLS

if TYPE_CHECKING:
    from .compare import Trial

__all__ = ["page"]

# Functions of moderate size, slope and curvature, away from edges and kinks: where everybody should do well.
_ORDINARY = ("polynomial", "rational", "trigonometric", "exponential", "nested", "special", "multivariate")


def page(trials: Sequence[Trial], setting: Mapping[str, Any]) -> str:
    """Return the generated part of the page."""
    tools = [tool for tool in TOOLS if any(trial.tool == tool.name for trial in trials)]
    by_tool = {tool.name: [trial for trial in trials if trial.tool == tool.name] for tool in tools}
    versions = ", ".join(f"{name} {number}" for name, number in setting["versions"].items())
    kinds = dict.fromkeys(trial.kind for trial in trials)
    return "\n\n".join(
        [
            f"{setting['functions']} functions, {len(_wrong(next(iter(by_tool.values()))))} wrong derivatives; "
            f"{setting['date']}, {setting['machine']}; {versions}.",
            "**Right derivatives rejected**",
            markdown(
                ["tool", "sees", "compares with", "rejected", "undecided", "of ordinary functions", "median time"],
                [[t.name, t.sees, t.judged_by, *_alarms(by_tool[t.name])] for t in tools],
            ),
            "**Wrong derivatives rejected, by class of mistake**",
            markdown(
                ["tool", "gross", *TINY, "partial", "diagonal"],
                [[t.name, *_found(by_tool[t.name])] for t in tools],
            ),
            "**The same, only where the tool accepts the right derivative**",
            markdown(
                ["tool", "gross", *TINY, "partial", "diagonal"],
                [[t.name, *_found(_accepting(by_tool[t.name]))] for t in tools],
            ),
            "**Right derivatives rejected, by class of function**",
            markdown(
                ["tool", *kinds],
                [[t.name, *(_share(_right(by_tool[t.name], (kind,)), "count") for kind in kinds)] for t in tools],
            ),
        ]
    ) + "\n"  # fmt: skip


def _right(trials: Sequence[Trial], kinds: Sequence[str] | None = None) -> list[Trial]:
    return [t for t in trials if t.claim == "right" and (kinds is None or t.kind in kinds)]


def _wrong(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.claim != "right"]


def _alarms(trials: Sequence[Trial]) -> list[str]:
    right = _right(trials)
    undecided = sum(trial.verdict == "undecided" for trial in right)
    return [
        _share(right, "both"),
        str(undecided),
        _share(_right(trials, _ORDINARY), "both"),
        f"{1e3 * statistics.median(trial.seconds for trial in right):.1f} ms",
    ]


def _accepting(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials of functions whose right derivative the tool accepts."""
    accepted = {trial.subject for trial in _right(trials) if trial.verdict == "accepted"}
    return [trial for trial in trials if trial.subject in accepted]


def _found(trials: Sequence[Trial]) -> list[str]:
    classes = [GROSS, *((name,) for name in (*TINY, "partial", "diagonal"))]
    return [_share([t for t in trials if t.claim in names], "percent") for names in classes]


def _share(trials: Sequence[Trial], style: str) -> str:
    if not trials:
        return "-"
    rejected = sum(trial.verdict == "rejected" for trial in trials)
    percent = f"{100 * rejected / len(trials):.1f} %"
    if style == "percent":
        return percent
    return str(rejected) if style == "count" else f"{rejected} of {len(trials)} ({percent})"
