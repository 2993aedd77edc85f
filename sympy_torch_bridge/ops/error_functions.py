"""Records of the error functions; erf, erfc and erfinv themselves are among the elementary ones."""

from __future__ import annotations

import mpmath
import sympy

from ..domain import Interval
from . import error_kernels
from ._op import Op
from .host import scipy_kernel

_TWO = Interval(0.0, 2.0, lower_open=True, upper_open=True)
_HALF = Interval(-0.5, 0.5)  # erf is within (-0.53, 0.53) here: with y below 0.4 the sum stays in (-1, 1)
_PART = Interval(-0.4, 0.4)


def _erfcinv(x: mpmath.mpf) -> mpmath.mpf:
    if x == 1:
        return mpmath.mpf(0)
    if not 0 < x < 2:
        raise ValueError("erfcinv is real on (0, 2)")
    if x > mpmath.mpf(1) / 4:
        return mpmath.erfinv(1 - x)
    start = mpmath.sqrt(-mpmath.log(x))
    return mpmath.findroot(lambda t: mpmath.log(mpmath.erfc(t)) - mpmath.log(x), start)


COMPLEX = (
    Op(head=sympy.erf,  lower=error_kernels.complex_erf,  grad="symbolic", reference=mpmath.erf,  complex=True),
    Op(head=sympy.erfc, lower=error_kernels.complex_erfc, grad="symbolic", reference=mpmath.erfc, complex=True),
)  # fmt: skip
"""The records of erf and erfc in programs of complex numbers, where torch has no kernel."""

OPS = (
    Op(head=sympy.erfi, lower=scipy_kernel("erfi"), grad="symbolic", reference=mpmath.erfi, ball="erfi", complex=True,
       samples=((1e-8,), (-20.0,)), ulp=128, notes="the error grows like eps*x**2, that of the exponent"),
    Op(head=sympy.erf2, lower=error_kernels.erf2, reference=lambda x, y: mpmath.erf(y) - mpmath.erf(x),
       samples=((1.0, 1.0000001), (5.0, 6.0), (-6.0, -5.0), (-1e-9, 1e-9), (3.0, 3.0)), ulp=64),
    Op(head=sympy.erfcinv, lower=error_kernels.erfcinv, grad="symbolic", reference=_erfcinv, ball="erfcinv",
       domain=(_TWO,), samples=((1.0,), (1.0000001,), (0.0625,)), ulp=4),
    Op(head=sympy.erf2inv, lower=error_kernels.erf2inv, grad="symbolic", reference=lambda x, y: mpmath.erfinv(y + mpmath.erf(x)),
       domain=(_HALF, _PART), samples=((2.0, 1e-3), (-2.0, -1e-3), (3.0, -1.5), (0.0, 0.3)), ulp=16),
)  # fmt: skip
