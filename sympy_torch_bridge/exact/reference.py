"""Values of mpmath functions: at poles and, where real values are asked for, complex ones they are nan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

from .effort import OutOfReach

__all__ = ["finite_value", "real_value"]

# Beyond this exponent the functions of mpmath need as many bits as the exponent has.
_MAX_EXPONENT = 20_000

_FAILURES = (ValueError, ArithmeticError, TypeError)


def real_value(reference: Callable[..., Any], args: Sequence[Any]) -> Any:
    """Return ``reference(*args)`` if it is a finite real number, else nan.

    Examples
    --------
    >>> real_value(mpmath.log, [mpmath.mpf(1)]), real_value(mpmath.log, [mpmath.mpf(-1)])
    (mpf('0.0'), mpf('nan'))
    """
    value = finite_value(reference, args)
    if isinstance(value, mpmath.mpc):
        value = value.real if value.imag == 0 else mpmath.mp.nan
    return mpmath.mpf(value)


def finite_value(reference: Callable[..., Any], args: Sequence[Any]) -> Any:
    """Return ``reference(*args)`` if it is a finite number, real or complex, else nan.

    Raises
    ------
    OutOfReach
        An argument is so large, or a series so slow, that the value stays unknown.

    Examples
    --------
    >>> finite_value(mpmath.sqrt, [mpmath.mpf(-4)]), finite_value(mpmath.log, [mpmath.mpf(0)])
    (mpc(real='0.0', imag='2.0'), mpf('nan'))
    """
    if not all(map(mpmath.isfinite, args)):
        return mpmath.mp.nan
    if any(mpmath.mag(arg) > _MAX_EXPONENT for arg in args):
        raise OutOfReach
    try:
        value = reference(*args)
    except mpmath.libmp.NoConvergence:
        raise OutOfReach from None
    except _FAILURES:  # a pole
        return mpmath.mp.nan
    # A pole that mpmath reports as an infinity, log(0), has no value either.
    return value if mpmath.isfinite(value) else mpmath.mp.nan
