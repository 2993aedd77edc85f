"""Mistakes of order and symmetry: another derivative than the one asked for, or an unsymmetric Hessian."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..exact import ExactFunction
from .case import Case, Entry
from .judge import number_of
from .question import ORDERS, Component, partials

__all__ = ["higher_diagnosis"]

_ENOUGH = 3
_NAMES = {
    0: "the function itself",
    1: "the first derivative",
    2: "the second derivative",
    3: "the third derivative",
    4: "the fourth derivative",
}
_BITS = 70


def higher_diagnosis(case: Case) -> str | None:
    """Return what a refuted claim is consistent with, if it is a mistake of order or symmetry.

    Examples
    --------
    >>> import sympy
    >>> from .gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.sin(x), sympy.cos(x), order=2).diagnosis
    'consistent with the first derivative in place of the second'
    """
    entries = case.entries()
    wrong = [entry for entry in entries if entry.is_wrong]
    if len(wrong) < _ENOUGH or case.is_transposed:
        return None
    return _other_order(case, entries, wrong) or _asymmetry(case, entries, wrong)


def _other_order(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for a derivative of another order by the same single symbol."""
    question = case.question
    if len(question.wrt) > 1 or _is_multiple(case, entries):
        return None
    for order in (0, *ORDERS):
        if order == question.order:
            continue
        formulas = partials(case.reference.functions, question.wrt, order)
        function = ExactFunction(formulas, question.inputs, ops=case.options.op_table)
        values = {
            entry.index: function.at_precision(case.bench.facts[entry.index].point, _BITS)
            for entry in entries
        }
        if all(entry.equals(number_of(values[entry.index][entry.component.output])) for entry in entries):
            asked = _NAMES[question.order].removesuffix(" derivative") if order else _NAMES[question.order]
            return f"consistent with {_NAMES[order]} in place of {asked}"
    return None


def _is_multiple(case: Case, entries: Sequence[Entry]) -> bool:
    """Tell whether a wrong sign or factor accounts for the claim: a simpler slip than another order."""
    exact = [case.exact(entry.index, entry.component) for entry in entries]
    ratio = next((e.row.measured / x for e, x in zip(entries, exact, strict=True) if x), 0.0)
    return all(entry.equals(ratio * value) for entry, value in zip(entries, exact, strict=True))


def _asymmetry(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for what makes a claimed Hessian differ from its transpose."""
    question = case.question
    if question.order != 2 or len(question.wrt) == 1:
        return None
    table = {(entry.index, entry.component): entry for entry in entries}
    pairs = [(entry, table.get((entry.index, _mirrored(case, entry.component)))) for entry in entries]
    if any(mirror is None for _, mirror in pairs):
        return None
    both = [(entry, mirror) for entry, mirror in pairs if mirror is not None]
    mixed = [(e, m) for e, m in both if e is not m]
    left_out = all(
        entry.row.measured == 0 and entry.component != _mirrored(case, entry.component) for entry in wrong
    )
    if left_out:
        return f"consistent with mixed derivatives left out: {_labels(case, wrong)}"
    if all(entry.equals(mirror.row.measured) for entry, mirror in mixed):
        return None
    accounts: tuple[tuple[str, Callable[[float, float], float]], ...] = (
        (
            "a matrix that was not symmetrized: the claim plus its transpose is the Hessian",
            lambda a, b: a + b,
        ),
        ("a matrix that is not symmetric: its symmetric part is the Hessian", lambda a, b: (a + b) / 2),
    )
    for words, combine in accounts:
        if all(
            _close(combine(e.row.measured, m.row.measured), case.exact(e.index, e.component), e, m)
            for e, m in both
        ):
            return f"consistent with {words}"
    if all(not mirror.is_wrong for entry, mirror in both if entry.is_wrong):
        return f"the claim is not symmetric: {_labels(case, wrong)} is wrong, its mirror image is right"
    return None


def _close(value: float, exact: float, first: Entry, second: Entry) -> bool:
    size = max(abs(exact), abs(first.row.measured), abs(second.row.measured))
    return abs(value - exact) <= max(first.row.tolerance, second.row.tolerance, 1e-9 * size)


def _mirrored(case: Case, component: Component) -> Component:
    """Return the entry of the same function with its symbols exchanged."""
    number, (first, second) = case.question.path(component)
    return Component(number * len(case.question.wrt) + second, first)


def _labels(case: Case, wrong: Sequence[Entry]) -> str:
    components = sorted({entry.component for entry in wrong}, key=lambda c: (c.output, c.wrt or 0))
    return ", ".join(case.question.label(component) for component in components)
