"""What a floating type can and cannot show: rounding units, allowed gaps, thresholds of resolution.

Every tolerance of the library is built here, from the rounding unit of the type and from measured
noise. There is no absolute tolerance but that for underflow: multiplying a function by a constant
changes no verdict as long as its numbers keep their digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .errors import OptionError

__all__ = ["COMPLEX_PRECISIONS", "FLOAT64", "PRECISIONS", "Precision", "precision_of"]

_DOUBLE_EPS = 2.0**-52
# Nine of the nearly sixteen digits of a double: an error of one part in a billion would be seen.
_GOOD = 1e-9
# Six digits: whoever keeps fewer cannot be told from a small mistake.
_ILL_CONDITIONED = 1e-6
# A correct gradient used at most 0.39 of eight times the noise that sixteen runs show.
_NOISE_FACTOR = 8.0
# The exact number itself is rounded once to the type; the rest is slack for the last operation.
_ROUNDING_FACTOR = 4.0
# Within this many units no noise has to be measured: nothing wrong could hide there.
_CLOSE_FACTOR = 16.0


@dataclass(frozen=True, slots=True)
class Precision:
    """The numbers of one floating type that decide what counts as equal.

    Parameters
    ----------
    name : str
        ``"float64"``, as torch and NumPy call it.
    eps : float
        Distance from 1 to the next larger number.
    tiny : float
        Smallest positive number of full precision.
    largest : float
        Largest finite number.

    Examples
    --------
    >>> FLOAT64.good, FLOAT64.ill_conditioned
    (1e-09, 1e-06)
    >>> FLOAT64.allowed_gap(exact=2.0, deviation=0.0) == 8 * FLOAT64.eps
    True
    """

    name: str
    eps: float
    tiny: float
    largest: float

    @property
    def digit_share(self) -> float:
        """The digits of this type as a share of those of a double."""
        return math.log(self.eps) / math.log(_DOUBLE_EPS)

    @property
    def good(self) -> float:
        """Resolution that counts as a full check: the same share of the digits as 1e-9 in a double.

        Of the two digits of bfloat16 that share is less than what passes as rounding, which counts then.
        """
        return max(float(_GOOD**self.digit_share), _CLOSE_FACTOR * self.eps)

    @property
    def ill_conditioned(self) -> float:
        """Resolution beyond which a point proves nothing: as 1e-6 in a double."""
        return float(_ILL_CONDITIONED**self.digit_share)

    @property
    def gross(self) -> float:
        """Relative gap of half the digits: what code is refuted by whose noise cannot be measured."""
        return math.sqrt(self.eps)

    def close_gap(self, exact: float) -> float:
        """Return the gap that passes without measuring noise."""
        return _CLOSE_FACTOR * self.eps * abs(exact)

    @property
    def underflow_gap(self) -> float:
        """Gap that underflow alone explains: as many of the smallest normal number as rounding units pass.

        It counts for exact numbers below ``tiny / eps``, and meets :meth:`close_gap` there.
        """
        return _CLOSE_FACTOR * self.tiny

    def allowed_gap(self, exact: float, deviation: float) -> float:
        """Return ``8 * deviation + 4 * eps * abs(exact)``.

        Parameters
        ----------
        exact : float
            The number that should have come out.
        deviation : float
            Largest change of the computed number when each of its operations is rounded otherwise.
        """
        return _NOISE_FACTOR * deviation + _ROUNDING_FACTOR * self.eps * abs(exact)


FLOAT64 = Precision("float64", _DOUBLE_EPS, 2.0**-1022, 2.0**1023 * (2 - 2.0**-52))
_FLOAT32 = Precision("float32", 2.0**-23, 2.0**-126, 2.0**127 * (2 - 2.0**-23))
PRECISIONS = (
    FLOAT64,
    _FLOAT32,
    Precision("float16", 2.0**-10, 2.0**-14, 65504.0),
    Precision("bfloat16", 2.0**-7, 2.0**-126, 2.0**127 * (2 - 2.0**-7)),
)
# Their parts have the digits of the real types.
COMPLEX_PRECISIONS = (replace(FLOAT64, name="complex128"), replace(_FLOAT32, name="complex64"))


def precision_of(dtype: object, *, allow_complex: bool = False) -> Precision:
    """Return the precision of a torch dtype, or of a type given by name.

    Raises
    ------
    OptionError
        It is no real floating type, nor a complex one where these are allowed.

    Examples
    --------
    >>> import torch
    >>> precision_of(torch.float32).eps == 2.0**-23
    True
    """
    name = str(dtype).removeprefix("torch.")
    known = (*PRECISIONS, *COMPLEX_PRECISIONS) if allow_complex else PRECISIONS
    for precision in known:
        if precision.name == name:
            return precision
    raise OptionError(
        "dtype",
        dtype,
        accepted=[f"torch.{precision.name}" for precision in known],
        hint=f"derivatives are checked at {'' if allow_complex else 'real '}floating points",
    )
