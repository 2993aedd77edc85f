"""Spherical harmonics: records and kernels."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy

from ..domain import Interval
from ._op import Op
from .fallback import Array, kernel_with_fallback, special
from .host import HostKernel

__all__ = ["OPS"]


def _fast_y(n: Array, m: Array, theta: Array, phi: Array) -> Array:
    """Write the harmonic by a Gegenbauer polynomial of cos(theta) and a power of sin(theta).

    The associated Legendre function of cos(theta) would lose the digits of a small theta.
    """
    whole = (n == np.rint(n.real)) & (m == np.rint(m.real)) & (theta.imag == 0) & (phi.imag == 0)
    order = np.abs(m.real)
    holds = whole & (n.real >= order)
    order, degree = np.where(holds, order, 0), np.where(holds, n.real - order, 0)
    norm, double_factorial = _norm(degree, order)
    polynomial = special("eval_gegenbauer")(degree.astype(np.int64), order + 0.5, np.cos(theta.real))
    size = double_factorial * np.abs(np.sin(theta.real)) ** order * polynomial
    signs = np.where((m.real > 0) & (np.mod(order, 2) == 1), -1.0, 1.0)
    value = signs * norm * size * np.exp(1j * m.real * phi.real)
    value = np.where(np.isfinite(norm) & np.isfinite(double_factorial) & (norm > 0), value, np.nan)
    beyond = whole & (n.real >= 0) & (np.abs(m.real) > n.real)
    return np.where(holds, value, np.where(beyond, 0.0, np.nan))


def _norm(degree: Array, order: Array) -> tuple[Array, Array]:
    """Return the norm of the Legendre function of degree + order, and (2 order - 1)!!."""
    ratio = special("poch")(degree + 1, 2 * order)
    norm = np.sqrt((2 * (degree + order) + 1) / (4 * np.pi * ratio))
    return norm, 2.0**order * special("poch")(0.5, order)


def _reference(*arguments: Any) -> Any:
    """Spherical harmonic, by mpmath, which takes a whole degree for one only where it is a real number."""
    return mpmath.spherharm(*(mpmath.re(a) if mpmath.im(a) == 0 else a for a in arguments))


_Y = kernel_with_fallback("Ynm", _fast_y, _reference)


def _real_harmonic(n: Array, m: Array, theta: Array, phi: Array) -> Array:
    value = _Y.function(*(part.astype(complex) for part in (n, m, theta, phi)))
    scaled = np.sqrt(2) * np.where(m > 0, value.real, value.imag)
    defined = ~(np.isnan(m) | np.isnan(value))
    return np.where(defined, np.where(m == 0, value.real, scaled), np.nan)


def _real_harmonic_reference(n: Any, m: Any, theta: Any, phi: Any) -> Any:
    value = mpmath.spherharm(n, m, theta, phi)
    if m == 0:
        return mpmath.re(value)
    return mpmath.sqrt(2) * (mpmath.re(value) if m > 0 else mpmath.im(value))


def _by_theta(n: Any, m: Any, theta: Any, phi: Any) -> Any:
    """Raise and lower the order: unlike SymPy's form with a cotangent this is finite at the poles."""
    raised = _root(n - m) * _root(n + m + 1) * sympy.exp(-sympy.I * phi) * sympy.Ynm(n, m + 1, theta, phi)
    lowered = _root(n + m) * _root(n - m + 1) * sympy.exp(sympy.I * phi) * sympy.Ynm(n, m - 1, theta, phi)
    side = sympy.Piecewise((-1, sympy.sin(sympy.re(theta)) < 0), (1, True))
    return side * (raised - lowered) / 2


def _root(z: Any) -> Any:
    """Return sqrt(gamma(z + 1))/sqrt(gamma(z)), the ratio of two norms: sqrt(z) up to its sign.

    These are principal roots, so that the sign is the other one where the angles of z and gamma(z) make
    more than half a turn together. Then the order is beyond the degree, which is no whole number.
    """
    along, aside = sympy.re(z), sympy.im(z)
    turned = sympy.And(along < 0, sympy.Ne(sympy.Mod(sympy.floor(along), 2), 0))
    if not z.is_real:
        angle = sympy.arg(sympy.exp(sympy.I * sympy.im(sympy.loggamma(z))))
        beyond = sympy.Abs(sympy.arg(z) + angle) > sympy.pi
        turned = sympy.Or(sympy.And(sympy.Eq(aside, 0), turned), sympy.And(sympy.Ne(aside, 0), beyond))
    return sympy.Piecewise((-1, turned), (1, True)) * sympy.sqrt(z)


def _by_phi(n: Any, m: Any, theta: Any, phi: Any) -> Any:
    return sympy.I * m * sympy.Ynm(n, m, theta, phi)


def _real_part_of(slope: Any) -> Any:
    """Return the derivative of the real harmonic from that of the complex one."""

    def partial(n: Any, m: Any, theta: Any, phi: Any) -> Any:
        value = slope(n, m, theta, phi)
        cosine, sine = sympy.re(value, evaluate=False), sympy.im(value, evaluate=False)
        root = sympy.sqrt(2)
        return sympy.Piecewise((cosine, sympy.Eq(m, 0)), (root * cosine, m > 0), (root * sine, True))

    return partial


_DOMAIN = (Interval(3.0, 8.0), Interval(-3.0, 3.0), Interval(0.1, 3.0), Interval(-3.0, 7.0))
_SAMPLES = ((2.0, 1.0, 1e-6, 0.5), (5.0, 0.0, 2.0, 1.0), (20.0, -11.0, 1.25, 4.0))
_NOTES = "of whole degree and order in double precision, others by mpmath; even in theta, as SymPy has it"

OPS = (
    Op(head=sympy.Ynm, lower=_Y, reference=_reference, grad="symbolic", complex=True,
       complex_valued=True, partials=(None, None, _by_theta, None), integer=(0, 1), domain=_DOMAIN,
       samples=_SAMPLES, ulp=32, notes=_NOTES),
    Op(head=sympy.Znm, lower=HostKernel("Znm", "scipy", _real_harmonic), reference=_real_harmonic_reference,
       grad="symbolic", partials=(None, None, _real_part_of(_by_theta), _real_part_of(_by_phi)),
       integer=(0, 1), domain=_DOMAIN, samples=_SAMPLES, ulp=32, notes=_NOTES),
)  # fmt: skip
