"""Kronecker products in one form: scalars in front, identities joined, factors of size one left out."""

from __future__ import annotations

from sympy import Expr, Identity, Inverse, KroneckerProduct, MatrixExpr, Mul, Transpose, ZeroMatrix

from .inverse import inverse
from .transposition import transposed
from .words import product, split

__all__ = ["as_kronecker", "kronecker", "multiplied"]


def kronecker(*factors: MatrixExpr) -> MatrixExpr:
    """Return the Kronecker product of matrices.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 3, 3)
    >>> kronecker(2 * A, Identity(1), B)
    2*(KroneckerProduct(A, B))
    >>> kronecker(Identity(2), Identity(3)).shape
    (6, 6)
    """
    scalars: list[Expr] = []
    kept: list[MatrixExpr] = []
    for factor in factors:
        coefficient, word = split(factor)
        matrix = product(*word)
        scalars.append(coefficient)
        if isinstance(matrix, Identity) and kept and isinstance(kept[-1], Identity):
            kept[-1] = Identity(kept[-1].shape[0] * matrix.shape[0])
        elif not (isinstance(matrix, Identity) and matrix.shape[0] == 1):
            kept.extend(matrix.args if isinstance(matrix, KroneckerProduct) else [matrix])
    shape = (Mul(*(f.shape[0] for f in factors)), Mul(*(f.shape[1] for f in factors)))
    if any(isinstance(factor, ZeroMatrix) for factor in kept):
        return ZeroMatrix(*shape)
    if len(kept) < 2:
        return product(*scalars, *(kept or [Identity(1)]))
    return product(*scalars, KroneckerProduct(*kept))


def as_kronecker(matrix: MatrixExpr) -> MatrixExpr:
    """Return a transposed or inverted Kronecker product as one of transposes or inverses.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 3, 3)
    >>> as_kronecker(Inverse(KroneckerProduct(A, B)))
    KroneckerProduct(A**(-1), B**(-1))
    """
    inner = matrix.arg if isinstance(matrix, (Transpose, Inverse)) else matrix
    if not isinstance(inner, KroneckerProduct) or inner is matrix:
        return matrix
    if isinstance(matrix, Transpose):
        return kronecker(*(transposed(factor) for factor in inner.args))
    if any(factor.shape[0] != factor.shape[1] for factor in inner.args):
        return matrix
    return kronecker(*(inverse(factor) for factor in inner.args))


def multiplied(left: KroneckerProduct, right: KroneckerProduct) -> MatrixExpr | None:
    """Return the product of two Kronecker products factor by factor; None where the factors do not fit.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 3, 3)
    >>> multiplied(KroneckerProduct(A, B), KroneckerProduct(A.T, B))
    KroneckerProduct(A*A.T, B**2)
    """
    pairs = list(zip(left.args, right.args, strict=False))
    if len(left.args) != len(right.args) or any(a.shape[1] != b.shape[0] for a, b in pairs):
        return None
    return kronecker(*(product(a, b) for a, b in pairs))
