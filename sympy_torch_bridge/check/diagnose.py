"""Naming the mistake: which known slip gives the numbers of a refuted claim.

An account is given only if every wrong number fits it, at three places or more, and is worded as
"consistent with": other slips may give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import sympy

from .case import SAME, Case, Entry
from .claim import SymbolicClaim
from .question import Component
from .reference import Reference
from .region import wrong_region
from .size import is_small
from .slips import slips

__all__ = ["Case", "diagnosis", "short_difference"]

# One or two places can agree with a slip by chance.
_ENOUGH = 3
_MAX_DENOMINATOR = 24
_LARGEST_OVER_OFFSET = 1e6
_MAX_DIFFERENCE_OPERATIONS = 40


def diagnosis(case: Case) -> str | None:
    """Return what a refuted claim is consistent with, or None where no known mistake fits.

    Examples
    --------
    >>> from .gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(sympy.cos(x), sympy.sin(x)).diagnosis
    'consistent with a wrong sign'
    """
    entries = case.entries()
    wrong = [entry for entry in entries if entry.is_wrong]
    if case.is_transposed:
        return _transposed_shape(entries)
    if not wrong:
        return None
    not_finite = _not_finite(wrong, entries)
    if not_finite:
        return not_finite
    if len(wrong) < _ENOUGH:
        return None
    guesses: tuple[Callable[[Case, Sequence[Entry], Sequence[Entry]], str | None], ...] = (
        _transposed_values,
        _swapped,
        wrong_region,
        _ratio,
        _power,
        _known_slip,
        _offset,
    )
    return next((found for guess in guesses if (found := guess(case, entries, wrong))), None)


def _transposed_shape(entries: Sequence[Entry]) -> str:
    layout = "consistent with the transposed Jacobian (denominator layout: one row for each symbol)"
    if any(entry.is_wrong for entry in entries):
        return "the claim has the shape of the transposed Jacobian, and its entries are wrong as well"
    return layout


def _not_finite(wrong: Sequence[Entry], entries: Sequence[Entry]) -> str | None:
    """Tell where a claim has no finite value; nothing else can be said about such numbers."""
    # A row without a note is a formula with a value, beyond the range of doubles.
    without = {entry.index for entry in wrong if not math.isfinite(entry.row.measured) and entry.row.note}
    if not without:
        return None
    count = len(without)
    total = len({entry.index for entry in entries})
    return f"the claim has no finite value at {count} of {total} points where the derivative has one"


def _transposed_values(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    outputs, symbols = case.question.shape
    if outputs != symbols or outputs == 1 or not case.question.is_vector:
        return None
    turned = {c: Component(c.wrt or 0, c.output) for c in case.question.components()}
    if all(entry.equals(case.exact(entry.index, turned[entry.component])) for entry in entries):
        return "consistent with the transposed Jacobian (denominator layout: one row for each symbol)"
    return None


def _swapped(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for two symbols whose partial derivatives stand in each other's place."""
    places = sorted({entry.component.wrt or 0 for entry in wrong})
    if len(places) != 2:
        return None
    other = {places[0]: places[1], places[1]: places[0]}
    for entry in wrong:
        exchanged = Component(entry.component.output, other[entry.component.wrt or 0])
        if not entry.equals(case.exact(entry.index, exchanged)):
            return None
    first, second = (str(case.question.wrt[place]) for place in places)
    return f"consistent with swapped partial derivatives by {first} and {second}"


