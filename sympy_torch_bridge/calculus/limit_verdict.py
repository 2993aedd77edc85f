"""From two one-sided limits to a verdict, and the verdict in words."""

from __future__ import annotations

import math
from typing import Any, Literal

from ..errors import DomainError
from ..render import format_number
from .float_range import fits_float, outside_text
from .limit_sides import SideLimit

__all__ = ["Verdict", "check_sides", "explain", "is_rational", "number_text", "verdict_of"]

Verdict = Literal[
    "differentiable", "kink", "vertical tangent", "jump", "one-sided", "oscillating", "undecided"
]
_DIGITS = 15
_LONGEST_FRACTION = 15
# Numerical limits are told apart if they differ by this much, relatively, and by far more than their noise.
_RELATIVE_GAP = 1e-6
_NOISE_FACTOR = 10


def verdict_of(left: SideLimit, right: SideLimit) -> Verdict:
    """Return the verdict on a function with these one-sided limits; both sides outside is no case here."""
    kinds = {left.kind, right.kind}
    if "outside" in kinds:
        return "one-sided"
    if "jump" in kinds:
        return "jump"
    if "oscillating" in kinds:
        return "oscillating"
    if "undecided" in kinds:
        return "undecided"
    if "infinite" in kinds:
        return "vertical tangent"
    return "differentiable" if _agree(left, right) else "kink"


def check_sides(name: str, point: str, left: SideLimit, right: SideLimit) -> None:
    """Refuse an isolated point of the domain, where no quotient exists at all."""
    if left.kind == right.kind == "outside":
        raise DomainError(
            name,
            f"points beside {point}",
            why="the function has a value at the point alone, so no difference quotient exists",
        )


def _agree(left: SideLimit, right: SideLimit) -> bool:
    gap = abs(left.value - right.value)
    noise = left.uncertainty + right.uncertainty
    if isinstance(left.value, float):
        size = max(abs(left.value), abs(right.value))
        return bool(gap <= _RELATIVE_GAP * size + _NOISE_FACTOR * noise)
    return bool(gap <= noise)


def explain(verdict: Verdict, left: SideLimit, right: SideLimit, central: Any, order: int) -> str:
    """Say the verdict in a sentence, with the numbers it rests on."""
    what = "differentiable" if order == 1 else f"differentiable {order} times"
    match verdict:
        case "differentiable":
            return f"{what}: both one-sided limits are {_common(left, right)}"
        case "kink":
            sentence = f"not {what}: the one-sided limits differ (kink): {_sides(left, right)}"
            return sentence if central is None else f"{sentence}. {_no_derivative(central)}"
        case "vertical tangent":
            shape = _vertical_shape(left, right)
            return f"not {what}: {shape}: {_sides(left, right)}"
        case "jump":
            return f"not {what}: the function is not continuous there (jump): {_sides(left, right)}"
        case "one-sided":
            return _one_sided(left, right, what)
        case "oscillating":
            return f"not {what}: the limits do not exist (the quotient oscillates): {_sides(left, right)}"
        case "undecided":
            return f"undecided whether {what}: the quotients do not settle: {_sides(left, right)}"


def _common(left: SideLimit, right: SideLimit) -> str:
    texts = {_side_text(left), _side_text(right)}
    # Two numerical limits may differ in a last digit that neither of them is sure of.
    best = min((left, right), key=lambda side: side.uncertainty)
    return texts.pop() if len(texts) == 1 else f"{_side_text(best)} within their uncertainty"


def _no_derivative(central: Any) -> str:
    return (
        f"The central quotient still tends to {number_text(central)}: "
        "the limit of the central quotient is no derivative here"
    )


def _vertical_shape(left: SideLimit, right: SideLimit) -> str:
    if left.is_finite or right.is_finite:
        return "a one-sided limit is infinite"
    same = left.value == right.value
    return f"the one-sided limits are infinite ({'vertical tangent' if same else 'vertical tangent, a cusp'})"


def _one_sided(left: SideLimit, right: SideLimit, what: str) -> str:
    missing, side, inner = ("left", "right", right) if left.kind == "outside" else ("right", "left", left)
    start = f"not {what}: outside the domain on the {missing}"
    found = "one-sided derivative only," if inner.is_finite else "one-sided limit"
    return f"{start}; {found} from the {side}: {_side_text(inner)}"


def _sides(left: SideLimit, right: SideLimit) -> str:
    return f"from the left {_side_text(left)}, from the right {_side_text(right)}"


def _side_text(side: SideLimit) -> str:
    match side.kind:
        case "finite":
            return number_text(side.value, side.uncertainty)
        case "infinite":
            return f"infinite ({number_text(side.value, side.uncertainty)})"
        case "jump":
            return f"a jump ({number_text(side.value, side.uncertainty)})"
        case "oscillating":
            return "no limit"
        case "outside":
            return "outside the domain"
        case "undecided":
            return "undecided"


def is_rational(value: Any) -> bool:
    """Whether a limit is known to be this very rational number."""
    return bool(getattr(value, "is_Rational", False))


def number_text(value: Any, uncertainty: Any = 0.0) -> str:
    """Write a limit: a short rational as such, else its digits down to the uncertainty, at most 15."""
    text = str(value)
    if is_rational(value) and len(text) <= _LONGEST_FRACTION:
        return text
    if isinstance(value, float) and math.isinf(value):
        return "oo" if value > 0 else "-oo"
    if not fits_float(value):
        return outside_text(value)
    number = float(value)
    uncertainty = float(uncertainty)
    if not uncertainty or uncertainty < 1e-15 * abs(number):
        return format_number(value, _DIGITS)
    if abs(number) <= uncertainty:
        return f"0 (to within {format_number(uncertainty, 1)})"
    digits = math.floor(math.log10(abs(number))) - math.floor(math.log10(uncertainty))
    return format_number(number, max(1, min(_DIGITS, digits)))
