"""Balls around orthogonal polynomials, and the functions they are for degrees that are no whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

__all__ = ["POLYNOMIALS"]


def _hermite_prob(n: Any, x: Any) -> Any:
    """Scale the polynomial of the physicists."""
    root = (x * 0 + 2).sqrt()
    return (x / root).hermite_h(n) / root**n


def _tribonacci(n: Any, x: Any = 1) -> Any:
    """Go along the recurrence; there is no polynomial of another degree."""
    if not (n.is_integer() and n >= 0):
        return n.nan()
    before, middle, here = n * 0, n * 0 + 1, x * x + n * 0
    for _ in range(int(n.unique_fmpz())):
        before, middle, here = middle, here, x * x * here + x * middle + before
    return before


def _root_of_t(n: Any, k: Any) -> Any:
    return ((2 * k + 1) / (2 * n)).cos_pi()


def _root_of_u(n: Any, k: Any) -> Any:
    return ((k + 1) / (n + 1)).cos_pi()


POLYNOMIALS: dict[Any, Callable[..., Any]] = {
    sympy.chebyshevt: lambda n, x: x.chebyshev_t(n),
    sympy.chebyshevu: lambda n, x: x.chebyshev_u(n),
    sympy.legendre: lambda n, x: x.legendre_p(n),
    sympy.assoc_legendre: lambda n, m, x: x.legendre_p(n, m),
    sympy.hermite: lambda n, x: x.hermite_h(n),
    sympy.hermite_prob: _hermite_prob,
    sympy.laguerre: lambda n, x: x.laguerre_l(n),
    sympy.assoc_laguerre: lambda n, a, x: x.laguerre_l(n, a),
    sympy.gegenbauer: lambda n, a, x: x.gegenbauer_c(n, a),
    sympy.chebyshevt_root: _root_of_t,
    sympy.chebyshevu_root: _root_of_u,
    sympy.tribonacci: _tribonacci,
    sympy.jacobi: lambda n, a, b, x: x.jacobi_p(n, a, b),
}
