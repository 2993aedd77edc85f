"""Inverses and determinants, split over square factors so that neighbours can cancel."""

from __future__ import annotations

from sympy import (
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    Expr,
    Identity,
    Inverse,
    KroneckerProduct,
    MatMul,
    MatPow,
    MatrixBase,
    MatrixExpr,
    Mul,
    S,
    Transpose,
    ZeroMatrix,
    exp,
    sympify,
)

from .exponential import MatrixExponential
from .trace import trace
from .words import as_power, power, product, split

__all__ = ["determinant", "inverse", "raised"]


def _all_square(word: tuple[MatrixExpr, ...]) -> bool:
    return all(factor.shape[0] == factor.shape[1] for factor in word)


def inverse(matrix: MatrixExpr) -> MatrixExpr:
    """Invert a matrix expression.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, X = MatrixSymbol("A", 3, 3), MatrixSymbol("X", 3, 2)
    >>> inverse(2 * A)
    (1/2)*A**(-1)
    >>> inverse(X.T * A * X)
    (X.T*A*X)**(-1)
    """
    coefficient, word = split(matrix)
    if not _all_square(word):
        return product(1 / coefficient, Inverse(MatMul(*word)))
    return product(1 / coefficient, *(_inverse_of_factor(factor) for factor in reversed(word)))


def _inverse_of_factor(factor: MatrixExpr) -> MatrixExpr:
    parts = _diagonal_blocks(factor)
    if parts is None:
        return power(factor, S.NegativeOne)
    return BlockDiagMatrix(*(inverse(part) for part in parts))


def _diagonal_blocks(matrix: MatrixExpr) -> list[MatrixExpr] | None:
    """Return the square blocks on the diagonal if all others are zero, else None."""
    if not isinstance(matrix, BlockMatrix):
        return None
    rows = matrix.blocks.tolist()
    parts = [row[place] for place, row in enumerate(rows) if place < len(row)]
    zeros = [block for i, row in enumerate(rows) for j, block in enumerate(row) if i != j]
    is_diagonal = len(parts) == len(rows) == len(rows[0]) and _all_square(tuple(parts))
    return parts if is_diagonal and all(isinstance(block, ZeroMatrix) for block in zeros) else None


def raised(matrix: MatrixExpr, exponent: Expr) -> MatrixExpr:
    """Raise a matrix expression to a scalar exponent, scalar factors taken out for integers."""
    if exponent == -1:
        return inverse(matrix)
    coefficient, word = split(matrix)
    if coefficient != 1 and not exponent.is_integer:
        return MatPow(matrix, exponent)
    base = product(*word)
    if isinstance(base, MatMul) and exponent.is_Integer and exponent > 0:
        return product(coefficient**exponent, *(base for _ in range(int(exponent))))
    parts = _diagonal_blocks(base) if exponent.is_integer else None
    if parts is not None:
        return product(coefficient**exponent, BlockDiagMatrix(*(raised(part, exponent) for part in parts)))
    return product(coefficient**exponent, power(base, exponent))


def determinant(matrix: MatrixExpr) -> Expr:
    """Return the determinant, the product of the determinants of square factors.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> X = MatrixSymbol("X", 3, 3)
    >>> determinant(2 * X.T * X)
    8*Determinant(X)**2
    >>> determinant(X.I)
    1/Determinant(X)
    """
    coefficient, word = split(matrix)
    scale = coefficient ** matrix.shape[0]
    if _is_rank_deficient(word):
        return S.Zero
    if not _all_square(word):
        return scale * Determinant(MatMul(*word))
    for factor in word:
        scale *= _of_factor(factor)
    return scale


def _is_rank_deficient(word: tuple[MatrixExpr, ...]) -> bool:
    """Say whether the product passes through fewer dimensions than it has, e.g. ``u*v.T``."""
    size = word[0].shape[0]
    return any(sympify(factor.shape[1] - size).is_negative for factor in word)


def _of_factor(factor: MatrixExpr) -> Expr:
    base, exponent = as_power(factor)
    if isinstance(base, Transpose):
        base = base.arg
    if isinstance(base, Identity):
        return S.One
    if isinstance(base, MatrixExponential):
        return exp(exponent * trace(base.arg))
    if isinstance(base, ZeroMatrix):
        return S.Zero if base.shape[0] != 0 else S.One
    if isinstance(base, KroneckerProduct):
        return _of_kronecker(base) ** exponent
    parts = _diagonal_blocks(base)
    if parts is not None:
        return Mul(*(determinant(part) for part in parts)) ** exponent
    value = base.det() if isinstance(base, MatrixBase) else Determinant(base)
    return value**exponent


def _of_kronecker(matrix: KroneckerProduct) -> Expr:
    """Return the product of the determinants of square factors, each as often as the others have rows."""
    size = matrix.shape[0]
    if _all_square(matrix.args):
        return Mul(*(determinant(factor) ** (size / factor.shape[0]) for factor in matrix.args))
    # Its rank is that of the factors, none of which is above its smaller dimension.
    if any(
        sympify(rows - columns, strict=True).is_nonzero for rows, columns in (f.shape for f in matrix.args)
    ):
        return S.Zero
    return Determinant(matrix)
