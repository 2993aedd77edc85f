"""The exact side of a check: real arithmetic, or complex where that alone finds the real values."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..errors import UnsupportedFunctionError
from .known import reference_of
from .options import Options, facts_of_sample
from .question import Question
from .reference import PointFacts, Reference
from .sample import is_enough

__all__ = ["exact_side"]


def exact_side(question: Question, options: Options) -> tuple[Reference, list[PointFacts]]:
    """Return what claims about an expression are judged by, and the facts at the points of the check.

    Antiderivatives in tables are often real by way of complex numbers only: where real arithmetic finds
    too few points, or no value at one of the user's, complex arithmetic is tried.

    Raises
    ------
    UnknownSymbolError, MissingInputError, InputTypeError, OptionError
        The points or the domain cannot be used.

    Examples
    --------
    >>> import sympy
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> for expr in (sympy.log(x), sympy.im(sympy.log(1 + sympy.I * x))):
    ...     print(exact_side(question_of(expr, x), Options())[0].is_through_complex)
    False
    True
    """
    reference = reference_of(question, options)
    facts = facts_of_sample(question, reference, options)
    has_enough = options.points is not None or is_enough(len(facts), options.n_points)
    if has_enough and not any(map(_has_gap, facts)):
        return reference, facts
    try:
        other = reference_of(question, options, is_through_complex=True)
    except UnsupportedFunctionError:
        return reference, facts
    if other.method != reference.method:
        return (
            reference,
            facts,
        )  # mpmath alone could: its special functions take seconds where values are complex
    more = facts_of_sample(question, other, options)
    return (other, more) if _found(more) > _found(facts) else (reference, facts)


def _has_gap(facts: PointFacts) -> bool:
    """Tell whether a value is missing at a point of ordinary numbers."""
    is_real = all(value.is_finite for value in facts.values)
    return not is_real and all(map(math.isfinite, facts.point.values()))


def _found(facts: Sequence[PointFacts]) -> int:
    """Return the number of points at which all values are real."""
    return sum(all(value.is_finite for value in here.values) for here in facts)
