"""What a gradient may have been multiplied by: a number, an input, a value of the function, the cotangent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ..cotangents import WRONG_USES
from .judged import Judged, Numbers

__all__ = ["constant_name", "cotangent_factors", "function_factors"]

_SCALES = {1.0: "", -1.0: "-", 2.0: "2*", 0.5: "1/2*"}
# The form of a factor, and its value.
_FORMS = (
    ("{0}", lambda u: u),
    ("1/{0}", lambda u: 1 / u),
    ("{0}**2", lambda u: u**2),
    ("1/{0}**2", lambda u: 1 / u**2),
    ("sqrt({0})", np.sqrt),
    ("1/sqrt({0})", lambda u: 1 / np.sqrt(u)),
    ("{0}**3", lambda u: u**3),
    ("abs({0})", np.abs),
    ("exp({0})", np.exp),
    ("exp(-{0})", lambda u: np.exp(-u)),
    ("log({0})", np.log),
    ("1/log({0})", lambda u: 1 / np.log(u)),
    ("(1 - {0})", lambda u: 1 - u),
    ("(1 + {0})", lambda u: 1 + u),
    ("1/(1 - {0})", lambda u: 1 / (1 - u)),
    ("1/(1 + {0})", lambda u: 1 / (1 + u)),
    ("(1 - {0}**2)", lambda u: 1 - u**2),
    ("(1 + {0}**2)", lambda u: 1 + u**2),
    ("1/(1 - {0}**2)", lambda u: 1 / (1 - u**2)),
    ("1/(1 + {0}**2)", lambda u: 1 / (1 + u**2)),
)  # fmt: skip
_NUMBERS = {
    "pi": math.pi,
    "log(2)": math.log(2),
    "log(10)": math.log(10),
    "sqrt(2)": math.sqrt(2),
    "sqrt(pi)": math.sqrt(math.pi),
    "sqrt(2*pi)": math.sqrt(2 * math.pi),
}
_LARGEST_DENOMINATOR = 64
_EXACT = 1e-12
_LONGEST = len("-3/4")


def function_factors(
    judged: Judged, names: Sequence[str], outputs: Sequence[str]
) -> Iterator[tuple[str, Numbers]]:
    """Yield factors that are functions of one input, or of one value of the function, simple ones first."""
    columns = [*zip(names, judged.inputs.T, strict=True), *zip(outputs, judged.values.T, strict=True)]
    with np.errstate(all="ignore"):
        for text, form in _FORMS:
            for name, column in columns:
                factor = form(column)
                for scale, sign in _SCALES.items():
                    yield sign + text.format(name), scale * factor


def cotangent_factors(judged: Judged) -> Iterator[tuple[str, Numbers]]:
    """Yield what a backward pass multiplies by that does not use the gradient of the output once."""
    seeds = judged.seeds
    if np.ptp(seeds):
        for text, factor in WRONG_USES.items():
            yield text, np.array([factor(seed) for seed in seeds])


def constant_name(number: float) -> str:
    """Write a number as a person would have written it.

    Examples
    --------
    >>> [constant_name(value) for value in (1.5, 3.141592653589793, 1.4426950408889634, 0.123456789)]
    ['3/2', 'pi', '1/log(2)', '0.123457']
    """
    plain = _fraction(number)
    if plain is not None:
        return plain
    for name, value in _NUMBERS.items():
        share = _fraction(number / value)
        if share is not None and len(share) <= _LONGEST:
            return {"1": name, "-1": f"-{name}"}.get(share, f"{share}*{name}")
        share = _fraction(number * value)
        if share is not None and len(share) <= _LONGEST:
            return f"{share}/{name}"
    near = number - 1
    return f"1 {'+' if near > 0 else '-'} {abs(near):.3g}" if abs(near) < 1e-3 else f"{number:.6g}"


def _fraction(number: float) -> str | None:
    share = Fraction(number).limit_denominator(_LARGEST_DENOMINATOR)
    return str(share) if share and abs(number - float(share)) <= _EXACT * abs(number) else None
