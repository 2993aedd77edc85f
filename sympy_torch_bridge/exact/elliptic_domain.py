"""Where the elliptic integral of the third kind is real: mpmath takes minutes to find a complex value."""

from __future__ import annotations

from typing import Any

import mpmath

__all__ = ["real_elliptic_pi"]


def real_elliptic_pi(n: Any, phi: Any, m: Any = None) -> Any:
    """Return the integral for real arguments, complete if there are two; nan beyond its first pole.

    Examples
    --------
    >>> mpmath.isnan(real_elliptic_pi(3, 0.5)), mpmath.isnan(real_elliptic_pi(0.5, 2, 1.5))
    (True, True)
    >>> mpmath.nstr(real_elliptic_pi(0.5, 0.5), 6)
    '2.70129'
    """
    if m is None:
        return mpmath.ellippi(n, phi) if n < 1 and phi < 1 else mpmath.mp.nan
    # Up to a quarter of the period the factors 1 - n*sin(t)**2 and 1 - m*sin(t)**2 fall along with the sine.
    squared = mpmath.sin(phi) ** 2 if abs(phi) < mpmath.pi / 2 else mpmath.mpf(1)
    is_real = n * squared < 1 and m * squared < 1
    return mpmath.ellippi(n, phi, m) if is_real else mpmath.mp.nan
