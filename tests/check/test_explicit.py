"""Explicit entries agree with SymPy's own, also where SymPy would take minutes."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.check.explicit import explicit
from sympy_torch_bridge.errors import MatrixDerivativeError

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
    ],
    ids=str,
)
def test_matrices(expr):
    expected = expr.xreplace(NUMBERS).doit()
    assert explicit(expr, NUMBERS) == (
        expected if isinstance(expected, sympy.MatrixBase) else expected.as_explicit()
    )


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
