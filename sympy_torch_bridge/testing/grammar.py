"""Which formulas are real and finite everywhere in a domain: what may stand where, as a grammar.

A formula is drawn as one that may take any real value, or as one that is positive everywhere. A function
gets an argument that stays inside the domain which its record in the op table states, so that no draw has
to be thrown away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from hypothesis import strategies as st

from ..domain import POSITIVE, REAL, Interval
from ..ops import BY_HEAD

__all__ = ["Grammar"]

# Functions of SymPy that are no classes of their own, and where they are smooth.
_ROOTS = {sympy.sqrt: POSITIVE, sympy.cbrt: POSITIVE, sympy.root: POSITIVE}
# Nested in one another these leave the range of a double: their arguments are variables and constants.
_STEEP = frozenset({sympy.exp, sympy.sinh, sympy.cosh, sympy.gamma, sympy.factorial, sympy.erfi, sympy.Chi})
# How much of a bounded domain an argument may fill: its ends are where derivatives are infinite.
_FILLED = sympy.Rational(7, 8)


_Draw = Callable[[st.SearchStrategy[Any]], Any]
_Kind = Callable[[_Draw], Any]


@dataclass(frozen=True, eq=False, repr=False)
class Grammar:
    """How formulas of one kind are drawn.

    Parameters
    ----------
    variables : tuple of Symbol
    positive : tuple of Symbol
        Those that are positive in the whole domain.
    functions : tuple of callable
    constants : SearchStrategy
        Numbers.
    kinks : bool
        Whether formulas may have kinks and steps.
    """

    variables: tuple[Any, ...]
    positive: tuple[Any, ...]
    functions: tuple[Callable[..., Any], ...]
    constants: st.SearchStrategy[Any]
    kinks: bool

    def __repr__(self) -> str:
        return f"<grammar of {', '.join(map(str, self.variables))}>"

    def real(self, depth: int) -> st.SearchStrategy[Any]:
        """Return formulas with any real value."""
        return _formulas(self.real_kinds(depth))

    def above_zero(self, depth: int) -> st.SearchStrategy[Any]:
        """Return formulas that are positive everywhere in the domain."""
        return _formulas(self.positive_kinds(depth))

    def real_kinds(self, depth: int) -> tuple[_Kind, ...]:
        """Return the ways to draw a formula; the shortest come first, so that failures shrink to them."""
        leaves: tuple[_Kind, ...] = (
            lambda draw: draw(st.sampled_from(self.variables)),
            lambda draw: draw(self.constants),
        )
        if depth == 0:
            return leaves

        def inner(draw: _Draw) -> Any:
            return draw(self.real(depth - 1))

        operations: tuple[_Kind, ...] = (
            lambda draw: inner(draw) + inner(draw),
            lambda draw: inner(draw) * inner(draw),
            lambda draw: inner(draw) - inner(draw),
            lambda draw: inner(draw) ** draw(st.integers(2, 3)),
            lambda draw: inner(draw) / draw(self.above_zero(depth - 1)),
        )
        applied = tuple(self._applied(function, depth) for function in self.functions)
        return (*leaves, *operations, *applied, *(self._kinked(inner) if self.kinks else ()))

    def positive_kinds(self, depth: int) -> tuple[_Kind, ...]:
        """Return the ways to draw a formula that is positive everywhere."""
        leaves: tuple[_Kind, ...] = (
            (lambda draw: draw(st.sampled_from(self.positive)),) if self.positive else ()
        )

        def square(draw: _Draw) -> Any:
            return 1 + draw(self.real(max(0, depth - 1))) ** 2

        if depth == 0:
            return (*leaves, square)

        def below(draw: _Draw) -> Any:
            return draw(self.above_zero(depth - 1))

        return (*leaves, square, lambda draw: below(draw) + below(draw), lambda draw: sympy.sqrt(below(draw)))

    def _kinked(self, inner: _Kind) -> tuple[_Kind, ...]:
        def variable(draw: _Draw) -> Any:
            return draw(st.sampled_from(self.variables))

        def piecewise(draw: _Draw) -> Any:
            return sympy.Piecewise((inner(draw), variable(draw) < draw(self.constants)), (inner(draw), True))

        return (
            lambda draw: sympy.Abs(variable(draw)),
            lambda draw: sympy.Max(variable(draw), draw(self.constants)),
            piecewise,
        )

    def _applied(self, function: Callable[..., Any], depth: int) -> _Kind:
        """Return values of a function at arguments inside its domain."""
        inner = 0 if function in _STEEP else depth - 1
        op = BY_HEAD.get(function) if isinstance(function, type) else None
        if op is None:
            root = _ROOTS.get(function, REAL)
            return lambda draw: function(self._within(draw, root, inner))
        places = range(_arity(function, len(op.domain)))
        return lambda draw: function(
            *(
                draw(st.integers(1, 3))
                if place in op.integer
                else self._within(draw, op.argument_domain(place), inner)
                for place in places
            )
        )

    def _within(self, draw: _Draw, interval: Interval, depth: int) -> Any:
        """Draw a formula whose values lie in an interval."""
        low, high = interval.lower, interval.upper
        if math.isinf(low) and math.isinf(high):
            return draw(self.real(depth))
        if math.isinf(high):
            above = draw(self.above_zero(depth))
            return sympy.nsimplify(low) + above if low else above
        if math.isinf(low):
            return sympy.nsimplify(high) - draw(self.above_zero(depth))
        inner = draw(self.real(depth))
        return _short((low + high) / 2) + _short((high - low) / 2) * _FILLED * inner / sympy.sqrt(
            1 + inner**2
        )


@st.composite
def _formulas(draw: st.DrawFn, kinds: tuple[_Kind, ...]) -> Any:
    # Formulas are put together here and not by strategies: hypothesis then shows them as they are written.
    return draw(st.sampled_from(kinds))(draw)


def _short(value: float) -> Any:
    """Return a rational with a small denominator near a number; an eighth is kept free at either end."""
    return sympy.Rational(round(value * 16), 16)


def _arity(function: Any, stated: int) -> int:
    numbers = getattr(function, "nargs", sympy.S.Naturals0)
    if not isinstance(numbers, sympy.FiniteSet):
        return max(2, stated)
    return stated if stated in numbers else int(min(numbers))


def positive_symbols(variables: Sequence[Any], domain: dict[Any, Interval]) -> tuple[Any, ...]:
    """Return the variables that are positive throughout: their values exclude zero."""
    return tuple(
        x
        for x in variables
        if domain[x].lower > 0 or (domain[x].lower == 0 and (domain[x].lower_open or x.is_positive))
    )
