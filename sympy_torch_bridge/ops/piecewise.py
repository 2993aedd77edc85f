"""Records of functions with kinks and jumps: absolute value, sign, rounding, steps, extrema."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy
import torch

from ..domain import POSITIVE, REAL
from . import kernels
from ._op import Op

_HALVES = ((-2.5,), (-0.25,), (1.75,))
_JUMPS = "the gradient is 0 everywhere; at a jump no derivative exists"


def _remainder(p: Any, q: Any) -> Any:
    quotient = p / q
    return p - q * (mpmath.floor(quotient) if quotient >= 0 else mpmath.ceil(quotient))


OPS = (
    Op(head=sympy.Abs,  lower=torch.abs,    reference=mpmath.fabs, ball="__abs__", complex=True, samples=_HALVES, smooth=False, kink="gradient 0 at 0"),
    Op(head=sympy.sign, lower=kernels.step, reference=mpmath.sign, ball="sgn", complex=True, samples=_HALVES, smooth=False, kink=_JUMPS),
    Op(head=sympy.floor,   lower=torch.floor, reference=mpmath.floor, ball="floor", samples=_HALVES, smooth=False, kink=_JUMPS),
    Op(head=sympy.ceiling, lower=torch.ceil,  reference=mpmath.ceil,  ball="ceil",  samples=_HALVES, smooth=False, kink=_JUMPS),
    Op(head=sympy.frac,    lower=kernels.frac, reference=lambda x: x - mpmath.floor(x), samples=_HALVES, smooth=False, kink="gradient 1 everywhere; at an integer no derivative exists"),
    Op(head=sympy.Mod,     lower=torch.remainder, reference=lambda p, q: p - q * mpmath.floor(p / q), domain=(REAL, POSITIVE),
       samples=((-7.25, 3.0), (7.25, -3.0)), smooth=False, kink="gradient (1, -floor(p/q)); where p/q is an integer no derivative exists"),
    Op(head=sympy.Max, lower=kernels.maximum, reference=max, samples=((1.0, 2.0, -1.0), (3.0, 2.0, 1.0)), smooth=False, kink="two equal largest arguments share the gradient evenly"),
    Op(head=sympy.Min, lower=kernels.minimum, reference=min, samples=((1.0, 2.0, -1.0), (3.0, 2.0, 1.0)), smooth=False, kink="two equal smallest arguments share the gradient evenly"),
    Op(head=sympy.Heaviside, lower=kernels.heaviside, reference=lambda x, h: mpmath.mpf(x > 0) if x else h,
       samples=((-1.5, 0.5), (0.0, 0.25), (2.0, 0.5)), smooth=False, kink="gradient 0 everywhere; the value at 0 is the second argument"),
    Op(head=sympy.Rem,     lower=kernels.rem, reference=_remainder, domain=(REAL, POSITIVE),
       samples=((-7.25, 3.0), (7.25, -3.0), (-7.25, -3.0)), smooth=False, kink="gradient (1, -trunc(p/q)); where p/q is an integer no derivative exists"),
)  # fmt: skip
