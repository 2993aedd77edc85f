"""The differential of a matrix expression as a sum of products: ``dF = X*B*dX + dX*B*X`` for ``X*B*X``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy

from ... import symbolic
from ...errors import BridgeError

__all__ = ["Term", "differential_terms", "turned"]

_MAX_TERMS = 12
_MAX_POWER = 6


class _NoProductError(Exception):
    """The differential is no sum of products with the change of the variable in one place each."""


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a differential: ``factor * left * dX * right``.

    Parameters
    ----------
    left, right : MatrixExpr
        Identities where nothing stands there.
    is_turned : bool
        Whether the change is transposed.
    factor : sympy.Expr
    pairing : MatrixExpr or None
        Of the term of a scalar factor its gradient: ``Trace(pairing.T * dX)`` stands for the change.
    """

    left: Any
    right: Any
    is_turned: bool = False
    factor: Any = sympy.S.One
    pairing: Any = None

    def between(self, left: Sequence[Any], right: Sequence[Any]) -> Term:
        """Return the term with more factors on both sides."""
        return replace(self, left=_product([*left, self.left]), right=_product([self.right, *right]))

    def transposed(self) -> Term:
        """Return the transpose of the term."""
        return replace(self, left=turned(self.right), right=turned(self.left), is_turned=not self.is_turned)

    def written(self, wrt: Any) -> str:
        """Return the product with the change of the variable in it, for people."""
        change = f"d{wrt}.T" if self.is_turned else f"d{wrt}"
        if self.pairing is not None:
            change = f"Trace(({self.pairing}).T*d{wrt})"
        return _joined(self.factor, _factor_texts(self.left), [change], _factor_texts(self.right))

    def stacked(self) -> str:
        """Return the matrix of the term in vec form, for people; ``K`` is the commutation matrix."""
        if self.pairing is not None:
            return _joined(
                self.factor, [f"vec({_product([self.left, self.right])})", f"vec({self.pairing}).T"]
            )
        matrix = sympy.KroneckerProduct(turned(self.right), self.left)
        return _joined(self.factor, [str(matrix)], ["K"] if self.is_turned else [])


def _joined(factor: Any, *groups: Sequence[str]) -> str:
    text = "*".join(part for group in groups for part in group)
    if factor is sympy.S.One:
        return text
    return f"-{text}" if factor == -1 else f"{factor}*{text}"


def _factor_texts(matrix: Any) -> list[str]:
    if isinstance(matrix, sympy.Identity):
        return []
    return [f"({matrix})" if isinstance(matrix, sympy.MatAdd) else str(matrix)]


def differential_terms(expr: Any, wrt: Any) -> list[Term] | None:
    """Return the differential as a sum of products; None where it is none.

    Examples
    --------
    >>> X, B = sympy.MatrixSymbol("X", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    >>> for term in differential_terms(X.T * B * X, X):
    ...     print(term.left, term.right, term.is_turned)
    I B*X True
    X.T*B I False
    """
    if not isinstance(wrt, sympy.MatrixSymbol) or not isinstance(expr, sympy.MatrixExpr):
        return None
    try:
        terms = _terms(expr, wrt)
    except _NoProductError:
        return None
    return terms if 0 < len(terms) <= _MAX_TERMS else None


def _terms(expr: Any, wrt: Any) -> list[Term]:
    if expr == wrt:
        return [Term(sympy.Identity(wrt.rows), sympy.Identity(wrt.cols))]
    if not expr.has(wrt):
        return []
    if isinstance(expr, sympy.MatAdd):
        return [term for part in expr.args for term in _terms(part, wrt)]
    if isinstance(expr, sympy.MatMul):
        return list(_of_product(expr.args, wrt))
    if isinstance(expr, sympy.Transpose):
        return [term.transposed() for term in _terms(expr.arg, wrt)]
    if isinstance(expr, sympy.Inverse):
        return _of_inverse(expr.arg, wrt)
    if isinstance(expr, sympy.MatPow) and expr.exp.is_Integer and 0 < abs(expr.exp) <= _MAX_POWER:
        base = expr.base if expr.exp > 0 else sympy.Inverse(expr.base)
        return list(_of_product([base] * abs(int(expr.exp)), wrt))
    raise _NoProductError


def _of_product(factors: Sequence[Any], wrt: Any) -> Iterator[Term]:
    scalars = [factor for factor in factors if not isinstance(factor, sympy.MatrixExpr)]
    matrices = [factor for factor in factors if isinstance(factor, sympy.MatrixExpr)]
    for place, factor in enumerate(scalars):
        if factor.has(wrt):
            others = sympy.Mul(*scalars[:place], *scalars[place + 1 :])
            right = sympy.Identity(matrices[-1].cols)
            yield Term(_product(matrices), right, factor=others, pairing=_gradient(factor, wrt))
    for place, factor in enumerate(matrices):
        for term in _terms(factor, wrt):
            moved = term.between(matrices[:place], matrices[place + 1 :])
            yield replace(moved, factor=sympy.Mul(*scalars, moved.factor))


def _gradient(factor: Any, wrt: Any) -> Any:
    try:
        return symbolic.derivative(factor, wrt)
    except BridgeError:
        raise _NoProductError from None


def _of_inverse(inner: Any, wrt: Any) -> list[Term]:
    inverse = sympy.Inverse(inner)
    return [replace(term.between([inverse], [inverse]), factor=-term.factor) for term in _terms(inner, wrt)]


def _product(factors: Sequence[Any]) -> Any:
    kept = [factor for factor in factors if not isinstance(factor, sympy.Identity)]
    if not kept:
        return factors[0]
    return kept[0] if len(kept) == 1 else sympy.MatMul(*kept).doit(deep=False)


def turned(matrix: Any) -> Any:
    """Return the transpose, written out factor by factor."""
    return sympy.Transpose(matrix).doit()
