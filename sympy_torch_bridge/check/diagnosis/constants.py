"""Mistakes that the numbers alone show: one factor or one constant in all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ..alike import SAME
from .account import Account
from .evidence import Evidence
from .mistake import Mistake

__all__ = [
    "common_ratio",
    "constant_accounts",
    "factor_mistakes",
    "near_fraction",
    "rounded",
    "taken_for_constant",
]

_MAX_DENOMINATOR = 24
_LARGEST_OVER_OFFSET = 1e6
_ENOUGH = 3


def constant_accounts(evidence: Evidence) -> Iterator[Account]:
    """Yield zero, a constant factor, a mean over the batch, and a constant offset, where they fit.

    Parameters
    ----------
    evidence : Evidence
    """
    if not evidence.measured.any():
        yield Account((taken_for_constant(),), lambda other: np.zeros_like(other.exact))
    ratio = common_ratio(evidence, evidence.exact)
    if ratio is not None:
        yield from _batch_mean(ratio, evidence.batch)
        yield Account(factor_mistakes(ratio), _scaled(ratio), is_weak=near_fraction(ratio) is None)
    offset = _offset(evidence)
    if offset is not None:
        too = "too much" if offset > 0 else "too little"
        mistake = Mistake("offset", f"a constant {abs(offset):.6g} {too}", f"{offset:.6g}")
        yield Account((mistake,), lambda other: other.exact + offset, is_weak=True)


def taken_for_constant() -> Mistake:
    """Return the mistake of a derivative of zero."""
    return Mistake("held-constant", "0 in place of the derivative, as of a constant")


def common_ratio(evidence: Evidence, values: Any) -> float | None:
    """Return the factor between the claim and values, if it is one at all points where they are not zero."""
    used = np.isfinite(values) & (values != 0)
    if (used & evidence.wrong).sum() < _ENOUGH:
        return None
    with np.errstate(all="ignore"):
        ratios = evidence.measured[used] / values[used]
        ratio = rounded(float(np.median(ratios)))
    if not math.isfinite(ratio) or not ratio or abs(ratio - 1) < SAME:
        return None  # too close to tell a factor from lost digits
    with np.errstate(all="ignore"):
        return ratio if evidence.fits(ratio * values) else None


def rounded(value: float) -> float:
    """Return the simple fraction a number is within rounding, else the number."""
    near = near_fraction(value)
    return value if near is None else float(near)


def near_fraction(value: float) -> Fraction | None:
    """Return the fraction with a small denominator that a number is, if it is one.

    Examples
    --------
    >>> near_fraction(0.3333333333333), near_fraction(2.718281828)
    (Fraction(1, 3), None)
    """
    if not math.isfinite(value):
        return None
    near = Fraction(value).limit_denominator(_MAX_DENOMINATOR)
    return near if near and abs(float(near) - value) <= SAME * abs(value) else None


def factor_mistakes(ratio: float) -> tuple[Mistake, ...]:
    """Name a constant factor: the sign and the size are two things.

    Examples
    --------
    >>> [mistake.text for mistake in factor_mistakes(-0.5)]
    ['a missing factor 2', 'a wrong sign']
    """
    size, sign = abs(ratio), Mistake("sign", "a wrong sign")
    if abs(size - 1) < SAME:
        return (sign,)
    near = near_fraction(size)
    if near is not None and near.numerator <= _MAX_DENOMINATOR:
        missing = near.numerator == 1
        text = f"a missing factor {near.denominator}" if missing else f"an extra factor {near}"
        kind = "factor-2" if near in (2, Fraction(1, 2)) else "constant-factor"
        mistake = Mistake(kind, text, str(near.denominator if missing else near))
    else:
        mistake = Mistake("constant-factor", f"a constant factor {size:.10g}", f"{size:.10g}")
    return (mistake,) if ratio > 0 else (mistake, sign)


def _scaled(ratio: float) -> Callable[[Evidence], Any]:
    def scaled(evidence: Evidence) -> Any:
        with np.errstate(all="ignore"):
            return ratio * evidence.exact

    return scaled


def _batch_mean(ratio: float, batch: int) -> Iterator[Account]:
    """Yield a mean or a sum over the points of the batch: the ratio changes with their number."""
    if batch >= _ENOUGH and abs(ratio * batch - 1) < SAME:
        mistake = Mistake("mean", "a mean over the batch: one 1/n too many (n points)", "n")
        yield Account((mistake,), lambda evidence: evidence.exact / evidence.batch)
    if batch >= _ENOUGH and abs(ratio / batch - 1) < SAME:
        mistake = Mistake("mean", "a sum over the batch: the 1/n of the mean forgotten (n points)", "n")
        yield Account((mistake,), lambda evidence: evidence.exact * evidence.batch)


def _offset(evidence: Evidence) -> float | None:
    if not evidence.wrong.all():
        return None
    with np.errstate(all="ignore"):
        offset = rounded(float(np.median(evidence.measured - evidence.exact)))
    # Digits of the offset are lost where the derivative is large: three at least have to be left.
    if not offset or not np.abs(evidence.exact).max() <= _LARGEST_OVER_OFFSET * abs(offset):
        return None
    return offset if evidence.fits(evidence.exact + offset) else None
