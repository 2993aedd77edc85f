"""Mistakes with one number in them that the claim itself tells: of a term, or of one too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from .account import Account
from .constants import near_fraction, rounded
from .evidence import Evidence
from .mistake import Mistake
from .subject import Subject
from .values import values_of

__all__ = ["fitted_accounts"]

_MAX_TERMS = 6
# Known by other names: a term left out, flipped, halved or doubled, and the right one.
_NAMED = (0.0, -1.0, 0.5, 2.0, 1.0)
# What is added to a denominator to keep it from zero, and the digits that are left of it.
_LARGEST_ADDED, _DIGITS = 0.2, 1e-6
_ENOUGH = 3


def fitted_accounts(evidence: Evidence, subject: Subject, ops: Any) -> Iterator[Account]:
    """Yield accounts whose one number comes from one point and has to fit all others.

    Parameters
    ----------
    evidence : Evidence
    subject : Subject
    ops : mapping or None

    Examples
    --------
    >>> from ..gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(12 * x**3 - 7 * x**2, 63 * x**2 - 14 * x).diagnosis
    'consistent with 63 in place of 36 in the term 36*x**2'
    """
    if evidence.n_wrong < _ENOUGH:
        return
    terms = dict.fromkeys(
        term for form in subject.forms if form.is_Add for term in _terms(form) if not term.is_number
    )
    yield from _with_factor(evidence, subject, list(terms), ops)
    yield from _with_added(evidence, subject, ops)
    yield from _with_multiple_of_symbol(evidence, subject, ops)


def _terms(form: Any) -> tuple[Any, ...]:
    terms: tuple[Any, ...] = sympy.Add.make_args(form)
    return terms if len(terms) <= _MAX_TERMS else ()


def _with_factor(evidence: Evidence, subject: Subject, terms: list[Any], ops: Any) -> Iterator[Account]:
    """Yield the derivative with another coefficient of one term."""
    table = values_of(terms, subject.inputs, evidence.points, ops)
    for term, numbers in zip(terms, table, strict=True):
        with np.errstate(all="ignore"):
            ratios = 1 + (evidence.measured - evidence.exact) / numbers
        used = np.isfinite(ratios) & evidence.wrong
        if used.sum() < _ENOUGH:
            continue
        factor = rounded(float(np.median(ratios[used])))
        if min(abs(factor - named) for named in _NAMED) < _DIGITS:
            continue
        with np.errstate(all="ignore"):
            if not evidence.fits(evidence.exact + (factor - 1) * numbers):
                continue
        text = _factor_text(term, factor)
        mistake = Mistake("wrong-constant" if " in place of " in text else "constant-factor", text, str(term))
        formula = subject.derivative + (_number(factor) - 1) * term
        yield _account(mistake, formula, subject, ops, is_weak=near_fraction(factor) is None)


def _with_added(evidence: Evidence, subject: Subject, ops: Any) -> Iterator[Account]:
    """Yield the derivative with a small number added to its denominator."""
    above, below = sympy.fraction(sympy.together(subject.derivative))
    if not below.free_symbols or sympy.count_ops(below) > _MAX_TERMS * 5:
        return
    over, under = values_of([above, below], subject.inputs, evidence.points, ops)
    with np.errstate(all="ignore"):
        added = over / evidence.measured - under
    used = np.isfinite(added) & evidence.wrong
    if used.sum() < _ENOUGH:
        return
    number = float(f"{float(np.median(added[used])):.6g}")
    if not 0 < abs(number) <= _LARGEST_ADDED:
        return
    mistake = Mistake("offset", f"{number:g} added to the denominator {below}", str(below))
    yield _account(mistake, above / (below + _number(number)), subject, ops, is_weak=True)


def _with_multiple_of_symbol(evidence: Evidence, subject: Subject, ops: Any) -> Iterator[Account]:
    """Yield the derivative and a multiple of the variable, as of a decay of weights."""
    (numbers,) = values_of([subject.symbol], subject.inputs, evidence.points, ops)
    with np.errstate(all="ignore"):
        ratios = (evidence.measured - evidence.exact) / numbers
    used = np.isfinite(ratios) & evidence.wrong
    if used.sum() < _ENOUGH:
        return
    number = rounded(float(f"{float(np.median(ratios[used])):.10g}"))
    with np.errstate(all="ignore"):
        if not number or not evidence.fits(evidence.exact + number * numbers):
            return
    term = f"{subject.symbol}" if abs(number) == 1 else f"{abs(number):.6g}*{subject.symbol}"
    mistake = Mistake("offset", f"a term {term} too {'much' if number > 0 else 'little'}", term)
    formula = subject.derivative + _number(number) * subject.symbol
    yield _account(mistake, formula, subject, ops, is_weak=True)


def _account(mistake: Mistake, formula: Any, subject: Subject, ops: Any, *, is_weak: bool) -> Account:
    return Account(
        (mistake,), lambda other: values_of([formula], subject.inputs, other.points, ops)[0], is_weak=is_weak
    )


def _number(value: float) -> Any:
    near = near_fraction(value)
    return sympy.Rational(str(value)) if near is None else sympy.Rational(near.numerator, near.denominator)


def _factor_text(term: Any, factor: float) -> str:
    coefficient, _ = term.as_coeff_Mul()
    near = near_fraction(factor)
    if near is None:
        return f"a constant factor {factor:.10g} in the term {term}"
    other = coefficient * sympy.Rational(near.numerator, near.denominator)
    if coefficient.is_Integer and other.is_Integer and abs(coefficient) != 1:
        return f"{other} in place of {coefficient} in the term {term}"
    return f"an extra factor {near} in the term {term}"
