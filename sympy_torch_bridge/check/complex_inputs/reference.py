"""The exact side of a check with complex inputs: values, derivatives and gradients at points.

By a complex variable a function has a derivative where it is holomorphic: the quotients along the real
and along the imaginary direction then agree. A real function has a gradient instead, ``df/da + i*df/db``
at ``z = a + i*b``, which is what torch leaves in ``.grad``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from ... import symbolic
from ...exact import Enclosure, ExactFunction, Expected
from ...ops import BY_HEAD
from ..constants import rationalised
from ..judge import modulus_of, negligible_slope
from ..question import Component, Question
from ..reference import Fact, Kind, PointFacts
from ..roughness import is_rough
from ..size import is_small
from .analytic import is_analytic_form
from .evaluated import evaluated
from .facts import Convention, Slopes, fact_of, is_real, plus_i_times, slopes_at
from .not_holomorphic import not_holomorphic
from .parts import Parts, parts_of

__all__ = ["ComplexReference"]

Point = Mapping[Any, Any]


class ComplexReference:
    """Exact values and derivatives of expressions with complex inputs.

    Parameters
    ----------
    question : Question
    ops : mapping of SymPy class to Op, optional
    asked_order : int
        2 or more where these first derivatives are looked at for the sake of higher ones: a gradient does
        not do then.

    Raises
    ------
    UnsupportedFunctionError
        A function cannot be evaluated.

    Examples
    --------
    >>> from ..question import question_of
    >>> z = sympy.Symbol("z")
    >>> reference = ComplexReference(question_of([z**2, sympy.Abs(z) ** 2], z))
    >>> (facts,) = reference.facts([{z: 1 + 2j}])
    >>> [complex(fact.exact) for fact in facts.derivatives.values()]
    [(2+4j), (2+4j)]
    >>> [reference.conventions[component] for component in facts.derivatives]
    ['derivative', 'gradient']
    """

    def __init__(
        self, question: Question, ops: Mapping[Any, Any] | None = None, *, asked_order: int = 1
    ) -> None:
        self.question = question
        self._asked_order = asked_order
        self.parts: Parts = parts_of(question.inputs)
        self.exprs = tuple(rationalised(expr) for expr in question.exprs)
        self.components = tuple(question.components())
        self.conventions: dict[Component, Convention] = {}
        self._ops = ops
        self.value = self.function(self.exprs)
        table = BY_HEAD if ops is None else ops
        self.is_analytic = tuple(is_analytic_form(expr, self.parts.pairs) for expr in self.exprs)
        self._rough = tuple(is_rough(expr, table) for expr in self.exprs)
        self.formulas = {component: self._formulas(component) for component in self.components}
        self._slopes, self.notes = evaluated(self.formulas, self.function)

    def notes_of(self, n_points: int) -> tuple[str, ...]:
        """Return the notes; no sample of complex points adds any."""
        return self.notes

    def function(self, exprs: Sequence[Any]) -> ExactFunction:
        """Return the evaluation of expressions of the inputs and of their parts."""
        return ExactFunction(exprs, self.parts.reals, ops=self._ops, parts=self.parts.pairs)

    def is_plain(self, output: int) -> bool:
        """Tell whether an expression is smooth wherever SymPy's derivative and plain quotients agree."""
        return self.is_analytic[output] and not self._rough[output]

    def ways(self, component: Component) -> tuple[tuple[Any, ...], ...]:
        """Return the real inputs to differentiate by: along the real and along the imaginary direction."""
        return tuple((part,) for part in self.directions(self._symbol(component)))

    def _formulas(self, component: Component) -> tuple[Any, ...]:
        """Return the complex derivative in formulas, or the partial ones along both parts."""
        symbol = self._symbol(component)
        expr = self.exprs[component.output]
        if self.is_analytic[component.output]:
            return (symbolic.derivative(expr, symbol),)
        if not is_small(expr):
            return ()
        # SymPy's own rules: those of the package take every symbol for real, and Abs(f) for a real f.
        split = self.parts.substituted(expr)
        return tuple(sympy.diff(split, direction) for direction in self.directions(symbol))

    def _symbol(self, component: Component) -> Any:
        assert component.wrt is not None
        return self.question.wrt[component.wrt]

    def directions(self, symbol: Any) -> tuple[Any, ...]:
        """Return the real inputs that an input consists of."""
        return self.parts.pairs.get(symbol, (symbol,))

    @property
    def method(self) -> str:
        """How the exact numbers are computed: ``"ball"`` (proved) or ``"mpmath"``."""
        return self.value.method

    @property
    def has_symbolic(self) -> bool:
        """Whether SymPy's derivative could be evaluated at all."""
        return bool(self._slopes)

    def has_formula(self, component: Component) -> bool:
        """Tell whether SymPy's derivative of one component can be evaluated."""
        return component in self._slopes

    def is_moderate(self, point: Point, lowest: float, highest: float) -> bool:
        """Tell whether all numbers on the way to the values, and all derivatives, lie between two magnitudes.

        Complex code that overflows on the way gives nan, where real code may still give the right number.
        """
        place = self.parts.split(point)
        if not self.value.stays_within(place, lowest, highest):
            return False
        slopes = [slope for function in self._slopes.values() for slope in function(place)]
        return all(
            slope.is_finite and lowest <= abs(slope.center) <= highest
            for slope in slopes
            if slope.excludes_zero
        )

    def values_at(self, point: Point) -> tuple[Enclosure, ...]:
        """Enclose the values of all outputs."""
        return self.value(self.parts.split(point))

    def facts(self, points: Sequence[Point]) -> list[PointFacts]:
        """Establish values and derivatives at all points, and with them what the function has.

        Raises
        ------
        NotDifferentiableError
            A function is neither holomorphic nor real in a complex variable; or real, where a derivative of
            higher order is asked for.
        """
        values = [self.values_at(point) for point in points]
        seen = {
            component: [
                self._slopes_at(point, component, value) for point, value in zip(points, values, strict=True)
            ]
            for component in self.components
        }
        for component in self.components:
            self.conventions[component] = self._convention(component, points, values, seen[component])
        return [
            PointFacts(
                point,
                values[i],
                {c: self._fact(point, c, values[i][c.output], seen[c][i]) for c in self.components},
            )
            for i, point in enumerate(points)
        ]

    def _slopes_at(self, point: Point, component: Component, values: Sequence[Enclosure]) -> Slopes:
        directions = self.directions(self._symbol(component))
        split = self.parts.split(point)
        if not values[component.output].is_finite:
            kind: Kind = "unknown" if values[component.output].is_unknown else "outside"
            return Slopes(kind, values[component.output], None)
        is_plain = self.is_plain(component.output)
        scale = self._scale(point, component, values[component.output])
        own = self._slopes[component](split)[0] if is_plain and component in self._slopes else None
        expected = None if own is None else Expected(own, negligible_slope(scale))
        slopes = slopes_at(self.value, split, directions, component.output, quick=is_plain, expected=expected)
        # Across a cut the quotients do not agree: only then one looks at each side.
        if is_plain and not (slopes.kind == "smooth" and _is_confirmed(slopes, own, scale)):
            return slopes_at(self.value, split, directions, component.output, quick=False)
        return slopes

    def _convention(
        self,
        component: Component,
        points: Sequence[Point],
        values: Sequence[Sequence[Enclosure]],
        seen: Sequence[Slopes],
    ) -> Convention:
        """Tell what a function has at the points: a complex derivative, or a gradient if it is real."""
        if self.is_analytic[component.output] or len(self.directions(self._symbol(component))) == 1:
            return "derivative"
        mixed = None
        for point, value, slopes in zip(points, values, seen, strict=True):
            own = value[component.output]
            if slopes.kind == "smooth" and not slopes.is_holomorphic(self._scale(point, component, own)):
                mixed = point if mixed is None else mixed
        if mixed is None:
            return "derivative"
        finite = [v[component.output] for v in values if v[component.output].is_finite]
        is_real_valued = all(is_real(value) for value in finite)
        if is_real_valued and self._asked_order == 1:
            return "gradient"
        expr, symbol = self.question.exprs[component.output], self._symbol(component)
        raise not_holomorphic(expr, symbol, mixed, order=self._asked_order, is_real=is_real_valued)

    def _scale(self, point: Point, component: Component, value: Enclosure) -> float:
        size = abs(point[self._symbol(component)])
        return modulus_of(value) / size if size else modulus_of(value)

    def _fact(self, point: Point, component: Component, value: Enclosure, slopes: Slopes) -> Fact:
        convention = self.conventions[component]
        own = self.symbolic_at(point, component)
        scale = self._scale(point, component, value) if value.is_finite else 0.0
        return fact_of(slopes, own, convention, scale)

    def symbolic_at(self, point: Point, component: Component) -> Enclosure | None:
        """Enclose SymPy's derivative or gradient."""
        if component not in self._slopes:
            return None
        found = self._slopes[component](self.parts.split(point))
        if self.conventions[component] == "gradient":
            return plus_i_times(*found)
        return found[0]

    def formula(self, component: Component) -> Any:
        """Return SymPy's derivative or gradient as one formula of the inputs and their parts."""
        first, *rest = self.formulas[component]
        if self.conventions[component] == "derivative":
            return first
        return sympy.Add(first, sympy.Mul(sympy.I, rest[0], evaluate=False), evaluate=False)


def _is_confirmed(slopes: Slopes, own: Enclosure | None, scale: float) -> bool:
    """Tell whether quotients agree with each other and with SymPy's derivative."""
    if own is None or not slopes.is_holomorphic(scale):
        return False
    judged = fact_of(slopes, own, "derivative", scale).symbolic
    return judged is not None and judged.verdict == "PASS"
