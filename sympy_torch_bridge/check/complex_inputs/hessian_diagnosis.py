"""Naming Hessians by complex variables with right entries in the wrong place, or without mixed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from ..alike import allowed_gap
from ..diagnosis import Diagnosis, Mistake
from ..question import Component, Question, labels_of
from ..result import PointResult
from .diagnose import equals, is_enough_wrong

__all__ = ["hessian_diagnosis"]

Rows = Mapping[tuple[int, Component], PointResult]

_SYMMETRIES: tuple[tuple[str, Callable[[complex, complex], complex]], ...] = (
    ("a matrix that was not symmetrized: with its transpose added it is the Hessian", lambda a, b: a + b),
    ("a matrix that is not symmetric: its symmetric part is the Hessian", lambda a, b: (a + b) / 2),
)


def hessian_diagnosis(question: Question, rows: Sequence[PointResult]) -> Diagnosis:
    """Name what explains all entries of a Hessian at once.

    Parameters
    ----------
    question : Question
    rows : sequence of PointResult
        Of the claim.
    """
    if question.order != 2 or len(question.wrt) == 1:
        return Diagnosis()
    by_label = {question.label(component): component for component in question.components()}
    judged = [row for row in rows if row.component in by_label and row.verdict in ("PASS", "FAIL")]
    if not is_enough_wrong(judged):
        return Diagnosis()
    table = {(row.index, by_label[row.component]): row for row in judged}
    mistake = _left_out(question, table) or _unsymmetrized(question, table) or _swapped(question, table)
    if mistake is None:
        return Diagnosis()
    return Diagnosis(f"consistent with {mistake.text}", (mistake,))


def _left_out(question: Question, table: Rows) -> Mistake | None:
    """Look for mixed derivatives that are all zero, where everything else is right."""
    wrong = {component: row for (_, component), row in table.items() if row.verdict == "FAIL"}
    if any(_mirrored(question, c) == c for c in wrong):
        return None
    if any(row.measured for (_, component), row in table.items() if component in wrong):
        return None
    if any(_mirrored(question, component) not in wrong for component in wrong):
        return None
    labels = ", ".join(question.label(c) for c in question.components() if c in wrong)
    return Mistake("dropped-term", f"mixed derivatives left out: {labels}", component=labels)


def _unsymmetrized(question: Question, table: Rows) -> Mistake | None:
    """Look for what makes a claimed Hessian differ from its transpose."""
    pairs = [(row, table.get((i, _mirrored(question, c)))) for (i, c), row in table.items()]
    whole = [(row, mirror) for row, mirror in pairs if mirror is not None]
    if len(whole) < len(pairs) or all(equals(row, mirror.measured) for row, mirror in whole):
        return None
    for text, combine in _SYMMETRIES:
        if all(_is_exact(combine, row, mirror) for row, mirror in whole):
            return Mistake("unsymmetrized", text)
    return None


def _is_exact(combine: Callable[[complex, complex], complex], row: PointResult, mirror: PointResult) -> bool:
    """Tell whether an entry and its mirror image make up the exact number."""
    first, second, exact = row.measured, mirror.measured, row.exact
    allowed = allowed_gap(max(abs(first), abs(second), abs(exact)), row, mirror)
    return bool(abs(combine(first, second) - exact) <= allowed)


def _swapped(question: Question, table: Rows) -> Mistake | None:
    """Look for two symbols in each other's place."""
    names = labels_of(question.wrt)
    for first, second in combinations(range(len(question.wrt)), 2):
        places = {first: second, second: first}
        moved = {c: _component(question, c, places) for _, c in table}
        others = [(row, table.get((i, moved[c]))) for (i, c), row in table.items()]
        if all(other is not None and equals(row, other.exact) for row, other in others):
            text = f"swapped partial derivatives by {names[first]} and {names[second]}"
            return Mistake("swapped-partials", text, f"{names[first]}, {names[second]}")
    return None


def _component(question: Question, component: Component, places: Mapping[int, int]) -> Component:
    """Return the entry with other symbols in the places of some."""
    number, path = question.path(component)
    first, second = (places.get(place, place) for place in path)
    return Component(number * len(question.wrt) + first, second)


def _mirrored(question: Question, component: Component) -> Component:
    """Return the entry of the same function with its symbols exchanged."""
    number, (first, second) = question.path(component)
    return Component(number * len(question.wrt) + second, first)
