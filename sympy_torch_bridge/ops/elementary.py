"""Records of exponential, logarithmic, trigonometric and hyperbolic functions."""

from __future__ import annotations

import mpmath
import sympy
import torch
from sympy.codegen import cfunctions

from ..domain import NONNEGATIVE, POSITIVE, SYMMETRIC_OPEN_UNIT, Interval
from . import kernels
from ._op import Op

_TURN = 1.5707963267948966  # pi/2: tangent and secant are real and finite on (-pi/2, pi/2)
_TANGENT = Interval(-_TURN, _TURN, lower_open=True, upper_open=True)
_COTANGENT = Interval(0.0, 2 * _TURN, lower_open=True, upper_open=True)
_ABOVE_ONE = Interval(1.0, lower_open=True)
_HALF_OPEN_UNIT = Interval(0.0, 1.0, lower_open=True, upper_open=True)
_OUTSIDE = ((-3.5,), (-1.25,), (-1.0078125,))  # the negative half of the domain |x| > 1

OPS = (
    Op(head=sympy.exp,   lower=torch.exp,     reference=mpmath.exp,   ball="exp",   complex=True),
    Op(head=sympy.log,   lower=torch.log,     reference=mpmath.log,   ball="log",   complex=True, domain=(POSITIVE,)),
    Op(head=sympy.sin,   lower=torch.sin,     reference=mpmath.sin,   ball="sin",   complex=True, source="DLMF 4.14.1"),
    Op(head=sympy.cos,   lower=torch.cos,     reference=mpmath.cos,   ball="cos",   complex=True, source="DLMF 4.14.2"),
    Op(head=sympy.tan,   lower=torch.tan,     reference=mpmath.tan,   ball="tan",   complex=True, domain=(_TANGENT,), source="DLMF 4.14.4"),
    Op(head=sympy.cot,   lower=kernels.cot,   reference=mpmath.cot,   ball="cot",   complex=True, domain=(_COTANGENT,), source="DLMF 4.14.7"),
    Op(head=sympy.sec,   lower=kernels.sec,   reference=mpmath.sec,   ball="sec",   complex=True, domain=(_TANGENT,), source="DLMF 4.14.6"),
    Op(head=sympy.csc,   lower=kernels.csc,   reference=mpmath.csc,   ball="csc",   complex=True, domain=(_COTANGENT,), source="DLMF 4.14.5"),
    Op(head=sympy.sinc,  lower=kernels.sinc,  reference=mpmath.sinc, complex=True, removable=True,  ball="sinc",  samples=((0.0,), (1e-5,), (1.0,), (40.0,))),
    Op(head=sympy.asin,  lower=torch.asin,    reference=mpmath.asin,  ball="asin",  complex=True, domain=(SYMMETRIC_OPEN_UNIT,)),
    Op(head=sympy.acos,  lower=torch.acos,    reference=mpmath.acos,  ball="acos",  complex=True, domain=(SYMMETRIC_OPEN_UNIT,)),
    Op(head=sympy.atan,  lower=torch.atan,    reference=mpmath.atan,  ball="atan",  complex=True),
    Op(head=sympy.acot,  lower=kernels.acot,  reference=mpmath.acot,  complex=True, domain=(POSITIVE,), samples=((-2.5,), (-1e-6,), (1e10,)),
       smooth=False, kink="jumps at 0 from -pi/2 to pi/2; the gradient there is that of the right side, -1"),
    Op(head=sympy.asec,  lower=kernels.asec,  reference=mpmath.asec,  complex=True, domain=(_ABOVE_ONE,), samples=_OUTSIDE),
    Op(head=sympy.acsc,  lower=kernels.acsc,  reference=mpmath.acsc,  complex=True, domain=(_ABOVE_ONE,), samples=_OUTSIDE),
    Op(head=sympy.atan2, lower=torch.atan2,   reference=mpmath.atan2, samples=((1.0, -2.0), (-1.0, -2.0), (-3.0, 0.5))),
    Op(head=sympy.sinh,  lower=torch.sinh,    reference=mpmath.sinh,  ball="sinh",  complex=True, source="DLMF 4.28.1"),
    Op(head=sympy.cosh,  lower=torch.cosh,    reference=mpmath.cosh,  ball="cosh",  complex=True, source="DLMF 4.28.2"),
    Op(head=sympy.tanh,  lower=torch.tanh,    reference=mpmath.tanh,  ball="tanh",  complex=True, source="DLMF 4.28.4",
       notes="torch computes the gradient as 1 - tanh(x)**2: its relative error grows like eps*cosh(x)**2"),
    Op(head=sympy.coth,  lower=kernels.coth,  reference=mpmath.coth,  ball="coth",  complex=True, domain=(POSITIVE,), samples=((-0.5,), (-20.0,)), source="DLMF 4.28.7"),
    Op(head=sympy.sech,  lower=kernels.sech,  reference=mpmath.sech,  ball="sech",  complex=True, samples=((0.0,), (300.0,)), source="DLMF 4.28.6"),
    Op(head=sympy.csch,  lower=kernels.csch,  reference=mpmath.csch,  ball="csch",  complex=True, domain=(POSITIVE,), samples=((-0.5,), (-20.0,)), source="DLMF 4.28.5"),
    Op(head=sympy.asinh, lower=torch.asinh,   reference=mpmath.asinh, ball="asinh", complex=True),
    Op(head=sympy.acosh, lower=torch.acosh,   reference=mpmath.acosh, ball="acosh", complex=True, domain=(_ABOVE_ONE,)),
    Op(head=sympy.atanh, lower=torch.atanh,   reference=mpmath.atanh, ball="atanh", complex=True, domain=(SYMMETRIC_OPEN_UNIT,)),
    Op(head=sympy.acoth, lower=kernels.acoth, reference=mpmath.acoth, complex=True, domain=(_ABOVE_ONE,), samples=_OUTSIDE),
    Op(head=sympy.asech, lower=kernels.asech, reference=mpmath.asech, complex=True, domain=(_HALF_OPEN_UNIT,)),
    Op(head=sympy.acsch, lower=kernels.acsch, reference=mpmath.acsch, complex=True, domain=(POSITIVE,), samples=((-0.5,), (-20.0,))),
    Op(head=cfunctions.log1p, lower=torch.log1p, reference=mpmath.log1p, complex=True, ball="log1p", domain=(Interval(-1.0, lower_open=True),), samples=((1e-12,),)),
    Op(head=cfunctions.expm1, lower=torch.expm1, reference=mpmath.expm1, complex=True, ball="expm1", samples=((1e-12,),),
       notes="torch computes the gradient as 1 + expm1(x), which has no digits left at x = -37; written as exp(x) - 1 it keeps them"),
    Op(head=cfunctions.exp2,  lower=torch.exp2,  reference=lambda x: mpmath.power(2, x), complex=True),
    Op(head=cfunctions.log2,  lower=torch.log2,  reference=lambda x: mpmath.log(x, 2), complex=True, domain=(POSITIVE,)),
    Op(head=cfunctions.log10, lower=kernels.log10, reference=mpmath.log10, complex=True, domain=(POSITIVE,)),
    Op(head=cfunctions.hypot, lower=torch.hypot, reference=mpmath.hypot, domain=(POSITIVE,), samples=((-3.0, 4.0), (1e-3, -2e3))),
    Op(head=cfunctions.Sqrt,  lower=torch.sqrt,  reference=mpmath.sqrt, ball="sqrt", complex=True, domain=(NONNEGATIVE,)),
    Op(head=sympy.erf,    lower=torch.erf,    reference=mpmath.erf,    ball="erf",    source="DLMF 7.2.1"),
    Op(head=sympy.erfc,   lower=torch.erfc,   reference=mpmath.erfc,   ball="erfc",   source="DLMF 7.2.2"),
    Op(head=sympy.erfinv, lower=torch.erfinv, reference=mpmath.erfinv, ball="erfinv", domain=(SYMMETRIC_OPEN_UNIT,)),
)  # fmt: skip
