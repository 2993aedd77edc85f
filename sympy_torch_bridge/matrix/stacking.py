"""Columns stacked, and unstacked again, in ordinary products where the vector is one of a matrix."""

from __future__ import annotations

from sympy import DiagMatrix, Expr, Identity, KroneckerProduct, MatAdd, MatrixExpr

from .elementwise import hadamard
from .kronecker import as_kronecker, kronecker
from .sums import terms_of, total
from .transposition import transposed
from .unit import MatrixUnit
from .vectorization import CommutationMatrix, Vec
from .words import product, split

__all__ = ["unstacked", "vectorised"]


def vectorised(matrix: MatrixExpr) -> MatrixExpr:
    """Stack the columns of a matrix; scalars stand in front, and units are stacked one by one.

    Examples
    --------
    >>> from sympy import MatrixSymbol, S
    >>> A = MatrixSymbol("A", 2, 2)
    >>> vectorised(3 * A), vectorised(2 * MatrixUnit(2, 2, 0, 0) + 3 * MatrixUnit(2, 2, 0, 1))
    (3*Vec(A), 2*E[0, 0] + 3*E[2, 0])
    """
    terms = terms_of(matrix)
    units = [word for _, word in terms if len(word) == 1 and isinstance(word[0], MatrixUnit)]
    if len(terms) == 1 or (terms and len(units) == len(terms)):
        return total(*(product(coefficient, Vec(product(*word))) for coefficient, word in terms))
    return Vec(matrix)


def unstacked(vector: MatrixExpr, shape: tuple[Expr, Expr]) -> MatrixExpr:
    """Return the matrix of a shape whose stacked columns are a vector.

    A vector that is none of a matrix is cut by ``(vec(I).T kron I)*(I kron v)``.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, B, X = (MatrixSymbol(name, 2, 2) for name in "ABX")
    >>> unstacked(Vec(X) - KroneckerProduct(B.T, A) * Vec(X), (2, 2))
    -A*X*B + X
    >>> v = MatrixSymbol("v", 4, 1)
    >>> unstacked(v, (2, 2))
    (KroneckerProduct(Vec(I).T, I))*(KroneckerProduct(I, v))
    """
    rows, columns = shape
    if columns == 1:
        return vector
    coefficient, word = split(vector)
    if len(word) == 1 and isinstance(word[0], MatAdd):
        return product(coefficient, total(*(unstacked(term, shape) for term in word[0].args)))
    found = _matrix_of(word)
    if found is None or found.shape != (rows, columns):
        whole = product(*word)
        cut = kronecker(transposed(Vec(Identity(columns))), Identity(rows))
        found = product(cut, kronecker(Identity(columns), whole))
    return product(coefficient, found)


def _matrix_of(word: tuple[MatrixExpr, ...]) -> MatrixExpr | None:
    """Return the matrix whose vector a product is, if its factors rearrange one."""
    if not isinstance(word[-1], Vec):
        return None
    inner: MatrixExpr = word[-1].arg
    for factor in map(as_kronecker, reversed(word[:-1])):
        if isinstance(factor, CommutationMatrix) and factor.args == inner.shape:
            inner = transposed(inner)
        elif isinstance(factor, KroneckerProduct) and _fits(factor, inner):
            after, before = factor.args
            inner = product(before, inner, transposed(after))
        elif isinstance(factor, DiagMatrix) and isinstance(factor.args[0], Vec):
            inner = hadamard(factor.args[0].arg, inner)
        else:
            return None
    return inner


def _fits(factor: KroneckerProduct, matrix: MatrixExpr) -> bool:
    """Say whether ``(after kron before)*vec(matrix)`` is ``vec(before*matrix*after.T)``."""
    return len(factor.args) == 2 and tuple(f.shape[1] for f in factor.args) == matrix.shape[::-1]
