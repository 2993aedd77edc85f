"""Records of the zeta functions, the polylogarithm and the Lerch transcendent."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import lerch_kernels, zeta_kernels, zeta_slopes
from ._op import Op

_ABOVE_ONE = Interval(1.0, 9.0, lower_open=True)
_FEW = Interval(0.0, 2.0)
_S = Interval(0.0, 6.0, lower_open=True)
_Z = Interval(-0.75, 0.75)
_SMALL = Interval(-0.75, 0.5)
_COMPLEX_BY_MPMATH = "complex numbers by mpmath, number by number"


def _xi(s: mpmath.mpf) -> mpmath.mpf:
    if s in (0, 1):
        return mpmath.mpf(1) / 2
    return s * (s - 1) / 2 * mpmath.pi ** (-s / 2) * mpmath.gamma(s / 2) * mpmath.zeta(s)


def _stieltjes(n: mpmath.mpf, a: Any = 1) -> mpmath.mpf:
    """Take the pole out of the zeta function on both sides of it; mpmath's own quadrature is far slower."""
    order, step = int(n), mpmath.mpf(10) ** -20
    with mpmath.extradps(20 * (order + 2)):
        sides = (
            mpmath.zeta(1 + h, a, order) - (-1) ** order * mpmath.factorial(order) / h ** (order + 1)
            for h in (step, -step)
        )
        return (-1) ** order * sum(sides) / 2


OPS = (
    Op(head=sympy.zeta, lower=zeta_kernels.zeta, grad="symbolic", partials=(zeta_slopes.zeta_by_s, zeta_slopes.zeta_by_a), reference=mpmath.zeta, complex=True,
       domain=(_ABOVE_ONE, POSITIVE), samples=((3.0, 1.0), (0.5, 1.0), (-1.5, 1.0), (-6.25, 1.0), (0.25, 3.5), (2.0, 0.0625), (30.0, 0.5)), ulp=128,
       notes=f"s < 0 with a second argument, and {_COMPLEX_BY_MPMATH}"),
    Op(head=sympy.dirichlet_eta, lower=zeta_kernels.dirichlet_eta, grad="symbolic", partials=(zeta_slopes.eta_by_s, zeta_slopes.eta_by_a),
       reference=lambda s, a=1: zeta_kernels.eta_reference(mpmath.mpf(0), s, mpmath.mpmathify(a)), complex=True, domain=(_S, _S),
       samples=((1.0, 1.0), (0.5, 1.0), (20.0, 1.0)), ulp=64, notes=f"s < 0 with a second argument, and {_COMPLEX_BY_MPMATH}"),
    Op(head=sympy.riemann_xi, lower=zeta_kernels.riemann_xi, reference=_xi, samples=((0.0,), (1.0,), (0.5,), (20.0,)), ulp=32),
    Op(head=sympy.stieltjes, lower=zeta_kernels.stieltjes, grad="symbolic", partials=(None, zeta_slopes.stieltjes_by_a), integer=(0,),
       reference=_stieltjes, domain=(_FEW, Interval(0.25, 3.0)), samples=((1.0, 0.5), (4.0, 0.75)), ulp=16384,
       notes="orders above 4 by mpmath, number by number; the terms cancel near the roots"),
    Op(head=sympy.polylog, lower=lerch_kernels.polylog, grad="symbolic", partials=(zeta_slopes.polylog_by_s, zeta_slopes.polylog_by_z),
       reference=lerch_kernels.polylog_reference, complex=True, domain=(_S, _Z), samples=((2.0, 0.625), (1.5, 0.0), (3.0, 0.0)), ulp=64,
       notes=f"z outside [-1, 0.99] and {_COMPLEX_BY_MPMATH}; orders 1 and 2 at once"),
    Op(head=sympy.lerchphi, lower=lerch_kernels.lerchphi, grad="symbolic", partials=(zeta_slopes.lerch_by_z, zeta_slopes.lerch_by_s, None),
       reference=lambda z, s, a: lerch_kernels.lerch_reference(0, z, s, a), complex=True, domain=(_SMALL, _S, _S), samples=((0.0, 1.5, 0.5), (0.25, 2.0, 1.0), (-0.25, 1.0, 2.0)), ulp=64,
       notes=f"z outside [-1, 0.99] and {_COMPLEX_BY_MPMATH}"),
)  # fmt: skip
