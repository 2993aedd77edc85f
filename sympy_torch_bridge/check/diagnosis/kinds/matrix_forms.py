"""Forms of one matrix derivative: people make their mistakes in the form that they wrote down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import product
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixExpr

__all__ = ["forms_of"]

_MAX_TERMS = 16
_MAX_EXPONENT = 4

_Term = tuple[Any, tuple[Any, ...]]


class _TooLongError(Exception):
    """Written out, a formula has more terms than anybody writes."""


def forms_of(derivative: Any, symmetric: Collection[Any] = ()) -> tuple[Any, ...]:
    """Return a derivative as it is, and as a sum of products of single factors.

    Parameters
    ----------
    derivative : MatrixExpr or Expr
    symmetric : collection of MatrixSymbol
        Matrices that equal their transposes, which nobody writes then.

    Examples
    --------
    >>> A, B, X = (sympy.MatrixSymbol(name, 3, 3) for name in "ABX")
    >>> forms_of((A + A.T) * X + X**2)
    ((A + A.T)*X + X**2, A*X + X*X + A.T*X)
    >>> forms_of((A + A.T) * (X - B), [A])
    (2*A*(-B + X), -2*A*B + 2*A*X)
    """
    if not symmetric:
        return tuple(dict.fromkeys((derivative, _written_out(derivative, frozenset()))))
    written_out = _written_out(derivative, frozenset(symmetric))
    upright = {sympy.Transpose(matrix): matrix for matrix in symmetric}
    short = derivative.xreplace(upright).doit() if isinstance(derivative, MatrixExpr) else derivative
    is_joined = _written_out(short, frozenset()) == written_out
    return tuple(dict.fromkeys((short, written_out) if is_joined else (written_out,)))


def _written_out(formula: Any, symmetric: frozenset[Any]) -> Any:
    if not isinstance(formula, MatrixExpr):
        return formula
    try:
        terms = _terms(formula, symmetric)
    except _TooLongError:
        return formula
    coefficients: dict[tuple[Any, ...], Any] = {}
    for coefficient, factors in terms:
        coefficients[factors] = coefficients.get(factors, 0) + coefficient
    made = [_joined(c, factors, formula.shape[0]) for factors, c in coefficients.items() if c != 0]
    if not made:
        return sympy.ZeroMatrix(*formula.shape)
    return made[0] if len(made) == 1 else sympy.MatAdd(*made)


def _joined(coefficient: Any, factors: Sequence[Any], size: Any) -> Any:
    factors = factors or (sympy.Identity(size),)
    if coefficient == 1:
        return factors[0] if len(factors) == 1 else sympy.MatMul(*factors)
    return sympy.MatMul(*sympy.Mul.make_args(coefficient), *factors)


def _terms(node: Any, symmetric: frozenset[Any]) -> list[_Term]:
    """Return coefficients and factors of the products that a matrix formula is a sum of."""
    if isinstance(node, sympy.MatAdd):
        return _few([term for part in node.args for term in _terms(part, symmetric)])
    if isinstance(node, sympy.MatMul):
        scalars = [arg for arg in node.args if not isinstance(arg, MatrixExpr)]
        matrices = [_terms(arg, symmetric) for arg in node.args if isinstance(arg, MatrixExpr)]
        return _products(sympy.Mul(*scalars), matrices)
    if isinstance(node, sympy.Transpose):
        upright = _terms(node.arg, symmetric)
        return [(c, tuple(_turned(factor, symmetric) for factor in reversed(fs))) for c, fs in upright]
    if isinstance(node, sympy.Inverse):
        return [(sympy.S.One, (sympy.Inverse(_written_out(node.arg, symmetric)),))]
    if isinstance(node, sympy.MatPow) and node.exp.is_Integer and 0 < node.exp <= _MAX_EXPONENT:
        return _products(sympy.S.One, [_terms(node.base, symmetric)] * int(node.exp))
    if isinstance(node, sympy.Identity):
        return [(sympy.S.One, ())]
    if isinstance(node, sympy.ZeroMatrix):
        return []
    return [(sympy.S.One, (node,))]


def _products(coefficient: Any, parts: list[list[_Term]]) -> list[_Term]:
    count = 1
    for part in parts:
        count *= len(part)
        if count > _MAX_TERMS:
            raise _TooLongError
    found = []
    for choice in product(*parts):
        factors = tuple(factor for _, own in choice for factor in own)
        found.append((sympy.Mul(coefficient, *[c for c, _ in choice]), factors))
    return found


def _few(terms: list[_Term]) -> list[_Term]:
    if len(terms) > _MAX_TERMS:
        raise _TooLongError
    return terms


def _turned(factor: Any, symmetric: frozenset[Any]) -> Any:
    if factor in symmetric:
        return factor
    if isinstance(factor, sympy.Transpose):
        return factor.arg
    if isinstance(factor, sympy.Inverse):
        return sympy.Inverse(_written_out(sympy.Transpose(factor.arg), symmetric))
    return sympy.Transpose(factor)
