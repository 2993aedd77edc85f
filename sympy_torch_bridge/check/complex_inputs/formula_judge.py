"""Judging claims in formulas at complex points: claimed minus exact, enclosed in a disc."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy

from ...errors import UnsupportedFunctionError
from ..claim import SymbolicClaim
from ..constants import has_floats, rounding_slack
from ..judge import Judgement, judge_enclosure, number_of
from ..measurement import Bench
from ..question import Component
from ..removable_gap import GAP_OF_CLAIM, GAP_OF_FORMULA, is_removable_gap
from ..result import PointResult
from .higher_reference import ComplexSide

__all__ = ["ComplexFormulaJudge"]


class ComplexFormulaJudge:
    """Judges the formulas of a claim at complex points, without tolerance.

    Parameters
    ----------
    claim : SymbolicClaim
    reference : ComplexReference or HigherComplexReference
        Its conventions are known: the facts of the points have been established.
    ops : mapping of SymPy class to Op, optional

    Raises
    ------
    UnsupportedFunctionError
        The claim holds a function that cannot be evaluated.
    """

    def __init__(
        self, claim: SymbolicClaim, reference: ComplexSide, ops: Mapping[Any, Any] | None = None
    ) -> None:
        self._claim = claim
        self._reference = reference
        self._ops = ops
        self._components = list(reference.components)
        self._claimed = reference.function([claim.entries[c] for c in self._components])
        self._differences = {
            c: reference.function([_minus(claim.entries[c], reference.formula(c))])
            for c in self._components
            if reference.has_formula(c)
        }
        self._inexact = any(has_floats(e) for e in (*claim.entries.values(), *reference.question.functions))

    def rows(self, bench: Bench) -> list[PointResult]:
        """Judge all entries at all points."""
        rows = []
        for index, facts in enumerate(bench.facts):
            split = self._reference.parts.split(facts.point)
            claimed = self._claimed(split)
            for place, component in enumerate(self._components):
                fact = facts.derivatives[component]
                measured = number_of(claimed[place])
                row = bench.no_derivative(index, component, "claim", measured, fact)
                if row is None:
                    scale = bench.scale(component, fact)
                    judged = self._judged(split, component, claimed[place], fact, scale)
                    row = bench.row(index, component, "claim", measured, number_of(fact.exact), judged)
                rows.append(row)
        return rows

    def _judged(
        self, split: Mapping[Any, Any], component: Component, claimed: Any, fact: Any, scale: float
    ) -> Judgement:
        has_formula = component in self._differences
        is_gap = not (claimed.is_finite or claimed.is_unknown)
        if is_gap and self._has_removable_gap(split, component, fact, scale):
            return Judgement("UNDECIDED", math.nan, math.nan, math.inf, GAP_OF_CLAIM)
        if is_gap and fact.symbolic is None and has_formula:
            return Judgement("UNDECIDED", math.nan, math.nan, math.inf, GAP_OF_FORMULA)
        difference = None
        if has_formula and fact.symbolic is not None:
            (found,) = self._differences[component](split)
            difference = found if found.is_finite else None
        judged = judge_enclosure(claimed, fact.exact, difference, 0.0, scale)
        if judged.verdict == "PASS" or not self._inexact or not claimed.is_finite:
            return judged
        return judge_enclosure(claimed, fact.exact, difference, self._slack(split, component), scale)

    def _has_removable_gap(
        self, split: Mapping[Any, Any], component: Component, fact: Any, scale: float
    ) -> bool:
        """Tell whether the limit of the claim fills a gap that it has at a point."""
        place = self._components.index(component)
        inputs = self._reference.parts.reals
        return is_removable_gap(lambda beside: self._claimed(beside)[place], split, inputs, fact.exact, scale)

    def _slack(self, split: Mapping[Any, Any], component: Component) -> Any:
        """Return what the rounded constants of the claim and of the expression can explain."""
        parts, question = self._reference.parts, self._reference.question
        expr = question.functions[question.path(component)[0]]

        def slack(formula: Any, *wrt: Any) -> Any:
            return rounding_slack(formula, parts.reals, split, self._ops, wrt=wrt, parts=parts.pairs)

        own = slack(self._claim.entries[component])
        if not has_floats(expr):
            return own
        try:
            written = parts.substituted(expr)
            return own + sum(slack(written, *way) for way in self._reference.ways(component))
        except UnsupportedFunctionError:  # SymPy leaves a derivative open: the limit alone judges
            return own


def _minus(claimed: Any, exact: Any) -> Any:
    return sympy.Add(claimed, sympy.Mul(-1, exact, evaluate=False), evaluate=False)
