"""Records of the parts of a complex number."""

from __future__ import annotations

import mpmath
import sympy
import torch

from ..domain import POSITIVE
from . import kernels
from ._op import Op

_BOTH_SIGNS = ((-2.5,), (1.75,))

OPS = (
    Op(head=sympy.re,        lower=torch.real,   reference=mpmath.re,   complex=True, samples=_BOTH_SIGNS),
    Op(head=sympy.im,        lower=kernels.imag, reference=mpmath.im,   complex=True, samples=_BOTH_SIGNS),
    Op(head=sympy.conjugate, lower=torch.conj,   reference=mpmath.conj, complex=True, samples=_BOTH_SIGNS),
    Op(head=sympy.arg,       lower=torch.angle,  reference=mpmath.arg,  complex=True, domain=(POSITIVE,), samples=_BOTH_SIGNS,
       smooth=False, kink="jumps from 0 to pi at 0 on the real line"),
)  # fmt: skip
