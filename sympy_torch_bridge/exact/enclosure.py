"""A number that is known to lie within a radius of a center."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from ..working_precision import working_bits

__all__ = ["Enclosure"]

# More than the widest working precision: comparing a value with the center loses nothing that matters.
_COMPARE_BITS = 16384


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An enclosure of one number: the number differs from ``center`` by at most ``radius``.

    Parameters
    ----------
    center : mpmath.mpf, mpmath.mpc in complex arithmetic
        Midpoint; nan where no value exists or none could be decided.
    radius : mpmath.mpf
        Bound of the error; infinite where ``center`` is nan.
    bits : int
        Working precision at which the enclosure was computed.
    method : {"ball", "mpmath", "quotient", "unknown", "undecided"}
        ``"ball"`` is proved; ``"mpmath"`` rests on the agreement of two precisions and ``"quotient"``
        on the agreement of two steps. ``"unknown"``: it would have cost too much to find out;
        ``"undecided"``: all precision did not tell whether there is a value.

    Examples
    --------
    >>> third = Enclosure(mpmath.mpf(1) / 3, mpmath.mpf(2) ** -54, 53, "ball")
    >>> third.is_finite, third.excludes_zero, third.contains(Fraction(1, 3)), third.contains(0.3)
    (True, True, True, False)
    """

    center: Any
    radius: Any
    bits: int
    method: str

    @classmethod
    def unknown(cls, bits: int = 0) -> Enclosure:
        """Return what stands for a value that was out of reach."""
        return cls(mpmath.mp.nan, mpmath.mp.inf, bits, "unknown")

    @classmethod
    def undecided(cls, bits: int = 0) -> Enclosure:
        """Return what stands for a value that no precision decides, as floor(sin(x)**2 + cos(x)**2)."""
        return cls(mpmath.mp.nan, mpmath.mp.inf, bits, "undecided")

    @property
    def is_undecided(self) -> bool:
        """Whether a value may exist that could not be told from none."""
        return self.method == "undecided"

    @property
    def is_unknown(self) -> bool:
        """Whether a value may exist that was out of reach."""
        return self.method == "unknown"

    @property
    def is_finite(self) -> bool:
        """Whether a real value was found and its error bounded."""
        return bool(mpmath.isfinite(self.center) and mpmath.isfinite(self.radius))

    @property
    def excludes_zero(self) -> bool:
        """Whether the enclosed number is certainly not zero; its sign is then that of the center."""
        return self.is_finite and bool(abs(self.center) > self.radius)

    @property
    def is_exact(self) -> bool:
        """Whether the center is the number itself."""
        return self.is_finite and not self.radius

    @property
    def relative_bits(self) -> float:
        """Number of correct leading bits: infinite if exact, at most 0 if zero is enclosed as well."""
        if not self.is_finite:
            return float("-inf")
        if not self.radius:
            return float("inf")
        if not self.center:
            return float("-inf")
        return float(mpmath.mag(self.center) - mpmath.mag(self.radius))

    def contains(self, value: Any) -> bool:
        """Tell whether ``value`` (a number, exactly as it is stored) lies in the enclosure."""
        if not self.is_finite:
            return False
        with working_bits(_COMPARE_BITS):
            return bool(abs(_real(value) - self.center) <= self.radius)

    def __float__(self) -> float:
        return float(self.center)

    def __complex__(self) -> complex:
        return complex(self.center)


def _real(value: Any) -> Any:
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    if getattr(value, "is_Rational", False):
        return mpmath.mpf(int(value.p)) / int(value.q)
    return mpmath.mpf(value)
