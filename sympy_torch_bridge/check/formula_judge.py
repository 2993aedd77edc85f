"""Judging claims in formulas: claimed minus exact, enclosed as one formula, so that a mistake is proved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy

from ..exact import Enclosure, ExactFunction
from .claim import SymbolicClaim
from .constants import has_floats, rounding_slack
from .judge import Judgement, judge_enclosure, number_of
from .measurement import Bench
from .question import Component
from .reference import Fact, Reference
from .result import PointResult

__all__ = ["FormulaJudge"]


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
        inputs = reference.question.inputs
        self._components = list(reference.derivatives)
        self._claimed = ExactFunction([claim.entries[c] for c in self._components], inputs, ops=ops)
        self._differences = self._prepared_differences(inputs)
        self._inexact = any(has_floats(e) for e in (*claim.entries.values(), *reference.question.functions))

    def _prepared_differences(self, inputs: tuple[Any, ...]) -> ExactFunction | None:
        if not self._reference.has_symbolic:
            return None
        differences = [
            sympy.Add(
                self._claim.entries[c],
                sympy.Mul(-1, self._reference.derivatives[c], evaluate=False),
                evaluate=False,
            )
            for c in self._components
        ]
        return ExactFunction(differences, inputs, ops=self._ops)

    def rows(self, bench: Bench) -> list[PointResult]:
        """Judge all entries at all points."""
        rows = []
        for index, facts in enumerate(bench.facts):
            claimed = self._claimed(facts.point)
            differences = self._differences(facts.point) if self._differences is not None else None
            for place, component in enumerate(self._components):
                fact = facts.derivatives[component]
                measured = number_of(claimed[place])
                row = bench.no_derivative(index, component, "claim", measured, fact)
                if row is None:
                    difference = self._difference(fact, differences, place)
                    judged = self._judge(facts.point, component, claimed[place], difference, fact, bench)
                    exact = number_of(fact.exact)
                    row = bench.row(index, component, "claim", measured, exact, judged)
                rows.append(row)
        return rows

    @staticmethod
    def _difference(fact: Fact, differences: tuple[Enclosure, ...] | None, place: int) -> Enclosure | None:
        """Return the enclosed difference, unless only the limit is known at this point."""
        if differences is None or fact.symbolic is None:
            return None
        return differences[place] if differences[place].is_finite else None

    def _judge(
        self,
        point: Mapping[Any, Any],
        component: Component,
        claimed: Enclosure,
        difference: Enclosure | None,
        fact: Fact,
        bench: Bench,
    ) -> Judgement:
        scale = bench.scale(component, fact)
        if not claimed.is_finite and fact.symbolic is None and self._reference.has_symbolic:
            # SymPy's own derivative has a gap as well, as (x*cos(x) - sin(x))/x**2 has at 0.
            return Judgement("UNDECIDED", math.nan, math.nan, math.inf, "the formula has a gap at this point")
        judged = judge_enclosure(claimed, fact.exact, difference, 0.0, scale)
        if judged.verdict == "PASS" or not self._inexact or not claimed.is_finite:
            return judged
        return judge_enclosure(claimed, fact.exact, difference, self._slack(point, component), scale)

    def _slack(self, point: Mapping[Any, Any], component: Component) -> float:
        """Return what the rounded constants of the claim and of the expression can explain."""
        question = self._reference.question
        expr = question.functions[question.path(component)[0]]
        own = rounding_slack(self._claim.entries[component], question.inputs, point, self._ops)
        if not has_floats(expr):
            return own
        return own + rounding_slack(expr, question.inputs, point, self._ops, wrt=question.symbols(component))
