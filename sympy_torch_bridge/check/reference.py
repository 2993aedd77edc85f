"""The exact side of a check: values, derivatives and their limits at single points.

Two routes that share no rule: SymPy's derivative evaluated rigorously, and difference quotients of the
value in high precision. What the torch side computes plays no part here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import mpmath

from ..exact import (
    Enclosure,
    ExactFunction,
    Expected,
    RealResult,
    central_derivative,
    central_slope,
    classify,
    classify_derivative,
)
from ..exact.number import exact_rational
from ..exact.stencil import Kept
from ..ops import BY_HEAD
from .constants import rationalised
from .formal_slopes import FormalSlopes
from .judge import Judgement, judge_enclosure, negligible_slope
from .question import Component, Question, partials
from .roughness import is_rough

__all__ = ["Fact", "Kind", "PointFacts", "Reference"]

Kind = Literal["smooth", "kink", "vertical", "outside", "unknown"]

_THROUGH_COMPLEX = "real values by way of complex numbers: with real ones alone the expression has too few"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of one derivative at one point.

    Parameters
    ----------
    kind : {"smooth", "kink", "vertical", "outside", "unknown"}
    exact : Enclosure
        The derivative that claims are judged by; not finite where none exists.
    scale : float
        Size of the function over size of the variable: what a derivative of zero is measured by.
    symbolic : Judgement or None
        SymPy's derivative judged by the limit; None where it could not be evaluated.
    symbolic_value : float
    limit : float
        The limit of quotients; nan where none was computed.
    left, right : float
        Slopes on both sides where the point is no smooth one, infinite at a vertical tangent or a jump.
    """

    kind: Kind
    exact: Enclosure
    scale: float
    symbolic: Judgement | None
    symbolic_value: float
    limit: float = math.nan
    left: float | None = None
    right: float | None = None

    @property
    def is_trusted(self) -> bool:
        """Whether both routes agree, or only one was possible."""
        return self.symbolic is None or self.symbolic.verdict != "FAIL"


@dataclass(frozen=True, slots=True)
class PointFacts:
    """The exact values of the functions at one point, and the facts of all derivatives."""

    point: Mapping[Any, Any]
    values: tuple[Enclosure, ...]
    derivatives: Mapping[Component, Fact]


