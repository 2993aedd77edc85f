"""Claims that are the derivative cut off at a bound, as clipped gradients are, or its absolute value."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..alike import SAME
from .account import Account
from .constants import rounded
from .evidence import Evidence
from .mistake import Mistake

__all__ = ["bounds_of", "cut_off_account"]

_ENOUGH = 3


def cut_off_account(evidence: Evidence, fresh: Evidence) -> Account | None:
    """Return the account of a derivative that is right between bounds and equals the bound beyond.

    Parameters
    ----------
    evidence, fresh : Evidence
        Numbers to find the bounds by, and others to confirm them.

    Examples
    --------
    >>> import sympy
    >>> from ..gradient import check_gradient
    >>> x = sympy.Symbol("x", real=True)
    >>> check_gradient(sympy.sin(x**2), lambda t: (2 * t * (t**2).cos()).clamp(-1, 1), x).diagnosis
    'consistent with a claim that is wrong only where the derivative is below -1 or above 1: the bound there'
    """
    for account in (_clipped(evidence), _absolute(evidence)):
        if account is not None and account.fits(evidence, fresh):
            return account
    return None


def _clipped(evidence: Evidence) -> Account | None:
    bounds = bounds_of(evidence.measured, evidence.exact, evidence.wrong)
    if bounds is None:
        return None
    low, high = bounds
    sides = [f"below {low:g}"] if low > -np.inf else []
    sides += [f"above {high:g}"] if high < np.inf else []
    bound = "the bound" if len(sides) > 1 else f"the constant {low if low > -np.inf else high:g}"
    return _account(" or ".join(sides), bound, lambda other: np.clip(other.exact, low, high), "offset")


def _absolute(evidence: Evidence) -> Account | None:
    if (~evidence.wrong).sum() < _ENOUGH:
        return None
    sign = float(np.sign(np.median(evidence.measured)))
    text = "negative" if sign > 0 else "positive"
    return _account(text, "a wrong sign", lambda other: sign * np.abs(other.exact), "sign")


def _account(where: str, what: str, predict: Any, kind: str) -> Account:
    region = f"the derivative is {where}"
    text = f"a claim that is wrong only where {region}: {what} there"
    return Account((Mistake("region", text, region=region, other_kinds=(kind,)),), predict)


def bounds_of(measured: Any, exact: Any, wrong: Any) -> tuple[float, float] | None:
    """Return the bounds that numbers were clipped to, an infinite one where none shows.

    Examples
    --------
    >>> exact = np.array([-3.0, -2.0, -0.5, 0.0, 0.5, 2.0, 4.0])
    >>> clipped = np.clip(exact, -np.inf, 1)
    >>> bounds_of(clipped, exact, clipped != exact) is None  # two points are not enough
    True
    >>> clipped = np.clip(exact, -1, 1)
    >>> bounds_of(clipped, exact, clipped != exact)
    (-1.0, 1.0)
    """
    if wrong.sum() < _ENOUGH or (~wrong).sum() < _ENOUGH or not np.isfinite(measured).all():
        return None
    low, high = -np.inf, np.inf
    for is_above in (False, True):
        beyond = wrong & ((exact > measured) == is_above)
        if not beyond.any():
            continue
        bound = rounded(float(np.median(measured[beyond])))
        if np.abs(measured[beyond] - bound).max() > SAME * max(1.0, abs(bound)):
            return None
        low, high = (low, bound) if is_above else (bound, high)
    inside = exact[~wrong]
    if low >= high or inside.max() > high + SAME or inside.min() < low - SAME:
        return None
    return low, high
