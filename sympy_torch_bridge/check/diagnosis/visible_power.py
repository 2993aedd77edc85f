"""A power of something that stands in the formula, too much or too little, told by the claim itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from .account import Account
from .evidence import Evidence
from .mistake import Mistake
from .subject import Subject
from .values import values_of

__all__ = ["visible_power_accounts"]

_MAX_TERMS, _MAX_BASES = 6, 16
# Half the exponents that are tried: -2, -3/2 ... 2.
_LARGEST = 4
# Where a base is near 1 its powers are near 1 as well.
_TELLING = 0.05
_ENOUGH = 3


def visible_power_accounts(evidence: Evidence, subject: Subject, ops: Any) -> Iterator[Account]:
    """Yield accounts in which the derivative or one of its terms has another power of one base.

    Some have a wrong sign besides.

    Parameters
    ----------
    evidence : Evidence
    subject : Subject
    ops : mapping or None

    Examples
    --------
    >>> from ..gradient import check_gradient
    >>> x, y = sympy.symbols("x y", positive=True)
    >>> slope = sympy.atan2(y, x).diff(x) * sympy.sqrt(x**2 + y**2)
    >>> check_gradient(sympy.atan2(y, x), slope, x).diagnosis
    'consistent with an extra factor sqrt(x**2 + y**2)'
    """
    targets = list(_targets(subject))
    bases = _bases(subject)
    table = values_of([*(t for t, _ in targets), *bases], subject.inputs, evidence.points, ops)
    for (target, is_whole), numbers in zip(targets, table, strict=False):
        with np.errstate(all="ignore"):
            ratios = 1 + (evidence.measured - evidence.exact) / numbers
        for base, values in zip(bases, table[len(targets) :], strict=True):
            power = _power(ratios, values, evidence)
            if power is None:
                continue
            sign, exponent = power
            formula = subject.derivative + (sign * base**exponent - 1) * target
            mistakes = _mistakes(target, base, exponent, sign, is_whole)
            account = _account(mistakes, formula, subject, ops)
            if account.fits(evidence):
                yield account


def _targets(subject: Subject) -> Iterator[tuple[Any, bool]]:
    yield subject.derivative, True
    terms: dict[Any, None] = {}
    for form in subject.forms:
        if form.is_Add and len(form.args) <= _MAX_TERMS:
            terms.update(dict.fromkeys(form.args))
    for term in terms:
        if not term.is_number:
            yield term, False


def _bases(subject: Subject) -> list[Any]:
    """Return the inputs, and the bases of the powers in the forms of the derivative."""
    found: dict[Any, None] = dict.fromkeys(subject.inputs)
    powers = {power for form in subject.forms for power in form.atoms(sympy.Pow)}
    for power in sorted(powers, key=sympy.default_sort_key):
        base, exponent = power.as_base_exp()
        if exponent.is_Rational and base.free_symbols:
            found[base] = None
    return list(found)[:_MAX_BASES]


def _power(ratios: Any, values: Any, evidence: Evidence) -> tuple[int, Any] | None:
    """Return the sign and the exponent of the one power of a base that the ratios are."""
    with np.errstate(all="ignore"):
        size = np.log(np.abs(values))
        used = evidence.wrong & np.isfinite(ratios) & (ratios != 0) & (np.abs(size) > _TELLING)
        if used.sum() < _ENOUGH:
            return None
        halves = round(float(np.median(2 * np.log(np.abs(ratios[used])) / size[used])))
    if not 0 < abs(halves) <= _LARGEST or (halves % 2 and (values[used] < 0).any()):
        return None
    odd = np.sign(values[used]) if halves // 2 % 2 else 1
    signs = np.sign(ratios[used]) * odd
    if np.ptp(signs):
        return None
    return int(signs[0]), sympy.Rational(halves, 2)


def _mistakes(target: Any, base: Any, exponent: Any, sign: int, is_whole: bool) -> tuple[Mistake, ...]:
    place = "" if is_whole else f" in the term {target}"
    power = base**exponent
    own = sympy.Add(*(e for b, e in (f.as_base_exp() for f in sympy.Mul.make_args(target)) if b == base))
    is_taken = own.is_Rational and own * exponent < 0 and abs(own) >= abs(exponent)
    if is_taken:
        text = f"the {'denominator' if exponent > 0 else 'factor'} {base ** abs(exponent)} left out"
    else:
        text = f"an extra factor {power}"
    factor = Mistake("factor", f"{text}{place}", str(power))
    if sign > 0:
        return (factor,)
    if is_whole:
        return factor, Mistake("sign", "a wrong sign")
    return factor, Mistake("flipped-term", f"a wrong sign of the term {target}", str(target))


def _account(mistakes: tuple[Mistake, ...], formula: Any, subject: Subject, ops: Any) -> Account:
    return Account(
        mistakes, lambda other: values_of([formula], subject.inputs, other.points, ops)[0], is_weak=True
    )
