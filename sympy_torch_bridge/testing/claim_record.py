"""What a marked function may return: one claim in any of the accepted forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ClaimRecord", "WrongClaimError", "records_of"]

_FORMS = "(expr, claimed), (name, expr, claimed), either with a dictionary of options at the end"
_LONGEST_ID = 40
_LARGEST = 60


class WrongClaimError(ValueError):
    """What was returned or yielded is no claim."""


@dataclass(frozen=True)
class ClaimRecord:
    """One claim: the arguments of a check, and what the test is called.

    Parameters
    ----------
    name : str
    expr, claimed : object
        The first arguments of :func:`sympy_torch_bridge.check_gradient`.
    options : mapping of str to object
        Its keywords.
    marks : tuple
        Marks given by ``pytest.param``.
    """

    name: str
    expr: Any
    claimed: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    marks: tuple[Any, ...] = ()


def records_of(returned: Any, function: str) -> list[ClaimRecord]:
    """Read everything that a marked function returned or yielded; names are made unique.

    Raises
    ------
    WrongClaimError
        It holds something else, or nothing.

    Examples
    --------
    >>> [record.name for record in records_of([(2, 0), ("zero", 0, 0), (2, 0)], "claims")]
    ['2', 'zero', '2-2']
    """
    if isinstance(returned, Mapping):
        returned = [(name, *_entries(claim, function)) for name, claim in returned.items()]
    elif isinstance(returned, tuple) and not _are_claims(returned):
        returned = [returned]
    if isinstance(returned, str) or not isinstance(returned, Iterable):
        raise WrongClaimError(
            f"{function} returned {_kind(returned)}; a function marked gradient returns or yields claims:"
            f" {_FORMS}"
        )
    records = list(_unique(_record(claim, place, function) for place, claim in enumerate(returned)))
    if not records:
        raise WrongClaimError(f"{function} gave no claim, so that nothing would be checked")
    return records


def _record(claim: Any, place: int, function: str) -> ClaimRecord:
    marks: tuple[Any, ...] = ()
    name = None
    if hasattr(claim, "values") and hasattr(claim, "marks") and hasattr(claim, "id"):  # pytest.param
        marks, name, claim = tuple(claim.marks), claim.id, claim.values
    entries = _entries(claim, function)
    if entries and isinstance(entries[0], str):
        name, *entries = entries
    options: Mapping[str, Any] = {}
    if len(entries) == 3 and _is_options(entries[2]):
        options = entries.pop()
    text = next((entry for entry in entries if isinstance(entry, str)), None)
    if text is not None:
        raise WrongClaimError(f"{function}: {text!r} is text; formulas are SymPy expressions")
    if len(entries) == 3:
        raise WrongClaimError(
            f"{function}: the third entry of a claim is {_kind(entries[2])}; options are a dictionary, for"
            " example {'wrt': x}"
        )
    if len(entries) != 2:
        raise WrongClaimError(f"{function}: a claim of {len(entries)} entries; accepted: {_FORMS}")
    expr, claimed = entries
    return ClaimRecord(_printable(name) or _name_of(expr, place), expr, claimed, options, marks)


def _entries(claim: Any, function: str) -> list[Any]:
    if not isinstance(claim, tuple | list):
        raise WrongClaimError(f"{function}: {_kind(claim)} is no claim; accepted: {_FORMS}")
    return list(claim)


def _printable(name: str | None) -> str:
    """Return a name that stays in its line: the ids of tests are arguments on the command line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name or "")


def _are_claims(returned: tuple[Any, ...]) -> bool:
    """Tell a tuple of claims from one claim: the first entry of a claim is no tuple."""
    return not returned or isinstance(returned[0], tuple) or hasattr(returned[0], "marks")


def _is_options(entry: Any) -> bool:
    return isinstance(entry, Mapping) and all(isinstance(key, str) for key in entry)


def _name_of(expr: Any, place: int) -> str:
    """Return the formula if it is short, else the number of the claim."""
    if isinstance(expr, tuple | list) or _is_large(expr):
        return str(place)
    text = str(expr)
    return text if len(text) <= _LONGEST_ID and text.isprintable() else str(place)


def _is_large(expr: Any) -> bool:
    """Tell whether an expression has too many nodes to be written: found without walking all of it."""
    pending, seen = [expr], 0
    while pending:
        seen += 1
        if seen > _LARGEST:
            return True
        pending.extend(getattr(pending.pop(), "args", ()))
    return False


def _unique(records: Iterable[ClaimRecord]) -> Iterator[ClaimRecord]:
    taken: set[str] = set()
    for record in records:
        name, number = record.name, 1
        while name in taken:
            number += 1
            name = f"{record.name}-{number}"
        taken.add(name)
        yield ClaimRecord(name, record.expr, record.claimed, record.options, record.marks)


def _kind(value: Any) -> str:
    return "None" if value is None else f"an object of type {type(value).__name__}"
