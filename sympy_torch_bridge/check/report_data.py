"""A report as plain data and back: what is written as JSON can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ..errors import InputTypeError
from .diagnosis.mistake import Mistake
from .result import PointResult

if TYPE_CHECKING:
    from .report import Report

__all__ = ["arguments_of", "to_dict"]

# Follows from the rows: written for readers, not read back.
_DERIVED = ("counts",)
_EXPECTED = "what to_dict of a report gave"
_NEEDED = ("subject", "claim", "verdict", "reason", "points")


def to_dict(report: Report) -> dict[str, Any]:
    """Return the fields of a report as plain numbers, strings, lists and None."""
    data: dict[str, Any] = {"verdict": report.verdict, "reason": report.reason}
    for field in fields(report):
        value = getattr(report, field.name)
        data.setdefault(field.name, list(value) if isinstance(value, tuple) else value)
    data["title"] = report.title or None
    data["versions"] = dict(report.versions)
    data["counts"] = report.counts
    data["mistakes"] = [mistake.to_dict() for mistake in report.mistakes]
    data["points"] = [row.to_dict() for row in data.pop("points")]
    return data


def arguments_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that build the report which :func:`to_dict` was given.

    Raises
    ------
    InputTypeError
        The data are not those of a report.
    """
    if not isinstance(data, Mapping):
        raise InputTypeError("the data", f"a {type(data).__name__}", expected=_EXPECTED)
    missing = [name for name in _NEEDED if name not in data]
    if missing:
        raise InputTypeError("the data", f"a mapping without {', '.join(missing)}", expected=_EXPECTED)
    found = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items() if name not in _DERIVED}
    found["title"] = data.get("title") or ""
    found["versions"] = tuple(data.get("versions", {}).items())
    found["points"] = tuple(PointResult.from_dict(row) for row in data["points"])
    found["mistakes"] = tuple(Mistake.from_dict(record) for record in data.get("mistakes", ()))
    return found
