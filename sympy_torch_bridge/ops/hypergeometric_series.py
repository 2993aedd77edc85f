"""The Taylor series of generalized hypergeometric functions, with the digits that it loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .fallback import Array

__all__ = ["LOST_DIGITS", "summed"]

# Terms beyond which the series counts as not convergent.
_TERMS = 600
# A tail whose terms shrink more slowly than this is left to other methods.
_DECAY = 0.92
# The sum of the absolute terms over the sum: beyond it mpmath evaluates the element.
LOST_DIGITS = 300.0


def summed(upper: Sequence[Array], lower: Sequence[Array], z: Array) -> tuple[Array, Array]:
    """Sum the series of pFq.

    Parameters
    ----------
    upper, lower : sequence of array
        The parameters, of one shape with ``z``.

    Returns
    -------
    value : array
    loss : array
        The factor by which rounding errors are amplified; infinite where the series has not converged.
    """
    dtype = np.result_type(z, *upper, *lower, float)
    term = np.ones(np.shape(z), dtype)
    total, size = term.copy(), np.ones(np.shape(z))
    turning = sum((np.abs(a) for a in (*upper, *lower)), start=np.zeros(np.shape(z)))
    done = np.zeros(np.shape(z), dtype=bool)
    for k in range(_TERMS):
        ratio = np.prod([a + k for a in upper], axis=0) / np.prod([b + k for b in lower], axis=0)
        ratio = ratio * z / (k + 1)
        term = term * ratio
        total, size = total + term, size + np.abs(term)
        shrinks = (k > turning) & (np.abs(ratio) < _DECAY)
        done = (term == 0) | (shrinks & (np.abs(term) < 1e-18 * np.abs(total)))
        if (done | ~np.isfinite(total)).all():
            break
    return total, np.where(done, size / np.abs(total), np.inf)
