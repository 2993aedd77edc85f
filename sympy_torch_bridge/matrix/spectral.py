"""What belongs to eigenvalues in its simplest form: that of a 1x1 matrix, and all eigenvalues together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Basic, Expr, Identity, MatrixExpr, S, Tuple, ZeroMatrix

from .eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from .trace import scalar_of

__all__ = ["REWRITES", "spectrum_of"]


def _eigenvalue(matrix: MatrixExpr, index: Expr) -> Expr:
    """Return an eigenvalue; that of a 1x1 matrix is its entry.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> _eigenvalue(MatrixSymbol("A", 2, 2), S.One), _eigenvalue(MatrixSymbol("A", 1, 1), S.Zero)
    (Eigenvalue(A, 1), A[0, 0])
    """
    return scalar_of(matrix) if matrix.shape == (1, 1) else Eigenvalue(matrix, index)


def _eigenvector(matrix: MatrixExpr, index: Expr) -> MatrixExpr:
    """Return an eigenvector; that of a 1x1 matrix is 1."""
    return Identity(S.One) if matrix.shape == (1, 1) else Eigenvector(matrix, index)


def _shifted_pseudoinverse(matrix: MatrixExpr, index: Expr) -> MatrixExpr:
    """Return a pseudoinverse; of a 1x1 matrix there is no other eigenvalue left."""
    return ZeroMatrix(1, 1) if matrix.shape == (1, 1) else ShiftedPseudoinverse(matrix, index)


def spectrum_of(term: Expr, limits: Sequence[Tuple]) -> MatrixExpr | None:
    """Return the matrix whose eigenvalues a sum or product runs through, each once; None for others.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Symbol
    >>> i, A = Symbol("i", integer=True), MatrixSymbol("A", 3, 3)
    >>> spectrum_of(Eigenvalue(A, i), (Tuple(i, 0, 2),)), spectrum_of(Eigenvalue(A, i), (Tuple(i, 0, 1),))
    (A, None)
    """
    if not isinstance(term, Eigenvalue) or len(limits) != 1:
        return None
    index, first, last = limits[0]
    runs = term.index == index and first == 0 and last + 1 == term.arg.shape[0]
    return term.arg if runs and index not in term.arg.free_symbols else None


REWRITES: dict[type, Callable[[Basic, Sequence[Basic]], Basic]] = {
    Eigenvalue: lambda node, arguments: _eigenvalue(*arguments),
    Eigenvector: lambda node, arguments: _eigenvector(*arguments),
    ShiftedPseudoinverse: lambda node, arguments: _shifted_pseudoinverse(*arguments),
}
