"""Linear nodes written as products: ``diag(A*diag(v)*B)`` is ``(A o B.T)*v``, and ``B o (u*v.T)`` likewise.

In this form the matrix of a linear map is read off without the Kronecker products of the vec form, which
would have n**2 rows where the result has n.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import DiagMatrix, DiagonalOf, Expr, HadamardProduct, MatAdd, MatrixExpr, MatrixSymbol, Transpose

from .elementwise import hadamard
from .transposition import transposed
from .words import product, split

__all__ = ["diagonal_as_products", "hadamard_as_products"]


def diagonal_as_products(node: DiagonalOf, change: MatrixSymbol) -> list[MatrixExpr] | None:
    """Return summands of the diagonal of a square matrix that is linear in ``change``.

    None where a summand is no product with a vector in it.

    Examples
    --------
    >>> A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    >>> v = MatrixSymbol("v", 3, 1)
    >>> diagonal_as_products(DiagonalOf(A * DiagMatrix(v) * B), v)
    [(HadamardProduct(A, B.T))*v]
    >>> diagonal_as_products(DiagonalOf(A * v * v.T), v) is None
    True
    """
    if node.arg.shape[0] != node.arg.shape[1]:
        return None
    found: list[MatrixExpr] = []
    for coefficient, word in _words(node.arg, change):
        if coefficient.has(change):
            found.append(product(coefficient, _diagonal(product(*word))))
            continue
        at = _only_place(word, change)
        summand = None if at is None else _diagonal_with(word[:at], word[at], word[at + 1 :])
        if summand is None:
            return None
        found.append(product(coefficient, summand))
    return found


def _diagonal(matrix: MatrixExpr) -> MatrixExpr:
    return DiagonalOf(matrix.arg if isinstance(matrix, Transpose) else matrix)


def _diagonal_with(
    before: Sequence[MatrixExpr], factor: MatrixExpr, after: Sequence[MatrixExpr]
) -> MatrixExpr | None:
    if isinstance(factor, DiagMatrix):
        vector = factor.args[0]
        column = vector if vector.shape[1] == 1 else transposed(vector)
        if not before and not after:
            return column
        if not before or not after:
            return hadamard(column, _diagonal(product(*before, *after)))
        return product(hadamard(product(*before), transposed(product(*after))), column)
    if factor.shape[1] == 1 and after:
        return product(DiagMatrix(transposed(product(*after))), *before, factor)
    if factor.shape[0] == 1 and before:
        rest = (transposed(f) for f in reversed(after))
        return product(DiagMatrix(product(*before)), *rest, transposed(factor))
    return None


def hadamard_as_products(node: HadamardProduct, change: MatrixSymbol) -> list[MatrixExpr] | None:
    """Return summands of a Hadamard product with one factor that is a column times a row.

    None where the factor that varies is none.

    Examples
    --------
    >>> B, u, v = MatrixSymbol("B", 2, 3), MatrixSymbol("u", 2, 1), MatrixSymbol("v", 3, 1)
    >>> hadamard_as_products(HadamardProduct(B, u * v.T), v)
    [DiagMatrix(u)*B*DiagMatrix(v)]
    """
    if 1 in node.shape:
        return None
    varying = next(factor for factor in node.args if factor.has(change))
    others = hadamard(*(factor for factor in node.args if factor is not varying))
    found: list[MatrixExpr] = []
    for coefficient, word in _words(varying, change):
        if coefficient.has(change):
            found.append(product(coefficient, hadamard(others, product(*word))))
            continue
        cut = next((place + 1 for place, factor in enumerate(word) if factor.shape[1] == 1), None)
        if cut is None or cut == len(word):
            return None
        column, row = product(*word[:cut]), product(*word[cut:])
        found.append(product(coefficient, DiagMatrix(column), others, DiagMatrix(transposed(row))))
    return found


def _words(matrix: MatrixExpr, change: MatrixSymbol) -> list[tuple[Expr, tuple[MatrixExpr, ...]]]:
    """Return coefficient and factors of all terms, the sums that hold the change multiplied out."""
    pending, found = [matrix], []
    while pending:
        coefficient, word = split(pending.pop())
        place = None if coefficient.has(change) else _only_place(word, change)
        summands = [] if place is None else _summands(word[place])
        if place is None or not summands:
            found.append((coefficient, word))
            continue
        before, after = word[:place], word[place + 1 :]
        kept = [summand for summand in reversed(summands) if summand.has(change)]
        pending.extend(product(coefficient, *before, summand, *after) for summand in kept)
    return found


def _summands(factor: MatrixExpr) -> list[MatrixExpr]:
    """Return the terms of a sum or of a transposed one; none of anything else."""
    if isinstance(factor, Transpose) and isinstance(factor.arg, MatAdd):
        return [transposed(summand) for summand in factor.arg.args]
    return list(factor.args) if isinstance(factor, MatAdd) else []


def _only_place(word: Sequence[MatrixExpr], change: MatrixSymbol) -> int | None:
    places = [place for place, factor in enumerate(word) if factor.has(change)]
    return places[0] if len(places) == 1 else None
