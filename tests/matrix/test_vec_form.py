"""Jacobians of matrices by matrices, columns stacked, against the derivative of every entry."""

from __future__ import annotations

import pytest
import sympy as sp
from explicit_matrices import entry_gradient, entry_jacobian, evaluate, gap, rational_point
from sympy import (
    BlockMatrix,
    Determinant,
    DiagMatrix,
    DiagonalOf,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    MatrixSymbol,
    Trace,
    log,
    sin,
    symbols,
)

import sympy_torch_bridge as stb
from sympy_torch_bridge.matrix import gradient, jacobian

A, S = MatrixSymbol("A", 4, 3), MatrixSymbol("S", 3, 3)
B = MatrixSymbol("B", 2, 4)
X, Y = MatrixSymbol("X", 3, 2), MatrixSymbol("Y", 3, 3)
x, y = MatrixSymbol("x", 3, 1), MatrixSymbol("y", 2, 1)
n, m = symbols("n m", integer=True, positive=True)

CASES = {
    "itself": (X, X),
    "transposed": (X.T, X),
    "two-sided": (A * X * B, X),
    "of-the-transpose": (B.T * X.T * S, X),
    "gram": (X.T * X, X),
    "gram-of-rows": (X * X.T, X),
    "square": (Y**2, Y),
    "cube": (Y**3, Y),
    "inverse": (Y.I, Y),
    "inverse-of-a-sum": ((Y + Y.T + 9 * Identity(3)).I, Y),
    "hadamard": (HadamardProduct(X, X), X),
    "hadamard-inside": (A * HadamardProduct(X * X.T, S), X),
    "elementwise": ((A * X).applyfunc(sin), X),
    "scalar-times-matrix": (Trace(X.T * X) * A * X, X),
    "determinant-times-inverse": (Determinant(Y) * Y.I, Y),
    "kronecker-first": (KroneckerProduct(X, B), X),
    "kronecker-second": (KroneckerProduct(B, X), X),
    "kronecker-both": (KroneckerProduct(X, X.T), X),
    "kronecker-of-three": (KroneckerProduct(x.T, X, y), X),
    "diagonal": (DiagMatrix(Y * x) * A.T, Y),
    "diagonal-of": (DiagonalOf(Y * S).T, Y),
    "blocks": (BlockMatrix([[X, S], [X.T * X, B[:, :3]]]), X),
    "slice": ((Y * S)[0:2, 1:3], Y),
    "vector-by-matrix": (Y * x, Y),
    "row-by-matrix": (x.T * X, X),
    "matrix-by-vector": (x * x.T, x),
    "scalar-by-matrix": (Trace(Y.T * Y), Y),
    "not-present": (A * S, X),
}


@pytest.mark.parametrize("name", CASES)
def test_vec_form_is_the_derivative_of_every_entry(name):
    expression, wrt = CASES[name]
    point = rational_point(expression, wrt, seed=3)
    wanted = entry_jacobian(expression, wrt, point)
    numerator = sp.Matrix(evaluate(jacobian(expression, wrt), point))
    denominator = sp.Matrix(evaluate(jacobian(expression, wrt, layout="denominator"), point))
    assert gap(numerator, wanted) <= 1e-20
    assert gap(denominator, wanted.T) <= 1e-20


def test_printed_forms():
    A, B, X = (MatrixSymbol(name, n, n) for name in "ABX")
    x = MatrixSymbol("x", n, 1)
    forms = [
        (stb.jacobian(A * X * B, X), "KroneckerProduct(B.T, A)"),
        (stb.jacobian(X.T, X), "K(n, n)"),
        (stb.jacobian(X * X, X), "KroneckerProduct(I, X) + KroneckerProduct(X.T, I)"),
        (stb.jacobian(X.I, X), "-(KroneckerProduct(X.T**(-1), X**(-1)))"),
        (stb.jacobian(HadamardProduct(A, X), X), "DiagMatrix(Vec(A))"),
        (stb.jacobian(A * x, A), "KroneckerProduct(x.T, I)"),
        (stb.jacobian(Trace(A * X), X), "Vec(A.T).T"),
        (stb.hessian(Trace(X.T * A * X), X), "KroneckerProduct(I, A + A.T)"),
        (stb.hessian(log(Determinant(X)), X), "-(KroneckerProduct(X**(-1), X.T**(-1)))*K(n, n)"),
    ]
    assert [str(form) for form, _ in forms] == [text for _, text in forms]


