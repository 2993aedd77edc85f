"""Records of Bessel functions of any order, and of Airy functions."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import bessel_kernels as kernels
from ._op import Op

_ORDER = Interval(-4.0, 6.0)
_PLANE = (_ORDER, POSITIVE)
_SAMPLES = ((0.0, 2.5), (1.0, 1e-3), (-2.0, 4.0), (0.5, 40.0))


def _slope_of_jn(order: Any, z: Any) -> Any:
    """Lower the order at 0, where the usual forms divide by 0; raise it elsewhere, without cancellation."""
    raised = -sympy.jn(order + 1, z)
    between = (order * sympy.jn(order - 1, z) + (order + 1) * raised) / (2 * order + 1)
    at_zero = sympy.Piecewise((raised, sympy.Eq(order, 0)), (between, True))
    return sympy.Piecewise((at_zero, sympy.Eq(z, 0)), (order / z * sympy.jn(order, z) + raised, True))


_NUMERIC_ORDER = "the derivative by the order is mpmath's numerical one"

OPS = (
    Op(head=sympy.besselj, lower=kernels.besselj, reference=mpmath.besselj, grad="symbolic", complex=True,
       domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.bessely, lower=kernels.bessely, reference=mpmath.bessely, grad="symbolic", complex=True,
       domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.besseli, lower=kernels.besseli, reference=mpmath.besseli, grad="symbolic", complex=True,
       domain=_PLANE, samples=_SAMPLES, ulp=32, notes=_NUMERIC_ORDER),
    Op(head=sympy.besselk, lower=kernels.besselk, reference=mpmath.besselk, grad="symbolic", complex=True,
       domain=_PLANE, samples=_SAMPLES, ulp=32, notes=_NUMERIC_ORDER),
    Op(head=sympy.hankel1, lower=kernels.hankel1, reference=mpmath.hankel1, grad="symbolic", complex=True,
       complex_valued=True, domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.hankel2, lower=kernels.hankel2, reference=mpmath.hankel2, grad="symbolic", complex=True,
       complex_valued=True, domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.jn, lower=kernels.jn, reference=kernels.jn_reference, grad="symbolic", complex=True,
       partials=(None, _slope_of_jn), domain=_PLANE, samples=_SAMPLES, ulp=384,
       notes=f"of whole order for negative arguments: continued by parity; {_NUMERIC_ORDER}"),
    Op(head=sympy.yn, lower=kernels.yn, reference=kernels.yn_reference, grad="symbolic", complex=True,
       domain=_PLANE, samples=_SAMPLES, ulp=96,
       notes=f"of whole order for negative arguments: continued by parity; {_NUMERIC_ORDER}"),
    Op(head=sympy.hn1, lower=kernels.hn1, reference=kernels.hn1_reference, grad="symbolic",
       complex=True, complex_valued=True, domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.hn2, lower=kernels.hn2, reference=kernels.hn2_reference, grad="symbolic",
       complex=True, complex_valued=True, domain=_PLANE, samples=_SAMPLES, ulp=128, notes=_NUMERIC_ORDER),
    Op(head=sympy.airyai, lower=kernels.airyai, reference=mpmath.airyai, grad="symbolic", complex=True,
       samples=((0.0,), (-40.0,), (60.0,), (-1e4,)), ulp=128),
    Op(head=sympy.airybi, lower=kernels.airybi, reference=mpmath.airybi, grad="symbolic", complex=True,
       samples=((0.0,), (-40.0,), (60.0,), (-1e4,)), ulp=32),
    Op(head=sympy.airyaiprime, lower=kernels.airyaiprime, reference=lambda z: mpmath.airyai(z, derivative=1),
       grad="symbolic", complex=True, samples=((0.0,), (-40.0,), (60.0,), (-1e4,)), ulp=64),
    Op(head=sympy.airybiprime, lower=kernels.airybiprime, reference=lambda z: mpmath.airybi(z, derivative=1),
       grad="symbolic", complex=True, samples=((0.0,), (-40.0,), (60.0,), (-1e4,)), ulp=128),
)  # fmt: skip
