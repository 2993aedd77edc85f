"""Exponential, sine, cosine and Fresnel integrals on the CPU, by SciPy where it has them.

SciPy extends some of these to negative numbers by their real part, where SymPy's values are complex;
and it follows the sign of a zero imaginary part, where SymPy has one value on a cut: that above it.
"""

from __future__ import annotations

import numpy as np
import scipy.special
import torch
from torch import Tensor

from .host import Array, HostKernel

__all__ = ["Chi", "Ci", "Ei", "Li", "Shi", "Si", "fresnelc", "fresnels", "li", "sinhc"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
# Ten terms of the Taylor series of sinh(x)/x reach 2e-20 below 1.
_SINHC_TERMS = 10


def _above(z: Array) -> Array:
    """Give a zero imaginary part the plus sign."""
    return z.real + 1j * (z.imag + 0.0) if np.iscomplexobj(z) else z


def _real_where_positive(value: Array, z: Array) -> Array:
    """Take out the values of a real array at negative numbers."""
    return value if np.iscomplexobj(z) else np.where(z < 0, np.nan, value)


def _ei(z: Array) -> Array:
    """Exponential integral; SymPy's value on the negative real line is real, the mean of those beside it."""
    if np.iscomplexobj(z):
        return np.asarray(np.where(z.imag == 0, scipy.special.expi(z.real), scipy.special.expi(z)))
    return np.asarray(scipy.special.expi(z))


def _li(z: Array) -> Array:
    with np.errstate(all="ignore"):
        if np.iscomplexobj(z):
            return _ei(np.log(_above(z)))
        t = np.log(z)
        # The rounding of a large t, magnified by exp(t), cancels in the quotient.
        value = np.where(
            (z > 100) & (z < np.inf), scipy.special.expi(t) / np.exp(t) * z, scipy.special.expi(t)
        )
        return np.where(z == 0, 0.0, value)


def _li_from_two(z: Array) -> Array:
    """Return li(z) - li(2); close to 2 by quadrature, which keeps the digits that the difference loses."""
    far = _li(z) - scipy.special.expi(np.log(2.0))
    near = abs(z - 2) < 0.5
    total = np.zeros_like(z)
    half = (np.where(near, z, 2.0) - 2) / 2
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        total = total + weight / np.log(2 + half * (1 + node))
    return np.where(near, total * half, far)


Ei = HostKernel("scipy.Ei", "scipy", _ei)
li = HostKernel("scipy.li", "scipy", _li)
Li = HostKernel("scipy.Li", "scipy", _li_from_two)
Si = HostKernel("scipy.Si", "scipy", lambda z: np.asarray(scipy.special.sici(z)[0]))
Ci = HostKernel("scipy.Ci", "scipy", lambda z: _real_where_positive(scipy.special.sici(_above(z))[1], z))
Shi = HostKernel("scipy.Shi", "scipy", lambda z: np.asarray(scipy.special.shichi(z)[0]))
Chi = HostKernel("scipy.Chi", "scipy", lambda z: _real_where_positive(scipy.special.shichi(_above(z))[1], z))
fresnels = HostKernel("scipy.fresnels", "scipy", lambda z: np.asarray(scipy.special.fresnel(z)[0]))
fresnelc = HostKernel("scipy.fresnelc", "scipy", lambda z: np.asarray(scipy.special.fresnel(z)[1]))


def sinhc(x: Tensor) -> Tensor:
    """Return sinh(x)/x, 1 at 0; a Taylor series below 1 keeps all derivatives right at 0."""
    small = torch.abs(x) < 1
    inner, outer = torch.where(small, x, 0), torch.where(small, 1, x)
    square = inner * inner
    series = torch.ones_like(square)
    for k in range(_SINHC_TERMS, 0, -1):
        series = 1 + square * series / ((2 * k) * (2 * k + 1))
    return torch.where(small, series, torch.sinh(outer) / outer)
