"""A derivative that another route has found: what a single difference quotient has to agree with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import mpmath

from ..working_precision import working_bits
from .enclosure import Enclosure

__all__ = ["AGREED_BITS", "Expected"]

# More than a double has: what agrees in so many bits is not told apart by any check.
AGREED_BITS: Final = 60


@dataclass(frozen=True, slots=True)
class Expected:
    """A derivative that another route has found, for a quotient to agree with or not.

    Parameters
    ----------
    value : Enclosure
    negligible : float or mpmath.mpf
        What no quotient of values tells from zero.
    """

    value: Enclosure
    negligible: Any = 0

    def met_by(self, quotient: Enclosure) -> Enclosure | None:
        """Return a quotient, its radius at four times its distance, if 60 bits are those of the value.

        None where they are not. What may be zero, as the value may be, has no bits to compare and is zero.

        Examples
        --------
        >>> third, near = (Enclosure(mpmath.mpf(n) / 3, mpmath.mpf(0), 53, "quotient") for n in (1, 1.0001))
        >>> Expected(third).met_by(third) == third, Expected(third).met_by(near) is None
        (True, True)
        """
        if not (self.value.is_finite and quotient.is_finite):
            return None
        with working_bits(2 * quotient.bits):  # another thread computes with other bits
            error = self.value.radius + quotient.radius
            if not (self.value.excludes_zero or quotient.excludes_zero):
                radius = quotient.radius + abs(quotient.center)
                zero = Enclosure(0 * quotient.center, radius, quotient.bits, quotient.method)
                return zero if error <= self.negligible else None
            distance = abs(quotient.center - self.value.center)
            if distance + error > mpmath.ldexp(abs(self.value.center), -AGREED_BITS):
                return None
            radius = quotient.radius + 4 * distance
            return Enclosure(quotient.center, radius, quotient.bits, quotient.method)
