"""Records of polar numbers, with the meaning they have in the plane."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, Interval
from . import code_kernels, polar_kernels
from ._op import Op

_PERIOD = Interval(1.0, 8.0)
_SIGNS = ((-2.5, 2.5), (-2.5, 6.5), (1.75, 2.5))


def _argument_within(x: Any, period: Any) -> Any:
    argument = mpmath.arg(x)
    return argument - mpmath.ceil(argument / period - 0.5) * period


def _principal_branch(x: Any, period: Any) -> Any:
    value = mpmath.chop(abs(x) * mpmath.expj(_argument_within(x, period)))
    return value.real if value.imag == 0 else value


OPS = (
    Op(head=sympy.exp_polar, lower=polar_kernels.exp_polar, reference=mpmath.exp, complex=True, notes="nan where the imaginary part of the argument leaves (-pi, pi]"),
    Op(head=sympy.polar_lift, lower=code_kernels.identity, reference=lambda x: x, complex=True, samples=((-2.5,), (1.75,)), notes="the number itself, on the principal sheet"),
    Op(head=sympy.functions.elementary.complexes.periodic_argument, lower=polar_kernels.argument_within, reference=_argument_within, complex=True,
       domain=(POSITIVE, _PERIOD), samples=_SIGNS, smooth=False, kink="jumps by the period; on the real line the gradient is 0"),
    Op(head=sympy.functions.elementary.complexes.principal_branch, lower=polar_kernels.principal_branch, reference=_principal_branch, complex=True,
       domain=(POSITIVE, _PERIOD), samples=((1.75, 2.5), (-2.5, 6.5)), smooth=False, kink="jumps where the argument does"),
)  # fmt: skip
