"""Records of the gamma function and its logarithmic derivatives."""

from __future__ import annotations

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import gamma_kernels
from ._op import Op

_BETWEEN_POLES = ((-0.75,), (-1.25,), (-9.75,), (-29.25,), (-1e-5,))
_ORDER = Interval(0.0, 6.0)

OPS = (
    Op(head=sympy.gamma, lower=gamma_kernels.gamma, grad="symbolic", reference=mpmath.gamma, ball="gamma",
       complex=True, domain=(POSITIVE,), samples=(*_BETWEEN_POLES, (1e-5,), (5.0,), (165.3,)), ulp=8),
    Op(head=sympy.loggamma, lower=gamma_kernels.loggamma, grad="symbolic", reference=mpmath.loggamma, ball="lgamma",
       complex=True, domain=(POSITIVE,), samples=((1.0,), (1.0001,), (2.0,), (1e-5,), (1e8,)), ulp=2,
       notes="the logarithm of the absolute value for negative x is log(Abs(gamma(x)))"),
    Op(head=sympy.digamma, lower=gamma_kernels.digamma, grad="symbolic", reference=mpmath.digamma, ball="digamma",
       complex=True, domain=(POSITIVE,), samples=(*_BETWEEN_POLES, (1.46163214496,), (1e-5,), (1e8,)), ulp=16,
       notes="near its negative roots the error is that of the terms of the reflection formula, 4e-16 * pi*cot(pi*x)"),
    Op(head=sympy.trigamma, lower=gamma_kernels.trigamma, grad="symbolic", reference=lambda x: mpmath.polygamma(1, x),
       complex=True, domain=(POSITIVE,), samples=(*_BETWEEN_POLES, (1e-5,), (1e8,)), ulp=8),
    Op(head=sympy.polygamma, lower=gamma_kernels.polygamma, grad="symbolic", reference=gamma_kernels.polygamma_reference,
       domain=(_ORDER, POSITIVE), samples=((0.0, 0.5), (1.0, 0.125), (3.0, 1e8), (120.0, 90.0)), integer=(0,), ulp=16,
       complex=True, notes="whole orders from 0 to 100 in torch, others and complex numbers by mpmath; the derivative by the order is mpmath's difference"),
)  # fmt: skip
