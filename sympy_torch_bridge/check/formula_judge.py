"""Judging claims in formulas: claimed minus exact, enclosed as one formula, so that a mistake is proved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import sympy

from ..errors import UnsupportedFunctionError
from ..exact import Enclosure, ExactFunction
from .claim import SymbolicClaim
from .complex_route import ComplexRoute
from .constants import has_floats, rounding_slack
from .judge import Judgement, judge_enclosure, number_of
from .measurement import Bench
from .question import Component
from .reference import Fact, PointFacts, Reference
from .removable_gap import GAP_OF_CLAIM, GAP_OF_FORMULA, is_removable_gap
from .result import PointResult

__all__ = ["FormulaJudge"]

# A first look, and the correct bits of a claimed number that make its double the right one.
_FIRST_BITS = 128
_ENOUGH_BITS = 80
# Where claimed and exact are equal no precision proves it: this much below the derivative is enough.
_NARROW_BITS = 120
_NARROWER_BITS = (1024, 4096)


class FormulaJudge:
    """Judges the formulas of a claim at points.

    Parameters
    ----------
    claim : SymbolicClaim
    reference : Reference
    ops : mapping of SymPy class to Op, optional

    Raises
    ------
    UnsupportedFunctionError
        The claim holds a function that cannot be evaluated.
    """

    def __init__(
        self, claim: SymbolicClaim, reference: Reference, ops: Mapping[Any, Any] | None = None
    ) -> None:
        self._claim = claim
        self._reference = reference
        self._ops = ops
        self._components = list(reference.derivatives)
        self._comparable = [c for c in self._components if reference.can_evaluate(c)]
        self._formulas = [claim.entries[c] for c in self._components]
        self._both = self._evaluated([*self._formulas, *self._difference_formulas()])
        self._inexact = any(has_floats(e) for e in (*claim.entries.values(), *reference.question.functions))

    def _evaluated(self, formulas: list[Any]) -> ExactFunction:
        """Return the formulas as a function; what it refuses is the claim's: the derivative was accepted."""
        try:
            return self._reference.function(formulas)
        except UnsupportedFunctionError as error:
            raise UnsupportedFunctionError(
                error.function, error.path, nearest=error.nearest, hint=error.hint, is_claim=True
            ) from None

    @cached_property
    def _claimed(self) -> ExactFunction:
        return self._reference.function(self._formulas)

    @cached_property
    def _differences(self) -> ExactFunction | None:
        formulas = self._difference_formulas()
        return self._reference.function(formulas) if formulas else None

    def _difference_formulas(self) -> list[Any]:
        """Return claimed minus exact, without those where SymPy's derivative cannot be evaluated."""
        return [
            sympy.Add(
                self._claim.entries[c],
                sympy.Mul(-1, self._reference.derivatives[c], evaluate=False),
                evaluate=False,
            )
            for c in self._comparable
        ]

    def rows(self, bench: Bench) -> list[PointResult]:
        """Judge all entries at all points."""
        rows = []
        for index, facts in enumerate(bench.facts):
            rows += self._passed(bench, index, facts) or self._judged(bench, index, facts)
        return rows

    def _passed(self, bench: Bench, index: int, facts: PointFacts) -> list[PointResult]:
        """Return the rows of a point where the first precision proves that all entries are right, else none.

        Telling from zero what is zero costs several times as much as showing that it is small enough.
        """
        if self._comparable != self._components:
            return []
        rows = []
        enclosures = self._both.at_precision(facts.point, _FIRST_BITS)
        count = len(self._components)
        for component, claimed, difference in zip(
            self._components, enclosures[:count], enclosures[count:], strict=True
        ):
            fact = facts.derivatives[component]
            if fact.symbolic is None or not fact.is_trusted or claimed.relative_bits < _ENOUGH_BITS:
                return []
            judged = judge_enclosure(claimed, fact.exact, difference, 0.0, bench.scale(component, fact))
            if judged.verdict != "PASS":
                return []
            exact = number_of(fact.exact)
            rows.append(bench.row(index, component, "claim", number_of(claimed), exact, judged))
        return rows

    def _judged(self, bench: Bench, index: int, facts: PointFacts) -> list[PointResult]:
        rows = []
        claimed = self._claimed(facts.point)
        found = self._differences(facts.point) if self._differences is not None else ()
        differences = dict(zip(self._comparable, found, strict=True))
        for place, component in enumerate(self._components):
            fact = facts.derivatives[component]
            scale = bench.scale(component, fact)
            value, difference = self._made_real(facts, component, claimed[place], differences, scale)
            if difference is None:
                # Quotients lose what lies far below f/x here, not what lies below the slope at another point.
                scale = fact.scale or scale
            measured = number_of(value)
            row = bench.no_derivative(index, component, "claim", measured, fact)
            if row is None:
                judged = self._judge(facts.point, component, value, difference, fact, scale)
                row = bench.row(index, component, "claim", measured, number_of(fact.exact), judged)
            rows.append(row)
        return rows

    def _made_real(
        self,
        facts: PointFacts,
        component: Component,
        claimed: Enclosure,
        differences: Mapping[Component, Enclosure],
        scale: float,
    ) -> tuple[Enclosure, Enclosure | None]:
        """Return the claimed value and its difference, by complex numbers where real ones do not lead there.

        The difference is None where only the limit is known.
        """
        difference = differences.get(component) if facts.derivatives[component].symbolic is not None else None
        if not (claimed.is_finite or claimed.is_unknown):
            place = self._components.index(component)
            claimed = self._complex_claims.value(place, facts.point, scale) or claimed
            if difference is not None:
                place = self._comparable.index(component)
                difference = self._complex_differences.value(place, facts.point, scale)
        return claimed, difference if difference is not None and difference.is_finite else None

    @cached_property
    def _complex_claims(self) -> ComplexRoute:
        return ComplexRoute(self._formulas, self._both.inputs, self._ops)

    @cached_property
    def _complex_differences(self) -> ComplexRoute:
        return ComplexRoute(self._difference_formulas(), self._both.inputs, self._ops)

    def _judge(
        self,
        point: Mapping[Any, Any],
        component: Component,
        claimed: Enclosure,
        difference: Enclosure | None,
        fact: Fact,
        scale: float,
    ) -> Judgement:
        is_gap = not (claimed.is_finite or claimed.is_unknown)
        if is_gap and self._has_removable_gap(point, component, fact, scale):
            return Judgement("UNDECIDED", math.nan, math.nan, math.inf, GAP_OF_CLAIM)
        if is_gap and fact.symbolic is None and component in self._comparable:
            # SymPy's own derivative has a gap as well, as (x*cos(x) - sin(x))/x**2 has at 0.
            return Judgement("UNDECIDED", math.nan, math.nan, math.inf, GAP_OF_FORMULA)
        judged = judge_enclosure(claimed, fact.exact, difference, 0.0, scale)
        if judged.verdict == "UNDECIDED" and difference is not None and claimed.is_finite:
            closer = self._narrowed(point, component, fact)
            judged = judged if closer is None else judge_enclosure(claimed, fact.exact, closer, 0.0, scale)
        if judged.verdict == "PASS" or not self._inexact or not claimed.is_finite:
            return judged
        return judge_enclosure(claimed, fact.exact, difference, self._slack(point, component), scale)

    def _narrowed(self, point: Mapping[Any, Any], component: Component, fact: Fact) -> Enclosure | None:
        """Return the difference, as narrow as a derivative far below the numbers on the way needs."""
        if self._differences is None or not fact.exact.excludes_zero:
            return None
        place = self._comparable.index(component)
        for bits in _NARROWER_BITS:
            difference = self._differences.at_precision(point, bits)[place]
            if difference.is_finite and difference.radius < abs(fact.exact.center) * 2.0**-_NARROW_BITS:
                return difference
        return None

    def _has_removable_gap(
        self, point: Mapping[Any, Any], component: Component, fact: Fact, scale: float
    ) -> bool:
        """Tell whether the limit of the claim fills a gap that it has at a point."""
        place = self._components.index(component)

        def value_at(beside: Mapping[Any, Any]) -> Enclosure:
            value = self._claimed(beside)[place]
            return value if value.is_finite else self._complex_claims.value(place, beside, scale) or value

        return is_removable_gap(value_at, point, self._reference.question.inputs, fact.exact, scale)

    def _slack(self, point: Mapping[Any, Any], component: Component) -> Any:
        """Return what the rounded constants of the claim and of the expression can explain."""
        question = self._reference.question
        expr = question.functions[question.path(component)[0]]
        own = rounding_slack(self._claim.entries[component], question.inputs, point, self._ops)
        if not has_floats(expr):
            return own
        return own + rounding_slack(expr, question.inputs, point, self._ops, wrt=question.symbols(component))