HESSIANS = {
    "quadratic": Trace(X.T * S * X),
    "log-determinant": log(Determinant(Y)),
    "inverse": Trace(Y.I * S),
    "least-squares": Trace((A * X - B.T).T * (A * X - B.T)),
    "fourth-power": Trace(X.T * X * X.T * X),
}


@pytest.mark.parametrize("name", HESSIANS)
def test_the_hessian_by_a_matrix_is_symmetric_and_that_of_the_entries(name):
    f = HESSIANS[name]
    wrt = X if X in f.free_symbols else Y
    point = rational_point(f, seed=8)
    hessian = sp.Matrix(evaluate(stb.hessian(f, wrt), point))
    assert gap(hessian, hessian.T) <= 1e-20
    assert gap(hessian, entry_jacobian(gradient(f, wrt), wrt, point)) <= 1e-20


U, V = MatrixSymbol("U", 2, 2), MatrixSymbol("V", 2, 2)
ARRANGED = {
    "block-power": Trace(BlockMatrix([[U, V], [V.T, U.T]]) ** 2),
    "block-diagonal": Trace(sp.BlockDiagMatrix(U, U * V) * BlockMatrix([[V, U], [U, V]])),
    "determinant-of-blocks": Determinant(BlockMatrix([[U, V], [U * V, U + 9 * Identity(2)]])),
    "inverse-of-blocks": Trace(BlockMatrix([[U, x[0:2, :]], [y.T, Identity(1)]]).I),
    "slice": Determinant((V * U)[0:1, 1:2]),
    "column": Trace(U[:, 1:2].T * V * U[:, 0:1]),
    "entry": sin(U[0, 1]) * U[-1, 0],
    "kronecker": Trace(KroneckerProduct(U, V) * KroneckerProduct(V, U)),
    "kronecker-in-a-product": Trace(KroneckerProduct(U, V).T * KroneckerProduct(U * U, V)),
    "kronecker-in-a-sum": Determinant(KroneckerProduct(U, V) + Identity(4)),
    "kronecker-in-the-middle": Trace(KroneckerProduct(B, U, B.T)[0:3, 0:3]),
    "adjoint": Trace(U.adjoint() * V * U),
}


@pytest.mark.parametrize("name", ARRANGED)
def test_gradients_through_parts_of_matrices(name):
    f = ARRANGED[name]
    plain = f.replace(sp.Adjoint, sp.Transpose)
    point = rational_point(plain, seed=4)
    assert gap(sp.Matrix(evaluate(gradient(f, U), point)), entry_gradient(plain, U, point)) <= 1e-20


def test_a_differential_is_linear_in_the_new_symbol():
    dY = MatrixSymbol("dY", 3, 3)
    assert stb.differential(Y.I, Y) == -Y.I * dY * Y.I
    assert stb.differential(Y * dY, Y) == MatrixSymbol("ddY", 3, 3) * dY
    assert stb.differential([Trace(Y), Y.T], Y) == [Trace(dY), dY.T]
    t = sp.Symbol("t")
    assert stb.differential(sp.Matrix([t**2, 1]), t) == sp.Matrix([2 * t * sp.Symbol("dt", real=True), 0])
    assert str(stb.differential(Y.T * Y, Y, structure="symmetric")) == "Y*dY + dY*Y"
    with pytest.raises(stb.InputTypeError, match="take the differential by X"):
        stb.differential(Trace(Y), Y[0, 0])
