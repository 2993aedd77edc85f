"""Records of the functions that SymPy has for generated code, and of the scalar forms of matrix operations."""

from __future__ import annotations

import mpmath
import sympy
import torch
from sympy.codegen import cfunctions, numpy_nodes, scipy_nodes

from ..domain import POSITIVE
from . import code_kernels, exponential_sums, kernels
from ._op import Op

_BOTH_SIGNS = ((-2.5,), (1.75,))
_TIE = "two equal arguments share the gradient evenly"

OPS = (
    Op(head=cfunctions.Cbrt, lower=code_kernels.cbrt, reference=lambda x: mpmath.power(x, mpmath.mpf(1) / 3), domain=(POSITIVE,), complex=True,
       notes="nan for negative numbers, as x**(1/3) is"),
    Op(head=cfunctions.fma, lower=code_kernels.fma, reference=lambda x, y, z: x * y + z, complex=True, ulp=256, notes="rounds the product and the sum"),
    Op(head=scipy_nodes.cosm1, lower=code_kernels.cosm1, reference=lambda x: -2 * mpmath.sin(x / 2) ** 2, complex=True, samples=((1e-9,), (0.0,))),
    Op(head=scipy_nodes.powm1, lower=code_kernels.powm1, reference=lambda x, y: mpmath.powm1(x, y), domain=(POSITIVE,), samples=((1.0, 1e-9), (2.0, -1e-12), (0.75, 3.0))),
    Op(head=numpy_nodes.logaddexp, lower=exponential_sums.log_sum_exp, reference=lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)), samples=((800.0, -800.0),)),
    Op(head=numpy_nodes.logaddexp2, lower=code_kernels.logaddexp2, reference=lambda x, y: mpmath.log(mpmath.power(2, x) + mpmath.power(2, y), 2), samples=((2000.0, -800.0),)),
    Op(head=numpy_nodes.maximum, lower=kernels.maximum, reference=max, samples=((1.0, 2.0), (3.0, 2.0)), smooth=False, kink=_TIE),
    Op(head=numpy_nodes.minimum, lower=kernels.minimum, reference=min, samples=((1.0, 2.0), (3.0, 2.0)), smooth=False, kink=_TIE),
    Op(head=sympy.transpose, lower=code_kernels.identity, reference=lambda x: x, complex=True, samples=_BOTH_SIGNS, notes="of a number: the number"),
    Op(head=sympy.adjoint, lower=torch.conj, reference=mpmath.conj, complex=True, samples=_BOTH_SIGNS, notes="of a number: its conjugate"),
)  # fmt: skip
