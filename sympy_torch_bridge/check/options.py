"""The options every check takes, validated once, and the points they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import torch

from ..errors import InputTypeError, OptionError, UnknownSymbolError
from ..exact import Enclosure
from ..ops import BY_HEAD, Op, index_by_head
from ..program.expressions.free_symbols import free_symbols
from ..rules.condition import holds_at
from ..tolerance import Precision, precision_of
from .box import box_of, limits_of_domain, refuse_outside
from .known import known_facts
from .points import given_points, rounded
from .question import Question
from .reference import PointFacts, Reference
from .sample import Point, draw, is_enough
from .special_places import SpecialPlaces
from .twins import refuse_twin
from .work import DRAWING, ESTABLISHING, points_note, work

__all__ = ["Options", "facts_of_sample", "refuse_twins_in_claim", "refuse_unknown_wrt"]

# Exponents of ten of the largest magnitude: where mpmath sums a series, time grows with the argument.
_LARGEST = 6.0
_LARGEST_OF_SERIES = 1.5


@dataclass(frozen=True, slots=True)
class Options:
    """What is common to all checks.

    Parameters
    ----------
    domain : mapping of Symbol to Interval or (low, high), or None
    points : list of {symbol: value}, or None
    n_points : int, positive
    seed : int, not negative
    dtype : torch.dtype, real floating
    ops : iterable of Op
    relations : tuple of Boolean
        What holds at every point that is drawn, beside the domain.

    Raises
    ------
    OptionError
        A value is not accepted.
    """

    domain: Any = None
    points: Any = None
    n_points: int = 24
    seed: int = 0
    dtype: torch.dtype = torch.float64
    ops: tuple[Op, ...] = ()
    relations: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        precision_of(self.dtype, allow_complex=True)
        if not isinstance(self.dtype, torch.dtype):
            raise InputTypeError(
                "dtype",
                f"a {type(self.dtype).__name__}",
                expected="a torch.dtype",
                hint=f"torch.{self.dtype}",
            )
        for name, least in (("n_points", 1), ("seed", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
                raise OptionError(name, value, accepted=[f"an integer of at least {least}"])
            object.__setattr__(self, name, int(value))  # NumPy's integers are written to no JSON

    @property
    def precision(self) -> Precision:
        """The precision of the floating type."""
        return precision_of(self.dtype, allow_complex=True)

    @property
    def points_are_stated(self) -> bool:
        """Whether somebody said where to check, so that code has to have numbers there."""
        return self.points is not None or bool(self.domain)

    @property
    def op_table(self) -> Mapping[Any, Op]:
        """The op table with the extra records in place."""
        return {**BY_HEAD, **index_by_head(self.ops)}

    def admits(self, point: Mapping[Any, Any]) -> bool:
        """Tell whether the relations hold at a point."""
        return holds_at(self.relations, point)

    def symbols(self) -> set[Any]:
        """Return every symbol that ``domain`` or ``points`` mention."""
        points = self.points if isinstance(self.points, list | tuple) else ()
        mappings: Iterable[Any] = [self.domain, *points]
        return {symbol for mapping in mappings if isinstance(mapping, Mapping) for symbol in mapping}


def refuse_unknown_wrt(question: Question, options: Options, claimed_symbols: set[Any] | None) -> None:
    """Refuse to differentiate by a symbol that occurs nowhere: the check would be about nothing.

    Parameters
    ----------
    question : Question
    options : Options
    claimed_symbols : set of Symbol, or None
        Symbols of a claim in formulas; a constant claim and one that holds the symbol are taken seriously.

    Raises
    ------
    UnknownSymbolError
    """
    free = {symbol for expr in question.functions for symbol in free_symbols(expr)}
    known = options.symbols()
    for symbol in question.wrt:
        if symbol in free:
            continue
        refuse_twin(symbol, free, "wrt")
        is_claimed = claimed_symbols is not None and (not claimed_symbols or symbol in claimed_symbols)
        if free and symbol not in known and not is_claimed:
            raise UnknownSymbolError(str(symbol), [str(s) for s in question.inputs if s in free], where="wrt")


def refuse_twins_in_claim(question: Question, claimed_symbols: Iterable[Any]) -> None:
    """Refuse a claim about a symbol that only looks like one of the expression: it is another variable.

    Raises
    ------
    UnknownSymbolError
    """
    known = {*question.wrt, *(symbol for expr in question.functions for symbol in free_symbols(expr))}
    for symbol in sorted(claimed_symbols, key=str):
        refuse_twin(symbol, sorted(known, key=str), "the claim")


def facts_of_sample(question: Question, reference: Reference, options: Options) -> list[PointFacts]:
    """Return the exact facts at the points of a check: the user's, or drawn ones.

    Points are drawn where the floating type can hold all values. Where it can do so hardly anywhere, as for
    x**2/10**400, points with values of any size are drawn: formulas have them.

    Raises
    ------
    UnknownSymbolError, MissingInputError, InputTypeError, OptionError
        The points or the domain cannot be used.
    """
    return known_facts(
        question,
        options,
        lambda: _established(question, reference, options),
        is_through_complex=reference.is_through_complex,
    )


def _established(question: Question, reference: Reference, options: Options) -> list[PointFacts]:
    if options.points is not None:
        given = given_points(options.points, question.inputs, options.dtype)
        if options.domain is not None:
            refuse_outside(given, box_of(options.domain, question.inputs))
        with work(ESTABLISHING, len(given)):
            return [reference.at(point) for point in given]
    search = _Search(question, reference, options)
    points = search.points()
    if search.left_range and not is_enough(len(points), options.n_points):
        search = _Search(question, reference, options, has_any_size=True)
        points = search.points()
    facts: list[PointFacts] = []
    with work(ESTABLISHING, options.n_points) as budget:
        for point in points:
            here = reference.at(point, search.values[_key(point)])
            if budget.is_spent and facts:
                break
            facts.append(here)
    if search.is_cut_short or len(facts) < len(points):
        reference.remember(options.n_points, (*search.notes, points_note(len(facts), options.n_points)))
    return facts


class _Search:
    """Draws points and keeps the exact values that decided about them."""

    def __init__(
        self, question: Question, reference: Reference, options: Options, *, has_any_size: bool = False
    ) -> None:
        self.left_range = False
        self._has_any_size = has_any_size
        self.values: dict[tuple[float, ...], tuple[Enclosure, ...]] = {}
        self._question = question
        self._reference = reference
        self._options = options
        self._box = box_of(options.domain, question.inputs)
        self.notes: tuple[str, ...] = ()
        self.is_cut_short = False

    def points(self) -> list[Point]:
        options, reference = self._options, self._reference
        places = SpecialPlaces(reference.functions, self._question.inputs, self._box, options.op_table)
        largest = _LARGEST_OF_SERIES if reference.sums_series else _LARGEST
        with work(DRAWING, options.n_points) as budget:
            found = draw(self._box, options.n_points, options.seed, self, places, largest)
        unused = limits_of_domain(options.domain, self._box)
        self.notes, self.is_cut_short = (*unused, *found.notes), budget.is_spent
        reference.remember(options.n_points, self.notes)
        return _distinct([rounded(point, options.dtype) for point in found.points])

    def is_inside(self, point: Point) -> bool:
        """Tell whether all values are real, and of a size that the floating type holds."""
        exact_point = rounded(point, self._options.dtype)
        if not self._options.admits(exact_point):
            return False
        values = self._reference.values_at(exact_point)
        if not all(value.is_finite for value in values):
            return False
        if not (self._has_any_size or all(map(self._is_in_range, values))):
            self.left_range = True
            return False
        self.values[_key(exact_point)] = values
        return True

    def _is_in_range(self, value: Enclosure) -> bool:
        precision, size = self._options.precision, abs(value.center)
        # What is not exactly zero may be enclosed in an interval about zero that is small beyond measure.
        is_zero = not value.excludes_zero and not value.radius
        is_lost = not is_zero and size + value.radius < precision.tiny / precision.eps
        return not is_lost and bool(size <= precision.largest * precision.eps)

    def is_moderate(self, point: Point) -> bool:
        """Tell whether right code, however it is written, need neither overflow nor underflow.

        A power of three more than the formula's own still fits: derivatives have such denominators.
        """
        if self._has_any_size:
            return True
        precision = self._options.precision
        limits = precision.tiny ** (1 / 3), precision.largest ** (1 / 3)
        return self._reference.stays_within(rounded(point, self._options.dtype), *limits)


def _distinct(points: list[Point]) -> list[Point]:
    """Drop what rounding to a type has made equal."""
    return list({_key(point): point for point in points}.values())


def _key(point: Point) -> tuple[float, ...]:
    return tuple(point.values())
