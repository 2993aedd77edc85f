"""Records of the exponential, logarithmic, trigonometric and Fresnel integrals."""

from __future__ import annotations

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import incomplete_kernels, integral_kernels, slopes
from ._op import Op

_ABOVE_ONE = Interval(1.0, lower_open=True)
_ORDER = Interval(-4.0, 6.0)
_NEAR_AND_FAR = ((1e-3,), (0.0,), (30.0,))

OPS = (
    Op(head=sympy.Ei, lower=integral_kernels.Ei, grad="symbolic", reference=mpmath.ei, ball="ei", complex=True,
       domain=(POSITIVE,), samples=((-1e-3,), (-0.5,), (-20.0,), (1e-3,)), ulp=16),
    Op(head=sympy.expint, lower=incomplete_kernels.expint, grad="symbolic", reference=mpmath.expint, complex=True, domain=(_ORDER, POSITIVE),
       partials=(slopes.of_expint, None), samples=((1.0, 0.25), (3.0, 1e-3), (-2.0, 3.0), (2.5, 20.0), (2.0000001, 0.5), (0.5, 1e-3)), ulp=16,
       notes="complex numbers by mpmath, number by number"),
    Op(head=sympy.li, lower=integral_kernels.li, grad="symbolic", reference=mpmath.li, complex=True, domain=(_ABOVE_ONE,),
       samples=((0.5,), (1e-3,), (1.5,), (1e10,), (1e30,)), ulp=16),
    Op(head=sympy.Li, lower=integral_kernels.Li, grad="symbolic", reference=lambda x: mpmath.li(x, offset=True), complex=True,
       domain=(_ABOVE_ONE,), samples=((0.5,), (1e-3,), (2.0001,), (2.0,), (1e10,)), ulp=16),
    Op(head=sympy.Si, lower=integral_kernels.Si, grad="symbolic", reference=mpmath.si, ball="si", complex=True,
       partials=(sympy.sinc,), samples=_NEAR_AND_FAR, ulp=8),
    Op(head=sympy.Ci, lower=integral_kernels.Ci, grad="symbolic", reference=mpmath.ci, ball="ci", complex=True,
       domain=(POSITIVE,), samples=((1e-3,), (50.0,)), ulp=64),
    Op(head=sympy.Shi, lower=integral_kernels.Shi, grad="symbolic", reference=mpmath.shi, ball="shi", complex=True,
       partials=(slopes.Sinhc,), samples=_NEAR_AND_FAR, ulp=8),
    Op(head=sympy.Chi, lower=integral_kernels.Chi, grad="symbolic", reference=mpmath.chi, ball="chi", complex=True,
       domain=(POSITIVE,), samples=((1e-3,), (30.0,)), ulp=64),
    Op(head=sympy.fresnels, lower=integral_kernels.fresnels, grad="symbolic", reference=mpmath.fresnels, complex=True,
       samples=((0.0,), (1e-4,), (15.0,), (-3.5,)), ulp=16, notes="the argument pi*x**2/2 of the sine is rounded: eps*x**2"),
    Op(head=sympy.fresnelc, lower=integral_kernels.fresnelc, grad="symbolic", reference=mpmath.fresnelc, complex=True,
       samples=((0.0,), (1e-4,), (15.0,), (-3.5,)), ulp=16, notes="the argument pi*x**2/2 of the cosine is rounded: eps*x**2"),
)  # fmt: skip
