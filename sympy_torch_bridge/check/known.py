"""What earlier checks established about an expression: its derivatives and the exact facts at its points.

Only what follows from the question and the options alone is kept; everything about a claim is computed
anew. Kept are the 32 expressions checked last, with two samples each, none of more than 1,000 numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..exact.backend import choose_arithmetic
from .points import given_points
from .question import Question
from .recent import Recent
from .reference import PointFacts, Reference
from .size import is_small

if TYPE_CHECKING:
    from .options import Options

__all__ = ["forget", "known_complex", "known_facts", "reference_of"]

Established = TypeVar("Established")

_EXPRESSIONS = 32
_SAMPLES = 2
_MAX_NUMBERS = 1000

_references: Recent[Reference] = Recent(_EXPRESSIONS)
_facts: Recent[list[PointFacts]] = Recent(_EXPRESSIONS * _SAMPLES)
_complex: Recent[Any] = Recent(_EXPRESSIONS * _SAMPLES)


def reference_of(question: Question, options: Options, *, is_through_complex: bool = False) -> Reference:
    """Return the exact side of a question, of an earlier check where there was one.

    Examples
    --------
    >>> import sympy
    >>> from .options import Options
    >>> from .question import question_of
    >>> x = sympy.Symbol("x")
    >>> first, again = (reference_of(question_of(sympy.sin(x), x), Options()) for _ in range(2))
    >>> first is again
    True
    """
    key = _question_key(question, options)
    return _references.get(
        None if key is None else (key, is_through_complex),
        lambda: Reference(question, options.op_table, is_through_complex=is_through_complex),
    )


def known_facts(
    question: Question,
    options: Options,
    establish: Callable[[], list[PointFacts]],
    *,
    is_through_complex: bool = False,
) -> list[PointFacts]:
    """Return the facts at the points of a check, those of an earlier one with the same options if kept.

    Parameters
    ----------
    question : Question
    options : Options
    establish : callable
        Draws the points and establishes the facts.
    is_through_complex : bool
        Whether numbers on the way may be complex.
    """
    key = _sample_key(question, options)
    return list(_facts.get(None if key is None else (key, is_through_complex), establish))


def known_complex(question: Question, options: Options, establish: Callable[[], Established]) -> Established:
    """Return what an earlier check with complex inputs and the same options established, if it is kept.

    Parameters
    ----------
    question : Question
    options : Options
    establish : callable
        Draws the points and establishes the facts.
    """
    found: Established = _complex.get(_sample_key(question, options), establish)
    return found


def forget() -> None:
    """Forget all earlier checks."""
    _references.clear()
    _complex.clear()
    _facts.clear()


def _question_key(question: Question, options: Options) -> Hashable | None:
    """Return all that the exact side depends on; None for what recursive comparison could not take."""
    if not is_small(*question.exprs):
        return None
    return _hashable((question, options.ops, choose_arithmetic("auto").name))


def _sample_key(question: Question, options: Options) -> Hashable | None:
    """Return all that the points and the facts there depend on."""
    sample: Hashable
    if options.points is not None:
        points = given_points(options.points, question.inputs, options.dtype)
        n_points, sample = len(points), tuple(tuple(map(_bits, point.values())) for point in points)
    else:
        domain = options.domain
        n_points, sample = options.n_points, tuple(domain.items()) if isinstance(domain, Mapping) else domain
    asked = _question_key(question, options)
    if asked is None or n_points * len(question.exprs) * len(question.wrt) > _MAX_NUMBERS:
        return None
    return _hashable((asked, sample, replace(options, domain=None, points=None)))


def _bits(number: Any) -> tuple[str, str]:
    """Return a float or complex number, its zeros with their signs."""
    whole = complex(number)
    return whole.real.hex(), whole.imag.hex()


def _hashable(parts: Iterable[Any]) -> Hashable | None:
    key = tuple(parts)
    try:
        hash(key)
    except TypeError:
        return None
    return key
