"""Naming mistakes of derivatives by complex variables: conjugates, halves, missing parts, factors."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ..case import SAME
from ..question import Component, Question
from ..result import PointResult
from .facts import Convention

__all__ = ["complex_diagnosis"]

_ENOUGH = 3
_MAX_DENOMINATOR = 12

Change = Callable[[complex], complex]

_OF_DERIVATIVES: tuple[tuple[str, Change], ...] = (
    ("the conjugate of the derivative (torch's gradient convention)", lambda d: d.conjugate()),
    ("the conjugate of the derivative with the wrong sign", lambda d: -d.conjugate()),
    ("twice the derivative", lambda d: 2 * d),
    ("half of the conjugate of the derivative", lambda d: d.conjugate() / 2),
)
_OF_GRADIENTS: tuple[tuple[str, Change], ...] = (
    ("the conjugate of the gradient: 2*df/dz in place of 2*df/d conj(z)", lambda d: d.conjugate()),
    ("the Wirtinger derivative df/d conj(z), half of the gradient", lambda d: d / 2),
    ("the Wirtinger derivative df/dz, half of the conjugate of the gradient", lambda d: d.conjugate() / 2),
)
_OF_BOTH: tuple[tuple[str, Change], ...] = (
    ("a missing imaginary part", lambda d: complex(d.real)),
    ("a missing real part", lambda d: 1j * d.imag),
    ("exchanged real and imaginary parts", lambda d: complex(d.imag, d.real)),
    ("the modulus of the derivative", lambda d: complex(abs(d))),
)


def complex_diagnosis(
    question: Question, rows: Sequence[PointResult], conventions: Mapping[Component, Convention]
) -> str | None:
    """Name the mistake that explains every wrong number of a claim, None if none does.

    Parameters
    ----------
    question : Question
    rows : sequence of PointResult
        Of the claim.
    conventions : mapping of Component to {"derivative", "gradient"}
    """
    by_label = {question.label(component): component for component in question.components()}
    judged = [row for row in rows if row.component in by_label and row.verdict in ("PASS", "FAIL")]
    bad = [label for label in by_label if any(r.verdict == "FAIL" for r in judged if r.component == label)]
    names = [
        _name([row for row in judged if row.component == label], conventions[by_label[label]])
        for label in bad
    ]
    if not names or None in names:
        return None
    unique = list(dict.fromkeys(name for name in names if name))
    where = "" if len(bad) == len(by_label) else f" in {', '.join(bad)}"
    return f"consistent with {'; '.join(unique)}{where}"


def _name(rows: Sequence[PointResult], convention: Convention) -> str | None:
    """Name what one component shows at all its points, the right ones among them."""
    if sum(row.verdict == "FAIL" for row in rows) < min(_ENOUGH, len(rows)):
        return None
    own = _OF_DERIVATIVES if convention == "derivative" else _OF_GRADIENTS
    ratio = _constant_ratio(rows)
    if ratio is not None and not (convention == "gradient" and abs(ratio - 0.5) <= SAME):
        return _named_ratio(ratio)
    for name, change in (*own, *_OF_BOTH):
        if all(_equals(row, change(complex(row.exact))) for row in rows):
            return name
    return None


def _equals(row: PointResult, value: complex) -> bool:
    slack = row.tolerance if cmath.isfinite(row.tolerance) else 0.0
    return bool(abs(row.measured - value) <= max(slack, SAME * abs(value)))


def _constant_ratio(rows: Sequence[PointResult]) -> complex | None:
    """Return measured over exact where it is the same number at all points."""
    sized = [row for row in rows if row.exact]
    if len(sized) < _ENOUGH:
        return None
    largest = max(sized, key=lambda row: abs(row.exact))
    ratio: complex = complex(largest.measured) / complex(largest.exact)
    return ratio if all(_equals(row, ratio * row.exact) for row in rows) else None


def _named_ratio(ratio: complex) -> str:
    if abs(ratio + 1) <= SAME:
        return "a wrong sign"
    for unit, text in ((1, ""), (-1, " and a wrong sign"), (1j, " times I"), (-1j, " times -I")):
        number = ratio / unit
        if abs(number.imag) > SAME * abs(number) or number.real <= 0:
            continue
        if abs(number.real - 1) <= SAME:
            return f"a factor{text.removeprefix(' times')} too much"
        near = Fraction(number.real).limit_denominator(_MAX_DENOMINATOR)
        if near and abs(float(near) - number.real) <= SAME * number.real:
            if near.numerator == 1:
                return f"a missing factor {near.denominator}{text}"
            return f"an extra factor {near}{text}"
        return f"a constant factor {number.real:.10g}{text}"
    return f"a constant factor {_text(ratio)}"


def _text(value: complex) -> str:
    return f"{value.real:.10g}{value.imag:+.10g}*I"
