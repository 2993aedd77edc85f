"""Explicit entries agree with SymPy's own, also where SymPy would take minutes."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.check.explicit import explicit
from sympy_torch_bridge.errors import InputShapeError, MatrixDerivativeError

A, B = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("B", 3, 2)
NUMBERS = {
    A: sympy.ImmutableDenseMatrix([[2, 1, 0], [1, 3, 1], [1, 0, 4]]),
    B: sympy.ImmutableDenseMatrix([[1, 2], [0, 1], [5, 3]]),
}


@pytest.mark.parametrize(
    "expr",
    [
        A.I * B,
        A**-1 + sympy.Identity(3),
        B.T * A * B,
        2 * A - A.T,
        sympy.Trace(A * A) * A,
        sympy.HadamardProduct(A, A.T),
        A * sympy.ZeroMatrix(3, 3) + A**2,
        sympy.KroneckerProduct(A, B.T) + 2 * sympy.KroneckerProduct(A.T, B.T),
        sympy.KroneckerProduct(A, sympy.Identity(2), B),
        sympy.KroneckerProduct(B, B).T * sympy.OneMatrix(9, 1),
        sympy.PermutationMatrix(sympy.combinatorics.Permutation([2, 0, 1])) * A,
        sympy.DiagMatrix(A * sympy.OneMatrix(3, 1)),
    ],
    ids=str,
)
def test_matrices(expr):
    expected = expr.xreplace(NUMBERS).doit()
    assert explicit(expr, NUMBERS) == (
        expected if isinstance(expected, sympy.MatrixBase) else expected.as_explicit()
    )


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (
            sympy.BlockMatrix([[A, B], [B.T, sympy.ZeroMatrix(2, 2)]]),
            lambda a, b: [[a, b], [b.T, 0 * b.T * b]],
        ),
        (sympy.BlockMatrix([[A * A, 2 * B]]), lambda a, b: [[a * a, 2 * b]]),
        (sympy.BlockMatrix([[A.T], [B.T]]), lambda a, b: [[a.T], [b.T]]),
        (sympy.BlockDiagMatrix(A, B), lambda a, b: [[sympy.diag(a, b)]]),
        (sympy.DiagonalMatrix(A), lambda a, b: [[sympy.diag(2, 3, 4)]]),
        (sympy.DiagonalOf(A), lambda a, b: [[sympy.Matrix([2, 3, 4])]]),
    ],
    ids=["square", "row", "column", "diagonal-of-blocks", "diagonal", "entries-of-the-diagonal"],
)
def test_blocks(expr, expected):
    rows = expected(NUMBERS[A], NUMBERS[B])
    joined = sympy.Matrix.vstack(*[sympy.Matrix.hstack(*map(sympy.Matrix, row)) for row in rows])
    assert explicit(expr, NUMBERS) == joined


def test_entries_of_matrices_inside_an_explicit_matrix():
    mixed = sympy.ImmutableDenseMatrix([[A[0, 1], 2], [sympy.Trace(A), A[2, 2]]])
    assert explicit(mixed * 2 + mixed, NUMBERS) == sympy.Matrix([[3, 6], [27, 12]])


def test_blocks_that_do_not_fit_are_refused():
    with pytest.raises(InputShapeError, match="do not fit"):
        explicit(sympy.ImmutableDenseMatrix(1, 2, [A, B.T]), NUMBERS)


def test_scalars():
    assert explicit(sympy.Determinant(A), NUMBERS)[0] == NUMBERS[A].det()
    assert explicit(sympy.log(sympy.Determinant(A.T * A)), NUMBERS)[0] == sympy.log(NUMBERS[A].det() ** 2)
    assert explicit(sympy.Integer(3), NUMBERS) == sympy.Matrix([[3]])


def test_large_determinants_of_symbols_are_quick():
    X = sympy.MatrixSymbol("X", 4, 2)
    S = sympy.MatrixSymbol("S", 4, 4)
    entries = {
        m: sympy.ImmutableDenseMatrix(*m.shape, lambda i, j, m=m: sympy.Symbol(f"{m}{i}{j}")) for m in (X, S)
    }
    assert explicit((X.T * S * X).I, entries).shape == (2, 2)


def test_functions_without_entries_are_refused():
    with pytest.raises(MatrixDerivativeError, match="no explicit entries"):
        explicit(sympy.Function("f")(A), NUMBERS)