def _ratio(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for one constant factor in all wrong entries."""
    used = [entry for entry in wrong if case.exact(entry.index, entry.component)]
    if len(used) < max(_ENOUGH, len(wrong)) or not _is_whole_component(case, entries, wrong):
        return None
    ratio = used[0].row.measured / case.exact(used[0].index, used[0].component)
    if abs(ratio - 1) < SAME:  # too close to tell a factor from lost digits
        return None
    if not all(entry.equals(ratio * case.exact(entry.index, entry.component)) for entry in used):
        return None
    return f"consistent with {_named_ratio(ratio)}{_where(case, wrong)}"


def _power(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for a power of one variable in all wrong entries: an exponent that is off by one or two."""
    for symbol in case.question.wrt:
        for power in (1, -1, 2, -2):
            if all(
                entry.equals(case.exact(entry.index, entry.component) * factor)
                for entry in wrong
                if (factor := _float_power(case.coordinate(entry.index, symbol), power))
            ):
                size = "large" if power > 0 else "small"
                slip = f"an exponent of {symbol} that is too {size} by {abs(power)}"
                return f"consistent with {slip}{_where(case, wrong)}"
    return None


def _float_power(base: float, power: int) -> float:
    return base**power if base else 0.0


def _offset(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for one constant added to all wrong entries."""
    if not _is_whole_component(case, entries, wrong):
        return None
    exact = [case.exact(entry.index, entry.component) for entry in wrong]
    offset = sorted(e.row.measured - x for e, x in zip(wrong, exact, strict=True))[len(wrong) // 2]
    near = Fraction(offset).limit_denominator(_MAX_DENOMINATOR)
    added = float(near) if near and abs(float(near) - offset) <= SAME * abs(offset) else offset
    # Digits of the offset are lost where the derivative is large: three at least have to be left.
    if max(map(abs, exact)) > _LARGEST_OVER_OFFSET * abs(added):
        return None
    if not all(entry.equals(value + added) for entry, value in zip(wrong, exact, strict=True)):
        return None
    too = "too much" if added > 0 else "too little"
    return f"consistent with a constant {abs(added):.6g} {too}{_where(case, wrong)}"


def _is_whole_component(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> bool:
    """Tell whether each wrong component is wrong wherever its derivative is not zero."""
    bad = {entry.component for entry in wrong}
    return all(
        entry.is_wrong or not case.exact(entry.index, entry.component)
        for entry in entries
        if entry.component in bad
    )


def _named_ratio(ratio: float) -> str:
    if abs(ratio + 1) < SAME:
        return "a wrong sign"
    near = Fraction(abs(ratio)).limit_denominator(_MAX_DENOMINATOR)
    sign = " and a wrong sign" if ratio < 0 else ""
    if near and abs(float(near) - abs(ratio)) <= SAME * abs(ratio) and near.numerator <= _MAX_DENOMINATOR:
        if near.numerator == 1:
            return f"a missing factor {near.denominator}{sign}"
        return f"an extra factor {near}{sign}"
    return f"a constant factor {ratio:.10g}"


def _where(case: Case, wrong: Sequence[Entry]) -> str:
    """Name the wrong components if there are others."""
    bad = sorted({entry.component for entry in wrong}, key=lambda c: (c.output, c.wrt or 0))
    if len(bad) == len(list(case.question.components())):
        return ""
    return f" in {', '.join(case.question.label(component) for component in bad)}"


def _known_slip(case: Case, entries: Sequence[Entry], wrong: Sequence[Entry]) -> str | None:
    """Look for a slip of the pen in the formula, one component at a time."""
    names = []
    for component in sorted({entry.component for entry in wrong}, key=lambda c: (c.output, c.wrt or 0)):
        mine = [entry for entry in wrong if entry.component == component]
        name = _slip_of(case, component, mine)
        if name is None:
            return None
        names.append(name)
    unique = list(dict.fromkeys(names))
    return f"consistent with {'; '.join(unique)}{_where(case, wrong)}"


def _slip_of(case: Case, component: Component, wrong: Sequence[Entry]) -> str | None:
    if len(wrong) < _ENOUGH or component.wrt is None:
        return None
    expr = case.reference.exprs[component.output]
    derivative = case.reference.derivatives[component]
    if not is_small(expr, derivative):
        return None
    for slip in slips(expr, derivative, case.question.wrt[component.wrt], case.question.inputs):
        if all(entry.equals(slip.value(case.bench.facts[entry.index].point)) for entry in wrong):
            return slip.name
    return None


def short_difference(claim: SymbolicClaim, reference: Reference) -> str | None:
    """Return claimed minus exact, expanded and factored, of the first wrong entry if it is short.

    Examples
    --------
    >>> from .gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(x**3 + x, 3 * x**2).difference
    '-1'
    """
    for component, entry in claim.entries.items():
        if not is_small(entry, reference.derivatives[component]):
            continue
        difference = entry - reference.derivatives[component]
        if difference.is_zero or sympy.count_ops(difference) > _MAX_DIFFERENCE_OPERATIONS:
            continue
        short = sympy.factor_terms(sympy.expand(difference))
        if short != 0:
            return str(short)
    return None
