"""The exact facts at points that a claim's own conditions ask for, besides the sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .box import box_of
from .claim import SymbolicClaim
from .claim_places import ClaimPlaces, Point
from .options import Options
from .points import rounded
from .reference import PointFacts, Reference
from .work import ESTABLISHING, work

__all__ = ["facts_at_conditions"]

_BASES = 2
# Of the points of a sample, and at least so many; candidates outside the domain are many.
_SHARE = 2
_LEAST = 8
_CANDIDATES = 8


def facts_at_conditions(
    claim: SymbolicClaim, reference: Reference, facts: Sequence[PointFacts], options: Options
) -> list[PointFacts]:
    """Return the facts at places where a claim changes and the expression does not.

    The sample does not depend on the claim, so that it can be kept; these points come on top of it. With
    points of the user's there are none.

    Examples
    --------
    >>> import sympy
    >>> from .claim import symbolic_claim
    >>> from .exact_side import exact_side
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> question = question_of(x**2, x)
    >>> reference, facts = exact_side(question, Options())
    >>> claim = symbolic_claim(2 * x + sympy.Heaviside(x - 700), question)
    >>> {round(here.point[x]) for here in facts_at_conditions(claim, reference, facts, Options())}
    {697, 700, 703}
    """
    if options.points is not None or not facts:
        return []
    question = reference.question
    box = box_of(options.domain, question.inputs)
    formulas = list(claim.entries.values())
    places = ClaimPlaces(formulas, question.functions, question.inputs, box, options.op_table)
    if not places.has_any:
        return []
    wanted = max(_LEAST, options.n_points // _SHARE)
    seen = {tuple(here.point.values()) for here in facts}
    found: list[PointFacts] = []
    tried = 0
    with work(ESTABLISHING, wanted) as budget:
        for candidate in places.points(_bases(facts)):
            point = rounded(candidate, options.dtype)
            key = tuple(point.values())
            if key in seen or not all(map(math.isfinite, key)) or not box.contains(point):
                continue
            if not options.admits(point):
                continue
            seen.add(key)
            tried += 1
            if budget.is_spent or tried > _CANDIDATES * wanted:
                break
            values = reference.values_at(point)
            if all(value.is_finite for value in values):
                found.append(reference.at(point, values))
            if len(found) >= wanted:
                break
    return found


def _bases(facts: Sequence[PointFacts]) -> list[Point]:
    """Return the points of the sample whose coordinates are most ordinary."""
    points = [dict(here.point) for here in facts]
    return sorted(points, key=lambda point: max(abs(math.log(abs(v) or 1e-9)) for v in point.values()))[
        :_BASES
    ]
