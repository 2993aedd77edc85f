"""A limit table as a neutral Table, and as the plain lines of a first calculus lesson."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..render import Cell, Column, Table, format_number, number_cell
from .limit_scan import BestStep
from .limit_verdict import number_text

if TYPE_CHECKING:
    from .limit_result import LimitRow, LimitTable

__all__ = ["limit_text", "lines", "subject", "table"]

_DIGITS = 9
_ERROR_DIGITS = 3
_LINE_DECIMALS = 5
_MOST_DECIMALS = 15
_NONE = Cell("-")
_QUOTIENTS = ("h", "forward", "backward", "central", "richardson")
_ERRORS = ("error", "truncation", "round_off", "observed_order")
_HEADINGS = {"richardson": "Richardson", "round_off": "round-off", "observed_order": "order"}
_NAMES = {1: "difference quotients", 2: "second-order quotients", 3: "third-order quotients"}


def table(result: LimitTable) -> Table:
    """Describe a limit table: steps, quotients, errors, and below them what follows."""
    names = [*_QUOTIENTS, *(name for name in _ERRORS if _has(result, name))]
    columns = [Column(_HEADINGS.get(name, name), "right") for name in names]
    rows = [[_cell(row, name) for name in names] for row in result.rows]
    return Table(_title(result), columns, rows, _notes(result))


def _has(result: LimitTable, name: str) -> bool:
    if name == "observed_order":
        name = "truncation"
    return any(getattr(row, name) is not None for row in result.rows)


def subject(result: LimitTable) -> str:
    """Name the function, the point and the direction."""
    along = f" along {result.along}" if result.along else ""
    return f"{result.function} at {result.point}{along}"


def limit_text(result: LimitTable) -> str:
    """Write the limit: a rational as such, anything else with the digits it holds."""
    return number_text(result.limit, result.uncertainty)


def _title(result: LimitTable) -> str:
    name = _NAMES.get(result.order, f"{result.order}th-order quotients")
    return f"{name.capitalize()} of {subject(result)}"


def _cell(row: LimitRow, name: str) -> Cell:
    if name == "h":
        return number_cell(row.h, _DIGITS, trim=True)
    if name == "observed_order" and row.truncation == 0:
        return Cell("exact")
    value = getattr(row, name)
    if value is None or math.isnan(value):
        return _NONE
    if name == "observed_order":
        return Cell(f"{value:.3f}", f"{value:.3f}")
    if name in _ERRORS:
        return number_cell(value, _ERROR_DIGITS, trim=not value)
    return number_cell(value, _DIGITS)


def _notes(result: LimitTable) -> list[str]:
    notes = []
    if result.limit is not None:
        notes.append(f"limit: {limit_text(result)}")
    notes += [f"verdict: {result.conclusion}", _reference(result)]
    if result.exactness:
        notes.append(result.exactness)
    notes += [_best(step) for step in result.best]
    return [*notes, *result.remarks]


def _reference(result: LimitTable) -> str:
    if result.reference == "autograd":
        return f"error: of the central quotient against torch autograd, {number_text(result.derivative)}"
    if result.reference == "quotients":
        return "no error column: nothing to compare the quotients with"
    meaning = "exact values: of f itself in high precision"
    if _has(result, "round_off"):
        meaning += "; round-off: central quotient, float64 minus exact"
    if result.limit is None:
        return meaning
    return f"{meaning}; truncation: exact central quotient minus derivative; error: their sum"


def _best(step: BestStep) -> str:
    error = format_number(step.error, 2)
    found = f"{step.kind}: least error {error} at h = {format_number(step.h, 2)}"
    if step.round_off_from is None:
        return found
    return f"{found}; round-off takes over at h = {format_number(step.round_off_from, 2)}"


def lines(result: LimitTable) -> str:
    """Write one line a row, ``h=0.10000, numerical limit=2.30000``, with the forward quotient."""
    return "\n".join(_line(row) for row in result.rows)


def _line(row: LimitRow) -> str:
    decimals = _LINE_DECIMALS
    while decimals < _MOST_DECIMALS and not _is_shown(row.h, decimals):
        decimals += 1
    if not _is_shown(row.h, decimals):
        return f"h={row.h!r}, numerical limit={row.forward!r}"
    return f"h={row.h:.{decimals}f}, numerical limit={_fixed(row.forward, decimals)}"


def _is_shown(h: float, decimals: int) -> bool:
    return math.isclose(float(f"{h:.{decimals}f}"), h, rel_tol=1e-12)


def _fixed(value: float, decimals: int) -> str:
    # So many decimals that a small value is not written as zero.
    text = f"{value:.{decimals}f}"
    return text if not value or not math.isfinite(value) or float(text) else f"{value:.{decimals}e}"