class Reference:
    """Exact values and derivatives of the expressions of a question.

    Parameters
    ----------
    question : Question
    ops : mapping of SymPy class to Op, optional
        Functions that can be evaluated; the op table of the package if left out.
    is_through_complex : bool
        Whether numbers on the way may be complex, where the values themselves are real.

    Examples
    --------
    >>> from .question import question_of
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> facts = Reference(question_of(sympy.sin(x), x)).at({x: 1.0})
    >>> fact = facts.derivatives[Component(0, 0)]
    >>> fact.kind, round(float(fact.exact), 6), fact.symbolic.verdict
    ('smooth', 0.540302, 'PASS')
    """

    def __init__(
        self, question: Question, ops: Mapping[Any, Any] | None = None, *, is_through_complex: bool = False
    ) -> None:
        self.question = question
        self.is_through_complex = is_through_complex
        self._ops = ops
        self.exprs = tuple(rationalised(expr) for expr in question.exprs)
        self.functions = tuple(rationalised(expr) for expr in question.functions)
        self._values = self.function(self.functions)
        derivatives = partials(self.functions, question.wrt, question.order)
        self.derivatives: dict[Component, Any] = dict(zip(question.components(), derivatives, strict=True))
        self._rough = tuple(is_rough(expr, BY_HEAD if ops is None else ops) for expr in self.functions)
        self._slopes = FormalSlopes(question, self.derivatives, self.function)
        self.notes = (*([_THROUGH_COMPLEX] if is_through_complex else []), *self._slopes.notes)
        self._notes_of_samples: dict[int, tuple[str, ...]] = {}

    def function(self, exprs: Sequence[Any]) -> ExactFunction:
        """Return formulas of the inputs as an exact function, in the arithmetic of the expressions.

        Raises
        ------
        UnsupportedFunctionError
            A function cannot be evaluated.
        """
        arithmetic = RealResult if self.is_through_complex else ExactFunction
        return arithmetic(exprs, self.question.inputs, ops=self._ops)

    @property
    def method(self) -> str:
        """How the exact numbers are computed: ``"ball"`` (proved) or ``"mpmath"``."""
        return self._values.method

    @property
    def sums_series(self) -> bool:
        """Whether a value is a series that mpmath sums: the larger the argument, the longer it takes."""
        return self._values.sums_series

    def stays_within(self, point: Mapping[Any, Any], lowest: float, highest: float) -> bool:
        """Tell whether all intermediate values lie between two magnitudes."""
        return self._values.stays_within(point, lowest, highest)

    def remember(self, n_points: int, notes: tuple[str, ...]) -> None:
        """Keep what limits a sample of so many points."""
        self._notes_of_samples[n_points] = notes

    def notes_of(self, n_points: int) -> tuple[str, ...]:
        """Return what limits a check with a sample of so many points."""
        return (*self.notes, *self._notes_of_samples.get(n_points, ()))

    @property
    def has_symbolic(self) -> bool:
        """Whether any of SymPy's derivatives can be evaluated."""
        return bool(self._slopes.components)

    def can_evaluate(self, component: Component) -> bool:
        """Tell whether SymPy's derivative can be evaluated exactly."""
        return component in self._slopes.components

    def values_at(self, point: Mapping[Any, Any]) -> tuple[Enclosure, ...]:
        """Enclose the values of the functions."""
        return self._values(point)

    def at(self, point: Mapping[Any, Any], values: tuple[Enclosure, ...] | None = None) -> PointFacts:
        """Establish the values and all derivatives at a point; ``values`` if they are known already."""
        values = self._values(point) if values is None else values
        slopes = self._slopes.at(point)
        facts: dict[Component, Fact] = {}
        known: dict[tuple[int, tuple[int, ...]], Fact] = {}
        kept: Kept = {}
        for component in self.derivatives:
            number, places = self.question.path(component)
            path = number, tuple(sorted(places))  # the order of the differentiations does not matter
            if path not in known:
                known[path] = self._fact(point, component, values[number], slopes.get(component), kept)
            facts[component] = known[path]
        return PointFacts(point, values, facts)

    def _fact(
        self,
        point: Mapping[Any, Any],
        component: Component,
        value: Enclosure,
        slope: Enclosure | None,
        kept: Kept,
    ) -> Fact:
        number, symbols = self.question.path(component)[0], self.question.symbols(component)
        scale = _natural_scale(value, [point[symbol] for symbol in symbols])
        if not value.is_finite:
            return Fact("unknown" if value.is_unknown else "outside", value, scale, None, math.nan)
        if not self._rough[number] and slope is not None and slope.is_finite:
            expected = Expected(slope, negligible_slope(scale))
            limit = self._limit(point, symbols, number, kept, expected)
            if limit.is_finite:
                judgement = judge_enclosure(slope, limit, None, 0.0, scale)
                if judgement.verdict == "PASS":
                    return Fact("smooth", slope, scale, judgement, float(slope), float(limit))
        return self._classified(point, component, scale, slope, kept)

    def _limit(
        self,
        point: Mapping[Any, Any],
        symbols: tuple[Any, ...],
        number: int,
        kept: Kept,
        expected: Expected,
    ) -> Enclosure:
        """Return the limit of the difference quotients of the values."""
        values = self._values
        if len(symbols) == 1:
            return central_slope(values, point, symbols[0], output=number, kept=kept, expected=expected)
        return central_derivative(values, point, symbols, output=number, kept=kept, expected=expected)

    def _classified(
        self,
        point: Mapping[Any, Any],
        component: Component,
        scale: float,
        slope: Enclosure | None,
        kept: Kept,
    ) -> Fact:
        """Look at both sides of the point."""
        number, symbols = self.question.path(component)[0], self.question.symbols(component)
        if len(symbols) == 1:
            seen = classify(self._values, point, symbols[0], output=number, kept=kept)
        else:
            seen = classify_derivative(self._values, point, symbols, output=number, kept=kept)
        if seen.kind != "smooth":
            nowhere = Enclosure(mpmath.mp.nan, mpmath.mp.inf, 0, "quotient")
            own = math.nan if slope is None else float(slope)
            left, right = _slope(seen.left), _slope(seen.right)
            return Fact(seen.kind, nowhere, scale, None, own, left=left, right=right)
        if slope is None or not slope.is_finite:
            # A formula may have a gap where the function has none: (x*cos(x) - sin(x))/x**2 at 0.
            return Fact("smooth", seen.central, scale, None, math.nan, float(seen.central))
        judgement = judge_enclosure(slope, seen.central, None, 0.0, scale)
        exact = slope if judgement.verdict != "FAIL" else seen.central
        return Fact("smooth", exact, scale, judgement, float(slope), float(seen.central))


def _slope(side: Enclosure) -> float | None:
    """Return a one-sided derivative as a double, None where there is none to tell."""
    slope = float(side)
    return None if math.isnan(slope) else slope


def _natural_scale(value: Enclosure, places: Sequence[Any]) -> float:
    """Return ``abs(f) / abs(x)``: it follows every rescaling of the function and of the variables."""
    if not value.is_finite:
        return 0.0
    scale = abs(float(value))
    for place in places:
        number = exact_rational(place)
        if number is None:
            return 0.0
        scale = scale / abs(float(number)) if number else scale
    return scale
