"""What is assumed of matrix symbols: structures that SymPy's assumptions in force give them."""

from __future__ import annotations

from sympy import Basic, MatrixSymbol, Q
from sympy.assumptions.assume import global_assumptions

__all__ = ["is_assumed_orthogonal", "is_assumed_symmetric"]

_EQUAL_TO_TRANSPOSE = (Q.symmetric, Q.diagonal)


def is_assumed_symmetric(matrix: Basic) -> bool:
    """Say whether a matrix symbol is assumed equal to its transpose.

    Examples
    --------
    >>> from sympy import assuming
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.symmetric(X)):
    ...     is_assumed_symmetric(X)
    True
    >>> is_assumed_symmetric(X)
    False
    """
    return _holds(matrix, _EQUAL_TO_TRANSPOSE)


def is_assumed_orthogonal(matrix: Basic) -> bool:
    """Say whether the transpose of a matrix symbol is assumed to be its inverse."""
    return _holds(matrix, (Q.orthogonal,))


def _holds(matrix: Basic, predicates: tuple[Basic, ...]) -> bool:
    # The set is empty in nearly every call, and predicates of a symbol cost a hash of it.
    return (
        bool(global_assumptions)
        and isinstance(matrix, MatrixSymbol)
        and any(predicate(matrix) in global_assumptions for predicate in predicates)
    )
