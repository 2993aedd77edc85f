"""Real values of mpmath functions: complex results, poles and failures are nan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

__all__ = ["real_value"]

# Beyond this exponent the functions of mpmath need as many bits as the exponent has.
_MAX_EXPONENT = 20_000

_FAILURES = (ValueError, ArithmeticError, TypeError, mpmath.libmp.NoConvergence)


def real_value(reference: Callable[..., Any], args: Sequence[Any]) -> Any:
    """Return ``reference(*args)`` if it is a finite real number, else nan.

    Examples
    --------
    >>> real_value(mpmath.log, [mpmath.mpf(1)]), real_value(mpmath.log, [mpmath.mpf(-1)])
    (mpf('0.0'), mpf('nan'))
    """
    if any(not mpmath.isfinite(arg) or mpmath.mag(arg) > _MAX_EXPONENT for arg in args):
        return mpmath.mp.nan
    try:
        value = reference(*args)
    except _FAILURES:  # a pole, or no convergence: no value either way
        return mpmath.mp.nan
    if isinstance(value, mpmath.mpc):
        value = value.real if value.imag == 0 else mpmath.mp.nan
    # A pole that mpmath reports as an infinity, log(0), has no value either.
    return mpmath.mpf(value) if mpmath.isfinite(value) else mpmath.mp.nan
