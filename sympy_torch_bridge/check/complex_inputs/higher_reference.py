"""The exact side of a check of second and higher derivatives with complex inputs.

By a complex variable only a holomorphic function has them: a real one has a gradient, and the derivative of
that is no single number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import sympy

from ...exact import Enclosure, ExactFunction
from ..judge import modulus_of
from ..question import Component, Question, partials
from ..reference import Fact, Kind, PointFacts
from ..size import is_small
from .evaluated import evaluated
from .facts import Convention, worst
from .higher_facts import Way, higher_fact, ways_of
from .reference import ComplexReference

__all__ = ["ComplexSide", "HigherComplexReference", "complex_side"]

Point = Mapping[Any, Any]
# The number of a function, and the places of the symbols it is differentiated by, sorted.
Path = tuple[int, tuple[int, ...]]


class HigherComplexReference:
    """Exact values and derivatives, of second to fourth order, of expressions with complex inputs.

    Parameters
    ----------
    question : Question
    ops : mapping of SymPy class to Op, optional

    Raises
    ------
    UnsupportedFunctionError
        A function cannot be evaluated.

    Examples
    --------
    >>> from ..question import question_of
    >>> z = sympy.Symbol("z")
    >>> reference = HigherComplexReference(question_of(z**3, z, order=2))
    >>> (facts,) = reference.facts([{z: 1 + 2j}])
    >>> [complex(fact.exact) for fact in facts.derivatives.values()]
    [(6+12j)]
    """

    def __init__(self, question: Question, ops: Mapping[Any, Any] | None = None) -> None:
        self.question = question
        first = replace(question, exprs=question.functions, order=1)
        self._first = ComplexReference(first, ops, asked_order=question.order)
        self.parts = self._first.parts
        self.components = tuple(question.components())
        self.conventions: dict[Component, Convention] = dict.fromkeys(self.components, "derivative")
        self._paths = {component: self._path(component) for component in self.components}
        ways = {path: ways_of(self._symbols(path), self.parts.pairs) for path in self._paths.values()}
        self._ways: dict[Path, tuple[Way, ...]] = ways
        self._formulas = self._written()
        formulas = {path: (formula,) for path, formula in self._formulas.items()}
        self._derivatives, notes = evaluated(formulas, self.function)
        self.notes = tuple(dict.fromkeys((*self._first.notes, *notes)))

    def _path(self, component: Component) -> Path:
        number, places = self.question.path(component)
        return number, tuple(sorted(places))  # the order of the differentiations does not matter

    def _symbols(self, path: Path) -> tuple[Any, ...]:
        return tuple(self.question.wrt[place] for place in path[1])

    def _written(self) -> dict[Path, Any]:
        """Return the derivatives in formulas; along real directions where no rules for complex ones apply."""
        wrt, order = self.question.wrt, self.question.order
        found: dict[Path, Any] = {}
        for number, expr in enumerate(self._first.exprs):
            if self._first.is_analytic[number]:
                places = product(range(len(wrt)), repeat=order)
                derivatives = partials([expr], wrt, order)
                found |= {(number, tuple(sorted(p))): d for p, d in zip(places, derivatives, strict=True)}
            elif is_small(expr):
                # SymPy's own rules: those of the package take every symbol for real.
                split = self.parts.substituted(expr)
                own = {path: ways for path, ways in self._ways.items() if path[0] == number}
                found |= {path: sympy.diff(split, *ways[0].directions) for path, ways in own.items()}
        return found

    def notes_of(self, n_points: int) -> tuple[str, ...]:
        """Return the notes; no sample of complex points adds any."""
        return self.notes

    def function(self, exprs: Sequence[Any]) -> ExactFunction:
        """Return the evaluation of expressions of the inputs and of their parts."""
        return self._first.function(exprs)

    @property
    def method(self) -> str:
        """How the exact numbers are computed: ``"ball"`` (proved) or ``"mpmath"``."""
        return self._first.method

    @property
    def has_symbolic(self) -> bool:
        """Whether SymPy's derivative could be evaluated at all."""
        return bool(self._derivatives)

    def has_formula(self, component: Component) -> bool:
        """Tell whether SymPy's derivative of one component can be evaluated."""
        return self._paths[component] in self._derivatives

    def formula(self, component: Component) -> Any:
        """Return SymPy's derivative as a formula of the inputs, or of their parts."""
        return self._formulas[self._paths[component]]

    def ways(self, component: Component) -> tuple[tuple[Any, ...], ...]:
        """Return the real inputs to differentiate by: along the real and along the imaginary direction."""
        ways = self._ways[self._paths[component]]
        return tuple(dict.fromkeys((ways[0].directions, ways[-1].directions)))

    def values_at(self, point: Point) -> tuple[Enclosure, ...]:
        """Enclose the values of all functions."""
        return self._first.values_at(point)

    def is_moderate(self, point: Point, lowest: float, highest: float) -> bool:
        """Tell whether the numbers on the way to the values, and all derivatives, are of usual size."""
        if not self._first.is_moderate(point, lowest, highest):
            return False
        place = self.parts.split(point)
        found = [function(place)[0] for function in self._derivatives.values()]
        return all(d.is_finite and lowest <= abs(d.center) <= highest for d in found if d.excludes_zero)

    def facts(self, points: Sequence[Point]) -> list[PointFacts]:
        """Establish values and derivatives at all points.

        Raises
        ------
        NotDifferentiableError
            A function is not holomorphic in a complex variable.
        """
        return [self._at(first) for first in self._first.facts(points)]

    def _at(self, first: PointFacts) -> PointFacts:
        place = self.parts.split(first.point)
        known = {path: self._fact(path, place, first) for path in self._ways}
        derivatives = {component: known[self._paths[component]] for component in self.components}
        return PointFacts(first.point, first.values, derivatives)

    def _fact(self, path: Path, place: Mapping[Any, Any], first: PointFacts) -> Fact:
        number, places = path
        kinds: list[Kind] = [first.derivatives[Component(number, wrt)].kind for wrt in dict.fromkeys(places)]
        symbolic = self._derivatives[path](place)[0] if path in self._derivatives else None
        return higher_fact(
            self._first.value,
            place,
            self._ways[path],
            number,
            symbolic,
            _scale(first.values[number], [first.point[symbol] for symbol in self._symbols(path)]),
            below=worst(kinds),
            is_plain=self._first.is_plain(number),
        )


def _scale(value: Enclosure, places: Sequence[Any]) -> float:
    """Return ``abs(f)`` over the sizes of the variables, where these are not zero."""
    scale = modulus_of(value) if value.is_finite else 0.0
    for size in map(abs, places):
        scale = scale / float(size) if size else scale
    return scale


ComplexSide = ComplexReference | HigherComplexReference


def complex_side(question: Question, ops: Mapping[Any, Any] | None = None) -> ComplexSide:
    """Return the exact side of a check with complex inputs, of the order of the question.

    Raises
    ------
    UnsupportedFunctionError
        A function cannot be evaluated.
    """
    if question.order == 1:
        return ComplexReference(question, ops)
    return HigherComplexReference(question, ops)
