"""Claimed minus exact as a short formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from ..claim import SymbolicClaim
from ..reference import Reference
from ..report_words import ranked
from ..result import PointResult
from ..size import is_small

__all__ = ["short_difference"]

_MAX_OPERATIONS = 40


def short_difference(claim: SymbolicClaim, reference: Reference, rows: Sequence[PointResult]) -> str | None:
    """Return claimed minus exact of the wrong entry that a report shows first, if it is short.

    Parameters
    ----------
    claim : SymbolicClaim
    reference : Reference
    rows : sequence of PointResult

    Examples
    --------
    >>> from ..gradient import check_gradient
    >>> x, y = sympy.symbols("x y")
    >>> check_gradient(x**3 + x, 3 * x**2).difference
    '-1'
    >>> check_gradient(x**2 * y, [2 * x * y, x], [x, y]).difference
    'x*(1 - x)'
    """
    worst = next((row.component for row in ranked(rows) if row.verdict == "FAIL"), None)
    for component, entry in claim.entries.items():
        if reference.question.label(component) == worst:
            return _short(entry, reference.derivatives[component])
    return None


def _short(entry: Any, derivative: Any) -> str | None:
    if not is_small(entry, derivative):
        return None
    difference = entry - derivative
    if sympy.count_ops(difference) > _MAX_OPERATIONS:
        return None
    expanded = sympy.expand(difference)
    forms = [sympy.factor_terms(form) for form in (difference, expanded, sympy.powsimp(expanded))]
    return str(min(forms, key=sympy.count_ops))
