"""How far the exact derivative lies from the limit of difference quotients of the value."""

from __future__ import annotations

from collections.abc import Iterable

from ..working_precision import working_bits
from .reference import PointFacts

__all__ = ["limit_gap"]


def limit_gap(facts: Iterable[PointFacts]) -> float | None:
    """Return the largest relative distance of SymPy's derivative from the limit, over all points and entries.

    Both are computed in high precision, and share no rule. A gap is measured by the derivative, or by
    ``abs(f/x)`` where that is larger: a slope of 1e-300 beside values of 1 is no number that a quotient
    of values could give. None where there is no pair of the two.

    Examples
    --------
    >>> import sympy
    >>> from .options import Options
    >>> from .exact_side import exact_side
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> _, facts = exact_side(question_of(sympy.sin(x), x), Options())
    >>> limit_gap(facts) < 1e-20, limit_gap([]) is None
    (True, True)
    """
    gaps: list[float] = []
    with working_bits(53):  # another thread computes with other bits
        for point in facts:
            for fact in point.derivatives.values():
                if fact.kind != "smooth" or fact.symbolic is None or fact.symbolic.verdict == "FAIL":
                    continue
                gap, size = fact.symbolic.gap, max(abs(fact.exact.center), fact.scale)
                if gap == 0 or size > 0:
                    gaps.append(float(gap / size) if gap else 0.0)
    return max(gaps, default=None)
