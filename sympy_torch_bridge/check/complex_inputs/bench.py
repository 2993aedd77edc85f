"""The points of a check with complex inputs, and what is true at them."""

from __future__ import annotations

from typing import Any

from ..known import known_complex
from ..measurement import Bench
from ..options import Options
from ..points import given_points, rounded
from ..question import Question
from ..reference import PointFacts
from ..work import DRAWING, ESTABLISHING, work
from .higher_reference import ComplexSide, complex_side
from .region import region_of
from .sample import draw_complex

__all__ = ["complex_bench"]


def complex_bench(
    question: Question, options: Options, *, is_drawn: bool = False
) -> tuple[ComplexSide, Bench]:
    """Draw the points of a check, and establish what is true at them.

    Parameters
    ----------
    question : Question
    options : Options
    is_drawn : bool
        Whether a number that overflows at a point is left open rather than refuted.

    Returns
    -------
    reference : ComplexReference or HigherComplexReference
    bench : Bench

    Raises
    ------
    UnsupportedFunctionError
        A function cannot be evaluated.
    NotDifferentiableError
        A function has no derivative of the kind that is asked for.
    """
    reference, facts = known_complex(question, options, lambda: _established(question, options))
    return reference, Bench(question, facts, options.dtype, options.seed, is_drawn=is_drawn)


def _established(question: Question, options: Options) -> tuple[ComplexSide, list[PointFacts]]:
    reference = complex_side(question, options.op_table)
    with work(DRAWING, options.n_points):
        points = _points(question, reference, options)
    with work(ESTABLISHING, len(points)):
        facts: list[PointFacts] = reference.facts(points) if points else []
    return reference, facts


def _points(question: Question, reference: ComplexSide, options: Options) -> list[dict[Any, Any]]:
    region = region_of(options.domain, question.inputs, reference.parts)
    if options.points is not None:
        given = given_points(options.points, question.inputs, options.dtype)
        if options.domain is not None:
            region.refuse_outside([reference.parts.split(point) for point in given])
        return given
    precision = options.precision

    def accepts(point: dict[Any, Any]) -> bool:
        values = reference.values_at(rounded(point, options.dtype))
        sizes = [abs(value.center) for value in values if value.is_finite]
        floor = precision.tiny / precision.eps
        return len(sizes) == len(values) and all(
            size <= precision.largest * precision.eps and (not value.excludes_zero or size >= floor)
            for size, value in zip(sizes, values, strict=True)
        )

    limits = precision.tiny ** (1 / 3), precision.largest ** (1 / 3)

    def accepts_extreme(point: dict[Any, Any]) -> bool:
        return accepts(point) and reference.is_moderate(rounded(point, options.dtype), *limits)

    found = draw_complex(region, reference.parts, options.n_points, options.seed, accepts, accepts_extreme)
    return [rounded(point, options.dtype) for point in found]
