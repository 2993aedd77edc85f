"""Records of the incomplete gamma functions, the multivariate gamma function and the beta functions."""

from __future__ import annotations

from functools import partial

import mpmath
import numpy as np
import scipy.special
import sympy

from ..domain import OPEN_UNIT, POSITIVE, Interval
from . import beta_kernels, beta_slopes, incomplete_kernels, slopes
from ._op import Op
from .host import Array, HostKernel

_PARAMETER = Interval(0.0, 8.0, lower_open=True)
_DIMENSION = Interval(1.0, 5.0)
_ABOVE_TWO = Interval(2.0, 8.0, lower_open=True)
_COMPLEX_BY_MPMATH = "complex numbers by mpmath, number by number"


def _multigamma(x: Array, p: Array) -> Array:
    value = np.pi ** (p * (p - 1) / 4)
    for k in range(int(np.nanmax(p, initial=0))):
        value = np.where(k < p, value * scipy.special.gamma(x - k / 2), value)
    return np.where((p >= 1) & (p == np.floor(p)), value, np.nan)


def _multigamma_reference(x: mpmath.mpf, p: mpmath.mpf) -> mpmath.mpf:
    factors = (mpmath.gamma(x - mpmath.mpf(k) / 2) for k in range(int(p)))
    return mpmath.pi ** (p * (p - 1) / 4) * mpmath.fprod(factors)


OPS = (
    Op(head=sympy.lowergamma, lower=incomplete_kernels.lowergamma, grad="symbolic", reference=lambda s, x: mpmath.gammainc(s, 0, x),
       partials=(slopes.of_lowergamma, None), complex=True, domain=(_PARAMETER, POSITIVE),
       samples=((0.5, 1e-3), (-0.5, 2.0), (40.0, 30.0), (3.0, 200.0), (0.0625, 0.5)), ulp=32, notes=_COMPLEX_BY_MPMATH),
    Op(head=sympy.uppergamma, lower=incomplete_kernels.uppergamma, grad="symbolic", reference=mpmath.gammainc,
       partials=(slopes.of_uppergamma, None), complex=True, domain=(_PARAMETER, POSITIVE),
       samples=((0.5, 1e-3), (-0.5, 2.0), (-3.0, 1.5), (0.0, 0.5), (40.0, 30.0), (3.0, 200.0)), ulp=32, notes=_COMPLEX_BY_MPMATH),
    Op(head=sympy.multigamma, lower=HostKernel("scipy.multigamma", "scipy", _multigamma), grad="symbolic", reference=_multigamma_reference,
       domain=(_ABOVE_TWO, _DIMENSION), integer=(1,), ulp=32),
    Op(head=sympy.beta, lower=beta_kernels.beta, grad="symbolic", reference=mpmath.beta, partials=(beta_slopes.of_beta, None),
       complex=True, domain=(POSITIVE,), samples=((0.5, -0.25), (-1.25, 3.0), (1e-3, 1e-3), (200.0, 0.5), (150.0, 60.0)), ulp=128,
       notes=_COMPLEX_BY_MPMATH),
    Op(head=sympy.betainc, lower=beta_kernels.betainc, grad="symbolic", reference=mpmath.betainc,
       partials=(partial(beta_slopes.of_betainc, (1, 0)), partial(beta_slopes.of_betainc, (0, 1)), None, None), complex=True,
       domain=(_PARAMETER, _PARAMETER, OPEN_UNIT, OPEN_UNIT), samples=((0.125, 20.0, 0.0625, 0.75), (30.0, 50.0, 0.25, 0.5)), ulp=64,
       notes="parameters up to 0, limits outside [0, 1] and complex numbers by mpmath, number by number"),
    Op(head=sympy.betainc_regularized, lower=beta_kernels.betainc_regularized, grad="symbolic",
       reference=lambda a, b, x, y: mpmath.betainc(a, b, x, y, regularized=True),
       partials=(partial(beta_slopes.of_betainc_regularized, (1, 0)), partial(beta_slopes.of_betainc_regularized, (0, 1)),
                 beta_slopes.of_start, beta_slopes.of_end), complex=True,
       domain=(_PARAMETER, _PARAMETER, OPEN_UNIT, OPEN_UNIT), samples=((0.125, 20.0, 0.0625, 0.75), (60.0, 100.0, 0.25, 0.375)), ulp=256,
       notes="parameters up to 0, limits outside [0, 1] and complex numbers by mpmath, number by number"),
)  # fmt: skip
