"""Right numbers in the wrong places: transposed Jacobians, exchanged partial derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ..case import Case, Entry
from ..question import Component
from .mistake import Mistake

__all__ = ["has_transposed_values", "reordered_partials", "swapped_partials", "transposed"]

# Two that are exchanged have a name of their own.
_MOVED = 3
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
    if case.question.order > 1:
        return _swapped_in_hessian(case, entries)
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
    return _swapped(case, *places)


def _swapped_in_hessian(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for two symbols whose names were exchanged in the derivatives of higher order."""
    question = case.question
    count = len(question.wrt)
    for first, second in combinations(range(count), 2):
        other = {first: second, second: first}
        exchanged = {}
        for component in question.components():
            number, places = question.path(component)
            for place in places:
                number = number * count + other.get(place, place)
            exchanged[component] = Component(*divmod(number, count))
        if all(entry.equals(case.exact(entry.index, exchanged[entry.component])) for entry in entries):
            return _swapped(case, first, second)
    return None


def _swapped(case: Case, first: int, second: int) -> Mistake:
    names = str(case.question.wrt[first]), str(case.question.wrt[second])
    return Mistake(
        "swapped-partials", f"swapped partial derivatives by {names[0]} and {names[1]}", ", ".join(names)
    )


def reordered_partials(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for right partial derivatives in another order of the symbols, three or more of them moved.

    SymPy sorts names as words, ``x1, x10, x2``, where people count.
    """
    question = case.question
    if question.order > 1:
        return None
    source: dict[int, int] = {}
    for place in range(len(question.wrt)):
        mine = [entry for entry in entries if (entry.component.wrt or 0) == place]
        if not any(entry.is_wrong for entry in mine):
            continue
        found = [
            other
            for other in range(len(question.wrt))
            if all(e.equals(case.exact(e.index, Component(e.component.output, other))) for e in mine)
        ]
        if len(found) != 1:
            return None
        source[place] = found[0]
    if len(source) < _MOVED or sorted(source) != sorted(source.values()):
        return None
    taken = ", ".join(map(str, question.wrt))
    given = ", ".join(str(question.wrt[source.get(place, place)]) for place in range(len(question.wrt)))
    text = f"the partial derivatives in the order {given}, where wrt is taken in the order {taken}"
    return Mistake("swapped-partials", text, given)
