"""Naming mistakes of derivatives by complex variables: conjugates, halves, missing parts, factors."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ..alike import SAME, allowed_gap, is_shown
from ..diagnosis import Diagnosis, Mistake
from ..question import Component, Question
from ..result import PointResult
from .facts import Convention

__all__ = ["complex_diagnosis", "equals", "is_enough_wrong"]

_ENOUGH = 3
_MAX_DENOMINATOR = 12

Change = Callable[[complex], complex]

# Kinds of mistakes, what they are for people, and what they make of the exact number.
_OF_DERIVATIVES: tuple[tuple[tuple[str, ...], str, Change], ...] = (
    (
        ("conjugate",),
        "the conjugate of the derivative (torch's gradient convention)",
        lambda d: d.conjugate(),
    ),
    (("conjugate", "sign"), "the conjugate of the derivative with a wrong sign", lambda d: -d.conjugate()),
    (("conjugate", "factor-2"), "half of the conjugate of the derivative", lambda d: d.conjugate() / 2),
    (("conjugate", "factor-2"), "twice the conjugate of the derivative", lambda d: d.conjugate() * 2),
)
_OF_GRADIENTS: tuple[tuple[tuple[str, ...], str, Change], ...] = (
    (
        ("conjugate",),
        "the conjugate of the gradient: 2*df/dz in place of 2*df/d conj(z)",
        lambda d: d.conjugate(),
    ),
    (("factor-2",), "the Wirtinger derivative df/d conj(z), half of the gradient", lambda d: d / 2),
    (
        ("conjugate", "factor-2"),
        "the Wirtinger derivative df/dz, half of the conjugate of the gradient",
        lambda d: d.conjugate() / 2,
    ),
)
_OF_BOTH: tuple[tuple[tuple[str, ...], str, Change], ...] = (
    (("complex-part",), "a missing imaginary part", lambda d: complex(d.real)),
    (("complex-part",), "a missing real part", lambda d: 1j * d.imag),
    (("complex-part",), "exchanged real and imaginary parts", lambda d: complex(d.imag, d.real)),
    (("complex-part",), "the modulus in place of the number", lambda d: complex(abs(d))),
)


def complex_diagnosis(
    question: Question, rows: Sequence[PointResult], conventions: Mapping[Component, Convention]
) -> Diagnosis:
    """Name the mistakes that explain the wrong numbers of a claim, component by component.

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
    accounts: dict[str, list[str]] = {}
    mistakes: list[Mistake] = []
    unnamed = []
    for label in bad:
        account = _account([row for row in judged if row.component == label], conventions[by_label[label]])
        if account is None:
            unnamed.append(label)
            continue
        kinds, text = account
        accounts.setdefault(text, []).append(label)
        mistakes += [Mistake(kind, text, component=label if len(by_label) > 1 else "") for kind in kinds]
    if not accounts:
        return Diagnosis()
    texts = [
        text if len(labels) == len(by_label) else f"{text} in {', '.join(labels)}"
        for text, labels in accounts.items()
    ]
    end = f"; no known mistake fits {', '.join(unnamed)}" if unnamed else ""
    return Diagnosis(f"consistent with {'; '.join(texts)}{end}", tuple(mistakes))


def _account(rows: Sequence[PointResult], convention: Convention) -> tuple[tuple[str, ...], str] | None:
    """Name what one component shows at all its points, the right ones among them."""
    if not is_enough_wrong(rows):
        return None
    if not any(row.measured for row in rows):
        return ("held-constant",), "0 in place of the derivative, as of a constant"
    own = _OF_DERIVATIVES if convention == "derivative" else _OF_GRADIENTS
    ratio = _constant_ratio(rows)
    if ratio is not None and not (convention == "gradient" and abs(ratio - 0.5) <= SAME):
        return _named_ratio(ratio, rows)
    for kinds, text, change in (*own, *_OF_BOTH):
        if all(equals(row, change(complex(row.exact))) for row in rows):
            return kinds, text
    return None


def is_enough_wrong(rows: Sequence[PointResult]) -> bool:
    """Tell whether enough numbers are wrong for a name that fits them all to be no coincidence."""
    return sum(map(is_shown, rows)) >= _ENOUGH


def equals(row: PointResult, value: complex) -> bool:
    """Tell whether a measured number is another one within its rounding."""
    return cmath.isfinite(value) and bool(abs(row.measured - value) <= allowed_gap(abs(value), row))


def _constant_ratio(rows: Sequence[PointResult]) -> complex | None:
    """Return measured over exact where it is the same number at all points, and not by being the only one.

    A derivative that is the same number everywhere has a constant ratio to every wrong constant.
    """
    sized = [row for row in rows if row.exact]
    if len({complex(row.exact) for row in sized}) < _ENOUGH:
        return None
    largest = max(sized, key=lambda row: abs(row.exact))
    ratio: complex = complex(largest.measured) / complex(largest.exact)
    if abs(ratio - 1) < SAME:
        return None
    return ratio if all(equals(row, ratio * row.exact) for row in rows) else None


def _named_ratio(ratio: complex, rows: Sequence[PointResult]) -> tuple[tuple[str, ...], str]:
    """Name a factor: by a simple number as far as all rows agree with it, else by its digits."""

    def fits(number: complex) -> bool:
        return all(equals(row, number * row.exact) for row in rows)

    for unit, text in ((1, ""), (-1, " and a wrong sign"), (1j, " times I"), (-1j, " times -I")):
        near = Fraction((ratio / unit).real).limit_denominator(_MAX_DENOMINATOR)
        if near <= 0 or not fits(unit * float(near)):
            continue
        if near == 1:
            if unit == -1:
                return ("sign",), "a wrong sign"
            return ("constant-factor",), f"a factor{text.removeprefix(' times')} too much"
        kind = "factor-2" if near in (2, Fraction(1, 2)) else "constant-factor"
        kinds = (kind, "sign") if unit == -1 else (kind,)
        if near.numerator == 1:
            return kinds, f"a missing factor {near.denominator}{text}"
        return kinds, f"an extra factor {near}{text}"
    imaginary = "" if fits(ratio.real) else f"{ratio.imag:+.10g}*I"
    return ("constant-factor",), f"a constant factor {ratio.real:.10g}{imaginary}"
