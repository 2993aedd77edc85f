"""Orthogonal polynomials, and those of Bernoulli, Euler, Fibonacci and Lucas."""

from __future__ import annotations

from sympy import (
    assoc_laguerre,
    bernoulli,
    chebyshevt,
    chebyshevu,
    euler,
    gegenbauer,
    hermite,
    hermite_prob,
    jacobi,
    laguerre,
    legendre,
    symbols,
)

from ...domain import POSITIVE, SYMMETRIC_OPEN_UNIT, Interval
from .._rule import Instance, Rule
from .record import a, b, special, x

__all__ = ["RULES"]

_n = symbols("n", integer=True)
_DEGREES: tuple[Instance, ...] = ({_n: 2}, {_n: 3}, {_n: 5})
_WHERE = "n a positive integer"
_INSIDE = "n a positive integer, x != -1, x != 1"
_UNIT = SYMMETRIC_OPEN_UNIT
_NEAR = Interval(-3, 3)
_HALF_LINE = {x: POSITIVE, a: Interval(-0.5, 3)}
_JACOBI = {x: _UNIT, a: Interval(-0.5, 3), b: Interval(-0.5, 3)}

_SOURCES = {
    "legendre": "Fungrim 925fdf", "chebyshev-t": "Fungrim 1a0d11", "chebyshev-u": "Fungrim 35e13b",
    "jacobi": "DLMF 18.9.15", "bernoulli": "Fungrim e89eb5",
}  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    special(
        name, title, lhs, rhs, domain, assumptions=where, instances=_DEGREES,
        source=_SOURCES.get(name, ""),
    )
    for name, title, lhs, rhs, domain, where in (
        ("legendre", "Legendre polynomial", legendre(_n, x),
         _n * (x * legendre(_n, x) - legendre(_n - 1, x)) / (x**2 - 1), _UNIT, _INSIDE),
        ("chebyshev-t", "Chebyshev polynomial of the first kind", chebyshevt(_n, x),
         _n * chebyshevu(_n - 1, x), _UNIT, _WHERE),
        ("chebyshev-u", "Chebyshev polynomial of the second kind", chebyshevu(_n, x),
         ((_n + 1) * chebyshevt(_n + 1, x) - x * chebyshevu(_n, x)) / (x**2 - 1), _UNIT, _INSIDE),
        ("hermite", "Hermite polynomial", hermite(_n, x), 2 * _n * hermite(_n - 1, x), _NEAR, _WHERE),
        ("hermite-prob", "Hermite polynomial of the normal law", hermite_prob(_n, x),
         _n * hermite_prob(_n - 1, x), _NEAR, _WHERE),
        ("laguerre", "Laguerre polynomial", laguerre(_n, x), -assoc_laguerre(_n - 1, 1, x), _NEAR, _WHERE),
        ("assoc-laguerre", "associated Laguerre polynomial", assoc_laguerre(_n, a, x),
         -assoc_laguerre(_n - 1, a + 1, x), _HALF_LINE, f"{_WHERE}, a > -1"),
        ("gegenbauer", "Gegenbauer polynomial", gegenbauer(_n, a, x), 2 * a * gegenbauer(_n - 1, a + 1, x),
         {x: _UNIT, a: POSITIVE}, f"{_WHERE}, a > 0"),
        ("jacobi", "Jacobi polynomial", jacobi(_n, a, b, x),
         (_n + a + b + 1) * jacobi(_n - 1, a + 1, b + 1, x) / 2, _JACOBI, f"{_WHERE}, a > -1, b > -1"),
        ("bernoulli", "Bernoulli polynomial", bernoulli(_n, x), _n * bernoulli(_n - 1, x), _NEAR, _WHERE),
        ("euler", "Euler polynomial", euler(_n, x), _n * euler(_n - 1, x), _NEAR, _WHERE),
    )
)  # fmt: skip
