"""Record of the Lambert W function."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from ..domain import Interval
from . import lambert_kernels
from ._op import Op

_FROM_BRANCH_POINT = Interval(-0.36787944, 8.0, lower_open=True)
_PRINCIPAL = Interval(-0.25, 0.25)  # the branch of the drawn points, rounded: 0


def _by_x(x: Any, k: Any = sympy.S.Zero) -> Any:
    """Return the derivative in a form that has no division by x, which may be 0."""
    w = sympy.LambertW(x, k)
    return sympy.exp(-w) / (1 + w)


def _by_branch(x: Any, k: Any) -> Any:
    return sympy.S.Zero


OPS = (
    Op(head=sympy.LambertW, lower=lambert_kernels.lambert_w, grad="symbolic", partials=(_by_x, _by_branch), reference=lambda x, k=0: mpmath.lambertw(x, int(mpmath.nint(mpmath.re(k)))),
       complex=True, domain=(_FROM_BRANCH_POINT, _PRINCIPAL), integer=(1,), ulp=16,
       samples=((0.0, 0.0), (-0.3671875, 0.0), (1e-5, 0.0), (1e10, 0.0), (-0.3671875, -1.0), (-0.25, -1.0), (-1e-3, -1.0)),
       notes="k = 0 and -1 in torch; other branches are complex and computed by SciPy"),
)  # fmt: skip
