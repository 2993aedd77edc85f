"""Right numbers in the wrong places: transposed Jacobians, exchanged partial derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from ..case import Case, Entry
from ..question import Component
from .mistake import Mistake

__all__ = ["has_transposed_values", "swapped_partials", "transposed"]

_TEXT = "the transposed Jacobian (denominator layout: one row for each symbol)"


def transposed() -> Mistake:
    """Return the mistake of a Jacobian in the other layout."""
    return Mistake("transposed", _TEXT)


def has_transposed_values(case: Case, entries: Sequence[Entry]) -> bool:
    """Tell whether every number of a square Jacobian is that of the mirrored entry."""
    outputs, symbols = case.question.shape
    if outputs != symbols or outputs == 1 or not case.question.is_vector:
        return False
    turned = {c: Component(c.wrt or 0, c.output) for c in case.question.components()}
    return all(entry.equals(case.exact(entry.index, turned[entry.component])) for entry in entries)


def swapped_partials(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for two symbols whose partial derivatives stand in each other's place.

    Right entries count as well: exchanged, many of them would be wrong.
    """
    wrong = [entry for entry in entries if entry.is_wrong]
    places = sorted({entry.component.wrt or 0 for entry in wrong})
    if len(places) != 2:
        return None
    other = {places[0]: places[1], places[1]: places[0]}
    outputs = {entry.component.output for entry in wrong}
    for entry in entries:
        if entry.component.output not in outputs or (entry.component.wrt or 0) not in other:
            continue
        exchanged = Component(entry.component.output, other[entry.component.wrt or 0])
        if not entry.equals(case.exact(entry.index, exchanged)):
            return None
    first, second = (str(case.question.wrt[place]) for place in places)
    return Mistake(
        "swapped-partials", f"swapped partial derivatives by {first} and {second}", f"{first}, {second}"
    )
