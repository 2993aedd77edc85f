"""Records of deltas, permutation symbols and singularity functions."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import POSITIVE, REAL, Interval
from . import delta_kernels
from ._op import Op

_INDEX = Interval(-3.0, 3.0)
_ORDER = Interval(0.0, 3.0)
_FLAT = "the gradient is 0 everywhere; where the value jumps no derivative exists"


def _levi_civita(*indices: Any) -> Any:
    return sympy.LeviCivita(*map(sympy.Integer, map(int, indices)))


def _singularity(x: Any, a: Any, n: Any) -> Any:
    return mpmath.mpf(0) if x < a else (x - a) ** n if n >= 0 else mpmath.inf if x == a else mpmath.mpf(0)


OPS = (
    Op(head=sympy.DiracDelta, lower=delta_kernels.dirac_delta, reference=lambda x: mpmath.mpf(0) if x else mpmath.inf, domain=(POSITIVE,),
       samples=((-1.5,),), smooth=False, kink="0 away from 0, infinite at 0"),
    Op(head=sympy.KroneckerDelta, lower=delta_kernels.kronecker, reference=lambda i, j: mpmath.mpf(i == j), domain=(_INDEX,), integer=(0, 1),
       samples=((2.0, 2.0), (-1.0, -1.0), (0.0, 1.0)), ulp=0, smooth=False, kink=_FLAT),
    Op(head=sympy.LeviCivita, lower=delta_kernels.levi_civita, reference=_levi_civita, domain=(_INDEX,), integer=(0, 1, 2),
       samples=((1.0, 2.0, 3.0), (2.0, 1.0, 3.0), (2.0, 2.0, 1.0), (2.0, 0.0, 1.0)), smooth=False, kink=_FLAT,
       notes="for whole numbers that are no permutation the product of differences, as in SymPy; nan for fractions"),
    Op(head=sympy.SingularityFunction, lower=delta_kernels.singularity, reference=_singularity, domain=(REAL, REAL, _ORDER),
       samples=((3.0, 1.0, 2.0), (1.0, 3.0, 2.0), (1.0, 1.0, 0.0), (2.0, 1.0, -1.0), (0.5, 1.0, -4.0)), integer=(2,), smooth=False,
       kink="of orders 0 and below the gradient is 0; at the offset no derivative exists"),
)  # fmt: skip
