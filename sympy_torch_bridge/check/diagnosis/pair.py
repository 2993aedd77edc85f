"""Two mistakes at once: two changes of the derivative that add up, multiply, or one and a factor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import sympy

from .account import Account
from .candidates import Candidate, Candidates
from .constants import common_ratio, factor_mistakes, near_fraction
from .evidence import Evidence
from .mistake import Mistake
from .monomial import is_monomial
from .table import rank
from .visible_power import visible_power_accounts

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


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two mistakes that give the numbers of a few points; their formula and words are made when needed."""

    kinds: tuple[str, str]
    build: Callable[[], tuple[Any, Account]]

    @property
    def preference(self) -> tuple[int, int]:
        """Prefer two causes to a cause and a number; a wrong sign is a cause."""
        is_number = self.kinds[1] in ("factor-2", "constant-factor")
        return int(is_number), sum(map(rank, self.kinds))


def pair_account(evidence: Evidence, fresh: Evidence, candidates: Candidates) -> Account | None:
    """Return the preferred pair of mistakes that holds at all points and at fresh ones.

    Two mistakes at different places change the derivative by sums of their changes, or by the product of
    their ratios if both sit in one product. A claim of one term tells too little: some pair leads to it.
    """
    if is_monomial(evidence, candidates.subject.inputs):
        return None
    few = evidence.screened()
    values = candidates.values(few)
    # Many pairs give the same numbers: of slips that are not common some pair would fit nearly any formula.
    values[~candidates.may_be_one_of_two] = np.nan
    known = np.flatnonzero(np.isfinite(values).all(axis=1))[:_MAX_PLACES]
    found = sorted(
        (
            *_with_factor(few, values, candidates),
            *_sums(few, values, known, candidates),
            *_products(few, values, known, candidates),
        ),
        key=lambda pair: pair.preference,
    )
    for pair in found[:_MAX_CHECKED]:
        formula, account = pair.build()
        if not _is_short(formula) and account.fits(evidence, fresh):
            return account
    powers = visible_power_accounts(evidence, candidates.subject, candidates.ops)
    return next((one for one in powers if len(one.mistakes) > 1 and one.fits(fresh)), None)


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


def _with_factor(few: Evidence, values: Any, candidates: Candidates) -> Iterator[_Pair]:
    """Yield one mistake together with a simple constant factor."""
    for place, candidate in enumerate(candidates.found):
        if candidate.kind in (*_UNCERTAIN, *_RARE):
            continue
        ratio = common_ratio(few, values[place])
        near = None if ratio is None else near_fraction(ratio)
        if (
            ratio is None
            or near is None
            or max(abs(near.numerator), near.denominator) > _LARGEST_FACTOR
            or min(abs(near.numerator), near.denominator) > 1
        ):
            continue
        factors = factor_mistakes(ratio)
        if len(factors) == 1:
            build = partial(_scaled, candidates, place, _exact(ratio), factors[0])
            yield _Pair((candidate.kind, factors[0].kind), build)


def _scaled(candidates: Candidates, place: int, ratio: Any, factor: Mistake) -> tuple[Any, Account]:
    formula = candidates.formulas[place] * ratio
    return formula, candidates.combined((candidates.found[place].mistake, factor), formula)


def _exact(ratio: float) -> Any:
    near = near_fraction(ratio)
    assert near is not None
    return sympy.Rational(near.numerator, near.denominator)


def _sums(few: Evidence, values: Any, known: Any, candidates: Candidates) -> Iterator[_Pair]:
    with np.errstate(all="ignore"):
        changes = values[known] - few.exact
    for row, first in enumerate(known):
        with np.errstate(all="ignore"):
            fits = few.matches(values[first] + changes[row + 1 :]).all(axis=1)
        for second in known[row + 1 :][fits]:
            if _may_combine(candidates, first, second):
                yield _pair(candidates, first, second, lambda one, other, exact: one + other - exact)


def _products(few: Evidence, values: Any, known: Any, candidates: Candidates) -> Iterator[_Pair]:
    if not few.exact.all():
        return
    with np.errstate(all="ignore"):
        ratios = values[known] / few.exact
    for row, first in enumerate(known):
        with np.errstate(all="ignore"):  # factors of the scale of the smallest numbers overflow
            fits = few.matches(values[first] * ratios[row + 1 :]).all(axis=1)
        for second in known[row + 1 :][fits]:
            kinds = (candidates.found[first].kind, candidates.found[second].kind)
            if _may_combine(candidates, first, second) and "wrong-constant" not in kinds:
                yield _pair(candidates, first, second, lambda one, other, exact: one * other / exact)


def _may_combine(candidates: Candidates, first: int, second: int) -> bool:
    """Tell whether two mistakes can happen together: at two parts, one of them at least a definite one."""
    one, other = candidates.found[first], candidates.found[second]
    if one.kind in _RARE or other.kind in _RARE:
        return False
    if one.kind in _UNCERTAIN and other.kind in _UNCERTAIN:
        return False
    expr = candidates.subject.expr
    if _contradict(one, other, expr) or _contradict(other, one, expr):
        return False
    return str(one.proposal.part) != str(other.proposal.part)


def _contradict(rule: Candidate, other: Candidate, expr: Any) -> bool:
    """Tell whether a rule was used wrongly for a product of which one part is said not to have been used.

    Who held a factor, or left out one of the two terms, used no rule there.
    """
    if rule.kind not in ("product-rule", "quotient-rule"):
        return False
    part = rule.proposal.part
    if other.kind == "held-constant":
        return other.proposal.part in sympy.Mul.make_args(part)
    return other.kind == "dropped-term" and part == expr


def _pair(candidates: Candidates, first: int, second: int, join: Callable[[Any, Any, Any], Any]) -> _Pair:
    one, other = candidates.found[first], candidates.found[second]

    def build() -> tuple[Any, Account]:
        formulas = candidates.formulas
        formula = join(formulas[first], formulas[second], candidates.subject.derivative)
        return formula, candidates.combined((one.mistake, other.mistake), formula)

    return _Pair((one.kind, other.kind), build)
