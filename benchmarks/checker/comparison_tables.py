"""The trials of all tools as the tables that the documentation includes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .mutants import GROSS, TINY
from .table import markdown
from .tools import TOOLS

if TYPE_CHECKING:
    from .compare import Trial

__all__ = ["tables"]

_CLASSES = ["tool", "gross", *TINY, "partial", "diagonal"]
# Functions of moderate size, slope and curvature, away from edges and kinks: where everybody should do well.
_ORDINARY = ("polynomial", "rational", "trigonometric", "exponential", "nested", "special", "multivariate")


def tables(trials: Sequence[Trial], setting: Mapping[str, Any]) -> dict[str, str]:
    """Return the generated parts of the page by name."""
    tools = [tool for tool in TOOLS if any(trial.tool == tool.name for trial in trials)]
    by_tool = {tool.name: [trial for trial in trials if trial.tool == tool.name] for tool in tools}
    accepting = {name: _accepting(mine) for name, mine in by_tool.items()}
    return {
        "setting": _setting(by_tool, setting),
        "tools": markdown(
            ["tool", "sees", "compares with"], [[tool.name, tool.sees, tool.judged_by] for tool in tools]
        ),
        "alarms": markdown(
            ["tool", "rejected", "undecided", "rejected, ordinary functions"],
            [[name, *_alarms(mine)] for name, mine in by_tool.items()],
        ),
        "found": markdown(_CLASSES, [[name, *_found(mine)] for name, mine in by_tool.items()]),
        "found-where-right-passes": markdown(
            _CLASSES, [[name, *_found(mine)] for name, mine in accepting.items()]
        ),
        "alarms-by-class": _by_class(by_tool),
    }


def _setting(by_tool: Mapping[str, Sequence[Trial]], setting: Mapping[str, Any]) -> str:
    wrong = sum(trial.claim != "right" for trial in next(iter(by_tool.values())))
    versions = ", ".join(f"{name} {number}" for name, number in setting["versions"].items())
    return (
        f"{setting['functions']} of the {setting['all']} functions of the suite, {wrong} wrong derivatives. "
        f"Measured on {setting['date']}, {setting['machine']}; {versions}."
    )


def _by_class(by_tool: Mapping[str, Sequence[Trial]]) -> str:
    right = {name: _right(mine) for name, mine in by_tool.items()}
    first = next(iter(right.values()))
    rows = []
    for kind in dict.fromkeys(trial.kind for trial in first):
        count = sum(trial.kind == kind for trial in first)
        rejected = [_share([t for t in mine if t.kind == kind], "count") for mine in right.values()]
        rows.append([kind, str(count), *rejected])
    return markdown(["class", "functions", *right], rows)


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
    ]


def _accepting(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials of functions whose right derivative the tool accepts."""
    accepted = {trial.subject for trial in _right(trials) if trial.verdict == "accepted"}
    return [trial for trial in trials if trial.subject in accepted]


def _found(trials: Sequence[Trial]) -> list[str]:
    classes = [GROSS, *((name,) for name in _CLASSES[2:])]
    return [_share([t for t in trials if t.claim in names], "percent") for names in classes]


def _share(trials: Sequence[Trial], style: str) -> str:
    if not trials:
        return "-"
    rejected = sum(trial.verdict == "rejected" for trial in trials)
    percent = f"{100 * rejected / len(trials):.1f} %"
    if style == "percent":
        return percent
    return str(rejected) if style == "count" else f"{rejected} of {len(trials)} ({percent})"
