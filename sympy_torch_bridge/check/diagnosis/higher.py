"""Mistakes of order and symmetry: another derivative than the one asked for, or an unsymmetric Hessian."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...exact import central_derivative
from ..alike import allowed_gap
from ..case import Case, Entry
from ..question import ORDERS, Component, partials
from .mistake import Mistake
from .values import values_of

__all__ = ["asymmetry", "first_order", "other_order", "wrong_side"]

# Share of a number within which a quotient is taken for it; it has some thirty digits.
_ROUGHLY = 1e-3
_NAMES = {0: "function itself", 1: "first", 2: "second", 3: "third", 4: "fourth"}


def other_order(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for a derivative of another order by the same single symbol.

    Examples
    --------
    >>> import sympy
    >>> from ..gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.sin(x), sympy.cos(x), order=2).diagnosis
    'consistent with the first derivative in place of the second'
    """
    question, facts = case.question, case.bench.facts
    wrong = next((entry for entry in entries if entry.is_wrong), None)
    if wrong is None or len(question.wrt) > 1 or _is_multiple(case, entries):
        return None
    for order in (0, *ORDERS):
        if order == question.order or not _may_be(case, wrong, order):
            continue
        formulas = partials(case.reference.functions, question.wrt, order)
        points = [fact.point for fact in facts]
        values = values_of(formulas, question.inputs, points, case.options.op_table)
        if all(entry.equals(float(values[entry.component.output, entry.index])) for entry in entries):
            found = f"the {_NAMES[order]} derivative" if order else "the function itself"
            asked = f"the {_NAMES[question.order]}" if order else "its derivative"
            return Mistake("other-order", f"{found} in place of {asked}")
    return None


def first_order(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for a matrix of second derivatives that was made of first ones.

    Examples
    --------
    >>> import sympy
    >>> from ..gradient import check_gradient
    >>> x, y = sympy.symbols("x y")
    >>> claim = [[y**2 * x**2, x**3 * y / 2], [x**3 * y / 2, x**4 / 4]]
    >>> check_gradient(x**2 * y / 2, claim, [x, y], order=2).diagnosis
    'consistent with the product of two first derivatives in place of the second derivative'
    """
    question, facts = case.question, case.bench.facts
    if question.order != 2:
        return None
    formulas = partials(case.reference.functions, question.wrt, 1)
    points = [fact.point for fact in facts]
    slopes = values_of(formulas, question.inputs, points, case.options.op_table)
    count = len(question.wrt)
    accounts: tuple[tuple[str, Callable[[float, float, bool], float]], ...] = (
        (
            "the product of two first derivatives in place of the second derivative",
            lambda first, second, is_same: first * second,
        ),
        ("the gradient on the diagonal", lambda first, second, is_same: first if is_same else 0.0),
    )
    for text, combine in accounts[: 2 if count > 1 else 1]:
        for entry in entries:
            number, (first, second) = question.path(entry.component)
            one, other = (float(slopes[number * count + place, entry.index]) for place in (first, second))
            if not entry.equals(combine(one, other, first == second)):
                break
        else:
            return Mistake("other-order", text)
    return None


def _may_be(case: Case, entry: Entry, order: int) -> bool:
    """Tell whether a number may be that derivative: differences of values cost less than formulas."""
    if order < 2:
        return True
    reference = case.reference
    values = reference.function(reference.functions)
    point = case.bench.facts[entry.index].point
    quotient = central_derivative(values, point, case.question.wrt * order, output=entry.component.output)
    if not quotient.is_finite:
        return True
    claimed, size = entry.row.measured, max(abs(entry.row.measured), abs(float(quotient)))
    return bool(abs(claimed - float(quotient)) <= _ROUGHLY * size + float(quotient.radius))


def _is_multiple(case: Case, entries: Sequence[Entry]) -> bool:
    """Tell whether a wrong sign or factor accounts for the claim: a simpler slip than another order."""
    exact = [case.exact(entry.index, entry.component) for entry in entries]
    ratio = next((e.row.measured / x for e, x in zip(entries, exact, strict=True) if x), 0.0)
    return all(entry.equals(ratio * value) for entry, value in zip(entries, exact, strict=True))


def asymmetry(case: Case, entries: Sequence[Entry]) -> Mistake | None:
    """Look for what makes a claimed Hessian differ from its transpose, and for mixed derivatives left out."""
    question = case.question
    if question.order != 2 or len(question.wrt) == 1:
        return None
    table = {(entry.index, entry.component): entry for entry in entries}
    found = [(entry, table.get((entry.index, _mirrored(case, entry.component)))) for entry in entries]
    pairs = [(entry, mirror) for entry, mirror in found if mirror is not None]
    if len(pairs) < len(entries):
        return None
    wrong = [entry for entry in entries if entry.is_wrong]
    if all(
        entry.row.measured == 0 and entry.component != _mirrored(case, entry.component) for entry in wrong
    ):
        return _left_out(case, wrong)
    if all(entry.equals(mirror.row.measured) for entry, mirror in pairs):
        return None
    accounts: tuple[tuple[str, Callable[[float, float], float]], ...] = (
        ("a matrix that was not symmetrized: with its transpose added it is the Hessian", lambda a, b: a + b),
        ("a matrix that is not symmetric: its symmetric part is the Hessian", lambda a, b: (a + b) / 2),
    )
    for text, combine in accounts:
        if all(_is_exact(case, combine, entry, mirror) for entry, mirror in pairs):
            return Mistake("unsymmetrized", text)
    return None


def wrong_side(case: Case, entries: Sequence[Entry]) -> str | None:
    """Say which entries of an unsymmetric Hessian are wrong if those across the diagonal are right."""
    if case.question.order != 2 or len(case.question.wrt) == 1:
        return None
    wrong = {entry.component for entry in entries if entry.is_wrong}
    if not wrong or any(_mirrored(case, component) in wrong for component in wrong):
        return None
    labels = ", ".join(case.question.label(c) for c in case.question.components() if c in wrong)
    return f"the claim is not symmetric: {labels} is right on the other side of the diagonal only"


def _left_out(case: Case, wrong: Sequence[Entry]) -> Mistake:
    components = sorted({entry.component for entry in wrong}, key=lambda c: (c.output, c.wrt or 0))
    labels = ", ".join(case.question.label(component) for component in components)
    formulas = dict.fromkeys(str(case.reference.derivatives[component]) for component in components)
    return Mistake("dropped-term", f"mixed derivatives left out: {labels}", ", ".join(formulas), labels)


def _is_exact(case: Case, combine: Callable[[float, float], float], entry: Entry, mirror: Entry) -> bool:
    exact = case.exact(entry.index, entry.component)
    first, second = entry.row.measured, mirror.row.measured
    allowed = allowed_gap(max(abs(exact), abs(first), abs(second)), entry.row, mirror.row)
    return bool(abs(combine(first, second) - exact) <= allowed)


def _mirrored(case: Case, component: Component) -> Component:
    """Return the entry of the same function with its symbols exchanged."""
    number, (first, second) = case.question.path(component)
    return Component(number * len(case.question.wrt) + second, first)
