"""The words a report is made of, whatever format it is written in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..render import format_number, one_line
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = [
    "DIFFERENCE",
    "HEADINGS",
    "NAMES",
    "difference_label",
    "facts",
    "formulas",
    "heading",
    "number",
    "place",
    "ranked",
    "shorten",
]

HEADINGS = {"consistent": "CONSISTENT", "refuted": "REFUTED", "inconclusive": "INCONCLUSIVE"}
# What a number is called where it is shown; the other witnesses go by their own name.
NAMES = {"claim": "claimed"}

DIFFERENCE = "claimed - exact"

_ORDINALS = {2: "second", 3: "third", 4: "fourth"}
_TITLE = 40
_VARIABLES = 6
# A gap as large as the number is as wrong as it can be: how much more it is says nothing.
_GROSS = 1.0


def heading(report: Report, width: int) -> str:
    """Return what was checked in one line: as a formula if there is room for it, else in words."""
    whole = _statement(report)
    if len(whole) <= width:
        return whole
    title = f"{shorten(report.title, _TITLE)}: " if report.title else ""
    which = "" if report.order == 1 else f"{_ORDINALS[report.order]} "
    kind = f"{which}derivatives" if report.claim is None else f"the claimed {which}derivative"
    names = report.wrt
    if len(names) > _VARIABLES:
        names = (*names[: _VARIABLES - 2], "...", f"{names[-1]} ({len(names)} variables)")
    return shorten(f"{title}{kind} by {', '.join(names)}", width)


def formulas(report: Report, width: int) -> list[tuple[str, str]]:
    """Return the formulas for which :func:`heading` had no room, each with its name."""
    if len(_statement(report)) <= width:
        return []
    return [("function", report.subject), *([] if report.claim is None else [("claim", report.claim)])]


def _statement(report: Report) -> str:
    title = f"{report.title}: " if report.title else ""
    variables = ", ".join(report.wrt)
    by = variables if len(report.wrt) == 1 else f"({variables})"
    if report.claim is None:
        which = "derivative" if report.order == 1 else f"{_ORDINALS[report.order]} derivative"
        return one_line(f"{title}{which} of {report.subject} by {variables}")
    if report.order == 2 and len(report.wrt) > 1:
        return one_line(f"{title}Hessian in ({variables}) of {report.subject} = {report.claim}")
    power = "" if report.order == 1 else str(report.order)
    return one_line(f"{title}d{power}/d{by}{power} {report.subject} = {report.claim}")


def difference_label(report: Report) -> str:
    """Return what the difference is that a report shows: that of the worst entry, where there are several."""
    several = len({row.component for row in report.points}) > 1
    entry = f" of {report.worst.component}" if several and report.worst is not None else ""
    return f"{DIFFERENCE}{entry}"


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what the report says beside its rows, each with its name, in the order of importance."""
    found = [("", report.reason)]
    if report.verdict == "refuted":
        found.append(("diagnosis", report.diagnosis or "no known mistake fits"))
        if report.difference:
            found.append((difference_label(report), report.difference))
    found += [("note", note) for note in report.notes]
    counts = ", ".join(f"{n} {name}" for name, n in report.counts.items()) or "none"
    found.append(("rows", counts))
    if report.layout:
        found.append(("layout", report.layout))
    checked = f"{', '.join(report.witnesses)} ({report.method}); {report.dtype}, seed {report.seed}"
    return [*found, ("checked by", checked)]


def number(value: complex, digits: int) -> str:
    """Write a real or complex number for people.

    Examples
    --------
    >>> number(0.25, 6), number(1 - 2j, 6)
    ('0.25', '1 - 2i')
    >>> number(complex(0.5, -0.0), 6)  # the sign of a zero says nothing to people
    '0.5 + 0i'
    """
    if not isinstance(value, complex):
        return format_number(value, digits)
    sign = "-" if value.imag < 0 else "+"
    return f"{format_number(value.real, digits)} {sign} {format_number(abs(value.imag), digits)}i"


def shorten(text: str, width: int) -> str:
    """Return a text in one line of at most ``width`` characters; the middle is left out.

    Examples
    --------
    >>> shorten("x0 + x1 + x2 + x3 + x4 + x5", 20)
    'x0 + x1 + x2 ... x5'
    """
    line = _kept(text)
    if len(line) <= width:
        return line
    tail = (width - 5) // 4
    return f"{line[: width - 5 - tail].rstrip()} ... {line[len(line) - tail :].lstrip()}"[:width]


def _kept(text: str) -> str:
    """Return a text without control characters, its indent kept."""
    return " " * (len(text) - len(text.lstrip(" "))) + one_line(text)


def place(row: PointResult, width: int, digits: int | None = None) -> str:
    """Return the point of a row in at most about ``width`` characters.

    Where it does not fit, the variables of the derivative come first: they are seen in any case.

    Parameters
    ----------
    row : PointResult
    width : int
    digits : int, optional
        Digits of each coordinate; all of them by default, so that the point can be typed in again.
    """
    texts = {name: repr(value) if digits is None else number(value, digits) for name, value in row.point}
    whole = ", ".join(f"{name} = {text}" for name, text in texts.items())
    if len(whole) <= width:
        return whole
    own = {part.removeprefix("d") for part in row.component.partition("/")[2].replace("*", " ").split()}
    order = sorted(texts, key=lambda name: name not in own)
    kept = f"{order[0]} = {texts[order[0]]}"
    for name in order[1:]:
        longer = f"{kept}, {name} = {texts[name]}"
        if len(longer) + len(", ...") > width:
            break
        kept = longer
    return f"{kept}, ..."


def _excess(row: PointResult) -> tuple[bool, float, float, float]:
    """Return how interesting a failure is: not finite, relative gap, ordinary numbers, gap.

    Most mistakes have one relative size at many points; people then check the point of ordinary numbers.
    """
    if not math.isfinite(row.gap):
        return True, 0.0, -_extremity(row), 0.0
    relative = min(row.gap / (abs(row.exact) or 1.0), _GROSS)
    return False, round(math.log10(relative), 1) if relative else -math.inf, -_extremity(row), row.gap


def _extremity(row: PointResult) -> float:
    """Return the decimal orders by which the coordinates and the derivative are away from 1."""
    sizes = [abs(value) for _, value in row.point] + [abs(row.exact)]
    return sum(abs(math.log10(size)) for size in sizes if size and math.isfinite(size))


def ranked(points: Sequence[PointResult]) -> list[PointResult]:
    """Return rows in the order of interest: failures worst first, then the least resolved."""
    failed = [row for row in points if row.verdict == "FAIL"]
    others = [row for row in points if row.verdict != "FAIL"]
    blurred = sorted(others, key=lambda row: -(math.inf if math.isnan(row.resolution) else row.resolution))
    return [*sorted(failed, key=_excess, reverse=True), *blurred]
