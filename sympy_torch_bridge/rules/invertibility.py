"""What has to be invertible, or of positive determinant, for a formula on matrices to say anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import (
    Abs,
    Basic,
    Determinant,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    S,
    Transpose,
    log,
    preorder_traversal,
)

__all__ = ["inverted", "is_gram", "with_positive_determinant"]


def inverted(sides: Iterable[Any]) -> tuple[Any, ...]:
    """Return the matrices that have to be invertible: what is inverted or in a log-determinant.

    A matrix and its transpose count as one. What is invertible whatever its entries are is left out.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, X = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 2)
    >>> inverted([A * X.T.I, (A + X) ** -2])
    (X, A + X)
    """
    found: dict[Any, Any] = {}
    for side in sides:
        for node in preorder_traversal(side) if isinstance(side, Basic) else ():
            matrix = _inverted_by(node, side)
            if matrix is not None and not _is_always_invertible(matrix):
                matrix = _plain(matrix)
                upright = matrix.arg if isinstance(matrix, Transpose) else matrix
                found.setdefault(frozenset((upright, upright.T.doit())), upright)
    return tuple(sorted(found.values(), key=lambda matrix: (len(str(matrix)), str(matrix))))


def with_positive_determinant(sides: Iterable[Any]) -> tuple[Any, ...]:
    """Return the matrices whose determinant has to be positive: the logarithm of it is real.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with_positive_determinant([log(Determinant(X)), X.I])
    (X,)
    """
    logarithms = (
        n for s in sides if isinstance(s, Basic) for n in preorder_traversal(s) if isinstance(n, log)
    )
    found = {_plain(n.args[0].arg) for n in logarithms if isinstance(n.args[0], Determinant)}
    return tuple(sorted((m for m in found if not is_gram(m) and not _is_always_invertible(m)), key=str))


def is_gram(matrix: Any) -> bool:
    """Tell whether a matrix is the product of one and its transpose.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> X = MatrixSymbol("X", 3, 2)
    >>> is_gram(X.T * X), is_gram(X)
    (True, False)
    """
    if not isinstance(matrix, MatMul) or len(matrix.args) != 2:
        return False
    left, right = matrix.args
    return left in (Transpose(right), right.T)


def _inverted_by(node: Any, whole: Any) -> Any:
    if isinstance(node, Inverse):
        return node.arg
    if isinstance(node, MatPow):
        # The exponents of a sum over them run from 0.
        is_bound = not node.exp.free_symbols <= whole.free_symbols
        return None if is_bound or node.exp.is_nonnegative else node.base
    if isinstance(node, log):
        inner = node.args[0].args[0] if isinstance(node.args[0], Abs) else node.args[0]
        return inner.arg if isinstance(inner, Determinant) else None
    is_power_of_determinant = node.is_Pow and isinstance(node.base, Determinant)
    return node.base.arg if is_power_of_determinant and not node.exp.is_nonnegative else None


def _is_always_invertible(matrix: Any) -> bool:
    """Tell whether a matrix is the identity, or it plus Gram matrices."""
    terms = matrix.args if isinstance(matrix, MatAdd) else (matrix,)
    of_identity = [term for term in terms if isinstance(term, Identity)]
    return bool(of_identity) and all(isinstance(t, Identity) or is_gram(t) for t in terms)


def _plain(matrix: Any) -> Any:
    """Return a matrix without an inverse around it, and without a number that multiplies all of it."""
    inner = matrix.arg if isinstance(matrix, Inverse) else matrix
    terms = inner.args if isinstance(inner, MatAdd) else (inner,)
    factors = {term.as_coeff_mmul()[0] if isinstance(term, MatMul) else S.One for term in terms}
    common = factors.pop() if len(factors) == 1 else S.One
    return (inner / common).doit() if common.is_Number and common != 1 else inner
