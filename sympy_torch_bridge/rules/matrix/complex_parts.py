"""Complex matrices and vectors by their real and imaginary parts.

The Matrix Cookbook's eq. 89, for ``|a - x^H*b|**2``, is the derivative by the real part of x plus I times
that by the imaginary part: ``-2*b*conjugate(a - x^H*b)``, what torch leaves in ``.grad``.
"""

from __future__ import annotations

from sympy import BlockMatrix, MatrixSymbol, Symbol, Trace, Transpose

from ...domain import Interval
from .._rule import Rule
from .record import COOKBOOK, RECTANGULAR, SQUARE, form, m, matrix_rule, n, vector

__all__ = ["RULES"]

_A, _B, _C, _D = (MatrixSymbol(name, m, n) for name in "ABCD")
_t, _p, _q = (Symbol(name, real=True) for name in "tpq")
_u, _v, _c, _d = (vector(name) for name in "uvcd")
_real, _imaginary = _A + _t * _B, _C + _t * _D
# The real and the imaginary part of (p + I*q) - (u + I*v)^H*(c + I*d).
_error = _p - Trace(form(_u, _c)) - Trace(form(_v, _d))
_other = _q - Trace(form(_u, _d)) + Trace(form(_v, _c))
_NEAR = Interval(-1, 1)

RULES: tuple[Rule, ...] = (
    matrix_rule(
        "complex.adjoint", "adjoint of the complex matrix with these real and imaginary parts, along a line",
        Transpose(BlockMatrix([[_real, -_imaginary], [_imaginary, _real]])),
        BlockMatrix([[_B.T, _D.T], [-_D.T, _B.T]]), _t, RECTANGULAR, layout="numerator",
        source=f"{COOKBOOK}45", domain=_NEAR,
    ),
    matrix_rule(
        "complex.squared-error.real-part", "squared modulus of a complex error, by the real part",
        _error**2 + _other**2, -2 * (_error * _c + _other * _d), _u, SQUARE, source=f"{COOKBOOK}89",
        domain={_p: _NEAR, _q: _NEAR},
    ),
    matrix_rule(
        "complex.squared-error.imaginary-part", "squared modulus of a complex error, by the imaginary part",
        _error**2 + _other**2, 2 * (_other * _c - _error * _d), _v, SQUARE, source=f"{COOKBOOK}89",
        domain={_p: _NEAR, _q: _NEAR},
    ),
)  # fmt: skip
