"""One-sided limits from float64 quotients alone, with thresholds that noise cannot reach."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .limit_line import FloatLine
from .limit_sides import SideLimit
from .quotient_stencil import QuotientStencil, stencil

__all__ = ["numeric_limit", "numeric_side"]

# Half decades from a tenth of the scale of the point down to where nothing is left of a first difference.
_STEPS = tuple(10.0 ** (-k / 2) for k in range(2, 25))
_RATIO = math.sqrt(10.0)
# A limit is believed if its extrapolations settle to a thousandth of the size of the quotients ...
_SETTLED = 1e-3
# ... or to a millionth of the size of the values over the scale of the point.
_NEGLIGIBLE = 1e-6
# A slope is a number, not noise, while the noise stays below a hundredth of it.
_CLEAN = 1e-2
_AGREES_WITHIN = 10
# Growth for each half decade, down to the smallest step; a logarithm still grows by 4 per cent there.
_GROWTH = 1.03
_LEAST_STEPS = 8
_CONSTANT = 0.9


@dataclass(frozen=True, slots=True)
class _Trace:
    """Quotients over falling steps, with the rounding noise each of them has at least."""

    steps: tuple[float, ...]
    slopes: tuple[float, ...]
    noise: tuple[float, ...]
    negligible: tuple[float, ...]

    @property
    def clean(self) -> list[tuple[float, float]]:
        """Steps and slopes that are numbers rather than noise."""
        entries = zip(self.steps, self.slopes, self.noise, strict=True)
        return [(h, q) for h, q, n in entries if n <= _CLEAN * abs(q)]


def numeric_side(line: FloatLine, kind: str, order: int) -> SideLimit:
    """Classify the limit of the forward or backward quotient as ``h`` goes to 0, numerically."""
    trace = _trace(line, stencil(kind, order))
    if trace is None:
        return SideLimit("outside")
    clean = trace.clean
    if _grows(clean):
        return _growing(clean, order)
    limit = _extrapolated(trace, power=1)
    if limit is not None:
        return limit
    slopes = [q for _, q in clean]
    return SideLimit("undecided" if _is_monotone(slopes) else "oscillating")


def numeric_limit(line: FloatLine, order: int) -> SideLimit:
    """Extrapolate the central quotient; its finite value comes with an estimate of its error."""
    trace = _trace(line, stencil("central", order))
    if trace is None:
        return SideLimit("outside")
    return _extrapolated(trace, power=2) or SideLimit("undecided")


def _trace(line: FloatLine, rule: QuotientStencil) -> _Trace | None:
    """Return the finite quotients, or None where the small steps have no values."""
    scale, eps = line.scale, line.resolution
    steps = [scale * h for h in _STEPS]
    samples = line.samples(rule, steps)
    slopes = [rule.of_floats(values, h) for values, h in zip(samples, steps, strict=True)]
    kept = [i for i, slope in enumerate(slopes) if math.isfinite(slope)]
    if len(kept) < _LEAST_STEPS or kept[-1] < len(steps) - 2:
        return None
    weight = sum(abs(float(w)) for _, w in rule.terms)
    sizes = [max(map(abs, samples[i])) for i in kept]
    chosen, found = [steps[i] for i in kept], [slopes[i] for i in kept]
    # The values are rounded, and so are the places at which they are taken.
    noise = [
        4 * eps * weight * size / h**rule.order + eps * scale * abs(slope) / h
        for h, slope, size in zip(chosen, found, sizes, strict=True)
    ]
    negligible = [_NEGLIGIBLE * size / scale**rule.order for size in sizes]
    return _Trace(tuple(chosen), tuple(found), tuple(noise), tuple(negligible))


def _extrapolated(trace: _Trace, power: int) -> SideLimit | None:
    """Remove the error of order ``h**power``; take the guess that its neighbours confirm best.

    A guess counts only if no finer slope contradicts it beyond noise: coarse steps over many periods of an
    oscillation agree with each other on nothing.
    """
    factor = _RATIO**power
    slopes = trace.slopes
    guesses = [(factor * b - a) / (factor - 1) for a, b in itertools.pairwise(slopes)]
    largest = max((abs(q) for _, q in trace.clean), default=0.0)
    found: list[tuple[float, float]] = []
    for i in range(1, len(guesses) - 1):
        guess = guesses[i]
        doubt = max(abs(guess - guesses[i - 1]), abs(guess - guesses[i + 1])) + 2 * trace.noise[i + 1]
        is_small = doubt <= max(_SETTLED * max(abs(guess), largest), trace.negligible[i + 1])
        if is_small and _is_confirmed(trace, guess, doubt, i + 1):
            found.append((doubt, guess))
    if not found:
        return None
    doubt, guess = min(found)
    return SideLimit("finite", guess, doubt)


def _is_confirmed(trace: _Trace, guess: float, doubt: float, place: int) -> bool:
    allowed = abs(trace.slopes[place] - guess)
    finer = zip(trace.slopes[place + 1 :], trace.noise[place + 1 :], strict=True)
    return all(abs(q - guess) <= allowed + _AGREES_WITHIN * (noise + doubt) for q, noise in finer)


def _grows(clean: Sequence[tuple[float, float]]) -> bool:
    slopes = [q for _, q in clean]
    one_sign = all(q > 0 for q in slopes) or all(q < 0 for q in slopes)
    rises = all(abs(b) >= _GROWTH * abs(a) for a, b in itertools.pairwise(slopes))
    return len(slopes) >= _LEAST_STEPS and one_sign and rises


def _growing(clean: Sequence[tuple[float, float]], order: int) -> SideLimit:
    infinite = math.copysign(math.inf, clean[0][1])
    changes = [abs(q) * h for h, q in clean]
    is_jump = order == 1 and changes[-1] >= _CONSTANT * changes[0]
    return SideLimit("jump" if is_jump else "infinite", infinite)


def _is_monotone(values: Sequence[float]) -> bool:
    pairs = list(itertools.pairwise(values))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)
