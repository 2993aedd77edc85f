"""Balls around functions that are short formulas of others, and around error functions and integrals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import acb, arb
from sympy.codegen import cfunctions, numpy_nodes, scipy_nodes

from ..ops.elliptic import CarlsonRD
from ..ops.marcum import MarcumStep
from ..ops.slopes import Sinhc

__all__ = ["ELEMENTARY"]

_TWO = arb(2)
_TEN = arb(10)


def _lambert(x: Any, branch: Any = None) -> Any:
    """Enclose the two real branches; the others have no real value."""
    if branch is None or branch.is_zero():
        return x.lambertw(0)
    return x.lambertw(-1) if branch == -1 else arb.nan()


def _sinhc(x: Any) -> Any:
    if x.is_zero():
        return arb(1)
    return None if x.contains(0) else x.sinh() / x


def _fibonacci(n: Any, x: Any = None) -> Any:
    """Enclose Fibonacci numbers of any index, or the polynomial of a whole one."""
    if x is None:
        golden = (1 + arb(5).sqrt()) / 2
        return (golden**n - n.cos_pi() * golden ** (-n)) / arb(5).sqrt()
    if not (n.is_integer() and n >= 1):
        return arb.nan()
    before, here = arb(0), arb(1)
    for _ in range(int(n.unique_fmpz()) - 1):
        before, here = here, x * here + before
    return here


def _carlson(root: Any, y: Any, z: Any) -> Any:
    return acb.elliptic_rd(acb(root * root), acb(y), acb(z)).real


def _marcum_step(m: Any, a: Any, b: Any) -> Any:
    regular = ((a * b / 2) ** 2).hypgeom_0f1(m, regularized=True)
    return (b * b / 2) ** (m - 1) * regular * (-(a * a + b * b) / 2).exp()


ELEMENTARY: dict[Any, Callable[..., Any]] = {
    cfunctions.Cbrt: lambda x: x.root(3) if x >= 0 else arb.nan() if x < 0 else None,
    cfunctions.exp2: lambda x: _TWO**x,
    cfunctions.log2: lambda x: x.log() / _TWO.log(),
    cfunctions.log10: lambda x: x.log() / _TEN.log(),
    cfunctions.fma: lambda x, y, z: x * y + z,
    cfunctions.hypot: lambda x, y: (x * x + y * y).sqrt(),
    scipy_nodes.cosm1: lambda x: -2 * (x / 2).sin() ** 2,
    scipy_nodes.powm1: lambda x, y: (y * x.log()).expm1(),
    numpy_nodes.logaddexp: lambda x, y: (x.exp() + y.exp()).log(),
    numpy_nodes.logaddexp2: lambda x, y: (_TWO**x + _TWO**y).log() / _TWO.log(),
    sympy.transpose: lambda x: x,
    sympy.adjoint: lambda x: x,
    sympy.polar_lift: lambda x: x,
    sympy.exp_polar: lambda x: x.exp(),
    sympy.erf2: lambda x, y: y.erf() - x.erf(),
    sympy.erf2inv: lambda x, y: (y + x.erf()).erfinv(),
    sympy.li: lambda x: x.li(),
    sympy.Li: lambda x: x.li(offset=True),
    sympy.fresnels: lambda x: x.fresnel_s(),
    sympy.fresnelc: lambda x: x.fresnel_c(),
    sympy.fibonacci: _fibonacci,
    sympy.LambertW: _lambert,
    Sinhc: _sinhc,
    CarlsonRD: _carlson,
    MarcumStep: _marcum_step,
}
