"""Two mistakes at once: two changes of the derivative that add up, multiply, or one and a factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from .account import Account
from .candidates import Candidates
from .constants import common_ratio, factor_mistakes, near_fraction
from .evidence import Evidence

__all__ = ["pair_account"]

# Two of these together could account for anything.
_MAX_CHECKED = 12
_UNCERTAIN = ("argument", "wrong-constant", "factor")
# Rare slips: together with another one they are a coincidence of numbers rather than an account.
_RARE = ("offset", "exchanged-branches")
_MAX_PLACES = 400
# A larger factor beside another mistake is no slip that anybody makes.
_LARGEST_FACTOR = 4
# Operations; two slips are chosen from some ten thousand pairs, which is more than such a formula can tell.
_MOST_SHORT = 3


def pair_account(evidence: Evidence, fresh: Evidence, candidates: Candidates) -> Account | None:
    """Return the preferred pair of mistakes that holds at all points and at fresh ones.

    Two mistakes at different places change the derivative by sums of their changes, or by the product of
    their ratios if both sit in one product.
    """
    few = evidence.screened()
    values = candidates.values(few)
    # Many pairs give the same numbers: of slips that are not common some pair would fit nearly any formula.
    values[~candidates.is_common] = np.nan
    known = np.flatnonzero(np.isfinite(values).all(axis=1))[:_MAX_PLACES]
    found = sorted(
        (
            *_with_factor(few, values, candidates),
            *_sums(few, values, known, candidates),
            *_products(few, values, known, candidates),
        ),
        key=lambda pair: _preference(pair[1]),
    )
    for formula, account in found[:_MAX_CHECKED]:
        if not _is_short(formula) and account.fits(evidence, fresh):
            return account
    return None


def _is_short(formula: Any) -> bool:
    """Tell whether a formula has too few parts to show two slips: some pair leads to every short formula.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> _is_short(x * sympy.exp(x) * sympy.exp(-x)), _is_short(2 * x * sympy.cos(x) - sympy.sin(x))
    (True, False)
    """
    forms = (formula, sympy.expand(formula), sympy.factor_terms(formula))
    shortest = min(forms, key=sympy.count_ops)
    # A function that is left shows where the formula came from.
    return sympy.count_ops(shortest) <= _MOST_SHORT and not shortest.atoms(sympy.Function)


def _preference(account: Account) -> tuple[int, int]:
    """Prefer two causes to a cause and a number; a wrong sign is a cause."""
    is_number = account.mistakes[1].kind in ("factor-2", "constant-factor")
    return int(is_number), account.probability_rank


def _with_factor(few: Evidence, values: Any, candidates: Candidates) -> Iterator[tuple[Any, Account]]:
    """Yield one mistake together with a simple constant factor."""
    for place, mistake in enumerate(candidates.mistakes):
        ratio = common_ratio(few, values[place])
        near = None if ratio is None else near_fraction(ratio)
        if (
            ratio is None
            or near is None
            or mistake.kind in (*_UNCERTAIN, *_RARE)
            or max(abs(near.numerator), near.denominator) > _LARGEST_FACTOR
            or min(abs(near.numerator), near.denominator) > 1
        ):
            continue
        factors = factor_mistakes(ratio)
        if len(factors) == 1:
            formula = candidates.formulas[place] * _exact(ratio)
            yield formula, candidates.combined((mistake, *factors), formula)


def _exact(ratio: float) -> Any:
    near = near_fraction(ratio)
    assert near is not None
    return sympy.Rational(near.numerator, near.denominator)


def _sums(few: Evidence, values: Any, known: Any, candidates: Candidates) -> Iterator[tuple[Any, Account]]:
    with np.errstate(all="ignore"):
        changes = values[known] - few.exact
    for row, first in enumerate(known):
        with np.errstate(all="ignore"):
            fits = few.matches(values[first] + changes[row + 1 :]).all(axis=1)
        for second in known[row + 1 :][fits]:
            if _may_combine(candidates, first, second):
                formula = (
                    candidates.formulas[first] + candidates.formulas[second] - candidates.subject.derivative
                )
                yield formula, _pair(candidates, first, second, formula)


def _products(
    few: Evidence, values: Any, known: Any, candidates: Candidates
) -> Iterator[tuple[Any, Account]]:
    if not few.exact.all():
        return
    with np.errstate(all="ignore"):
        ratios = values[known] / few.exact
    for row, first in enumerate(known):
        with np.errstate(all="ignore"):  # factors of the scale of the smallest numbers overflow
            fits = few.matches(values[first] * ratios[row + 1 :]).all(axis=1)
        for second in known[row + 1 :][fits]:
            kinds = (candidates.mistakes[first].kind, candidates.mistakes[second].kind)
            if _may_combine(candidates, first, second) and "wrong-constant" not in kinds:
                formula = (
                    candidates.formulas[first] * candidates.formulas[second] / candidates.subject.derivative
                )
                yield formula, _pair(candidates, first, second, formula)


def _may_combine(candidates: Candidates, first: int, second: int) -> bool:
    """Tell whether two mistakes can happen together: at two parts, one of them at least a definite one."""
    one, other = candidates.mistakes[first], candidates.mistakes[second]
    if one.kind in _RARE or other.kind in _RARE:
        return False
    return one.part != other.part and not (one.kind in _UNCERTAIN and other.kind in _UNCERTAIN)


def _pair(candidates: Candidates, first: int, second: int, formula: Any) -> Account:
    mistakes = (candidates.mistakes[first], candidates.mistakes[second])
    return candidates.combined(mistakes, formula)
