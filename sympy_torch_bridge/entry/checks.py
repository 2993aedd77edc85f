"""The checks of a rule as a table: what was compared, at how many points, and how far it lay apart."""

from __future__ import annotations

from ..render import Column, Table, format_number
from .evidence import Evidence, Gap

__all__ = ["checks_table"]

_COLUMNS = (
    Column("check"),
    Column("numbers", "right"),
    Column("largest relative gap", "right"),
    Column("in ulp", "right"),
    Column("of the allowed", "right"),
)
_NAMES = {
    "claim": "the formula against SymPy's derivative",
    "limit": "SymPy's derivative against the limit of quotients",
    "reverse": "autograd, reverse mode",
    "forward": "autograd, forward mode",
    "value": "the compiled left side itself",
}
_METHODS = {
    "ball": "The first two are enclosed in ball arithmetic",
    "mpmath": "The first two are computed with mpmath at two precisions",
}
_NONE = "-"


def checks_table(evidence: Evidence) -> Table:
    """Return a row for each pair of independent computations.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> from sympy_torch_bridge.entry.evidence import evidence_of
    >>> [row[0].text for row in checks_table(evidence_of(BY_ID["derivative.exp"])).rows][:2]
    ["the formula against SymPy's derivative", "SymPy's derivative against the limit of quotients"]
    """
    rows = [_row(gap) for gap in evidence.gaps]
    return Table("", _COLUMNS, rows or [("no point was found", *[_NONE] * 4)], _notes(evidence))


def _method(name: str) -> str:
    """Return how the exact side was found; a check in torch alone says it in its own words."""
    return _METHODS.get(name, f"Compared with {name}")


def _row(gap: Gap) -> list[str]:
    share = _NONE if gap.share is None else f"{format_number(100 * gap.share, 2)} %"
    count = f"{gap.passed}" if gap.passed == gap.judged else f"{gap.passed} of {gap.judged}"
    return [_NAMES[gap.witness], count, _number(gap.relative), _number(gap.ulp), share]


def _number(value: float | None) -> str:
    return _NONE if value is None else format_number(value, 2)


def _notes(evidence: Evidence) -> list[str]:
    facts = evidence.facts
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    notes = [
        f"{facts['points']} points, seed {facts['seed']}, {facts['dtype']}. {_method(facts['method'])}; "
        "what rounding allows is measured at each point.",
        f"Computed with {versions}.",
    ]
    lost = sum(gap.judged - gap.passed for gap in evidence.gaps)
    if lost and evidence.verdict == "consistent":
        notes.insert(1, "Where the numbers are fewer, rounding hides all but gross mistakes.")
    return notes
