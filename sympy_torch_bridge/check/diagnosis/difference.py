"""Claimed minus exact as a short formula."""

from __future__ import annotations

import sympy

from ..claim import SymbolicClaim
from ..reference import Reference
from ..size import is_small

__all__ = ["short_difference"]

_MAX_OPERATIONS = 40


def short_difference(claim: SymbolicClaim, reference: Reference) -> str | None:
    """Return claimed minus exact, expanded and factored, of the first wrong entry if it is short.

    Examples
    --------
    >>> from ..gradient import check_gradient
    >>> x = sympy.Symbol("x")
    >>> check_gradient(x**3 + x, 3 * x**2).difference
    '-1'
    """
    for component, entry in claim.entries.items():
        if not is_small(entry, reference.derivatives[component]):
            continue
        difference = entry - reference.derivatives[component]
        if difference.is_zero or sympy.count_ops(difference) > _MAX_OPERATIONS:
            continue
        short = sympy.factor_terms(sympy.expand(difference))
        if short != 0:
            return str(short)
    return None
