"""Gradients through parts of matrices, entrywise powers and stacked columns, against ``torch.func``."""

from __future__ import annotations

import pytest
import torch
from derivative_values import VALUES, X3, A, B, S, X, compiled, gap, m, n, t, vec, x, y
from sympy import DiagonalMatrix, HadamardPower, KroneckerProduct, MatrixSymbol, Trace, log, symbols

from sympy_torch_bridge import MatrixDerivativeError, compile, derivative, differential, gradient
from sympy_torch_bridge.matrix import CommutationMatrix, Vec

V = VALUES
W = MatrixSymbol("W", 4, 3)
w = MatrixSymbol("w", n**2, 1)
POINT = torch.linspace(-1, 1, 12, dtype=torch.float64).reshape(4, 3)
LONG = torch.linspace(-1, 2, 9, dtype=torch.float64)[:, None]


def kron(first, second):
    return torch.kron(first.contiguous(), second.contiguous())


CASES = {
    "diagonal-part": (
        Trace(X * DiagonalMatrix(X) * B),
        X,
        lambda v: (v @ torch.diag(v.diagonal()) @ V[B]).trace(),
    ),
    "diagonal-part-of-a-rectangle": (Trace(DiagonalMatrix(W).T * W), W, lambda v: (v.diagonal() ** 2).sum()),
    "slices-in-steps": (
        Trace(W[::2, :] * X3 * X3 * W[::2, :].T),
        W,
        lambda v: (v[::2] @ V[X3] @ (V[X3] @ v[::2].T)).trace(),
    ),
    "power-by-its-exponents": (Trace(B * HadamardPower(X, S)), S, lambda v: (V[B] @ V[X] ** v).trace()),
    "power-by-its-base": (Trace(B * HadamardPower(X, S)), X, lambda v: (V[B] @ v ** V[S]).trace()),
    "power-by-one-exponent": (Trace(B * HadamardPower(X, t)), t, lambda v: (V[B] @ V[X] ** v).trace()),
    "power-by-both": (Trace(B * HadamardPower(X, X.T)), X, lambda v: (V[B] @ v ** v.T).trace()),
    "stacked": (Vec(X).T * Vec(X * B), X, lambda v: vec(v) @ vec(v @ V[B])),
    "stacked-in-a-kronecker-form": (
        Vec(S).T * KroneckerProduct(B, S) * Vec(X),
        X,
        lambda v: vec(V[S]) @ kron(V[B], V[S]) @ vec(v),
    ),
    "stacked-and-rearranged": (
        (CommutationMatrix(m, n) * Vec(A)).T * Vec(A.T * A * A.T),
        A,
        lambda v: vec(v.T) @ vec(v.T @ v @ v.T),
    ),
    "stacked-in-a-product": (
        Vec(X).T * w * Trace(X),
        X,
        lambda v: (vec(v) @ LONG).sum() * v.trace(),
    ),
    "stacked-in-a-function": (
        log(1 + Trace(Vec(X).T * KroneckerProduct(B, S) * Vec(X * S))),
        X,
        lambda v: (1 + vec(v) @ kron(V[B], V[S]) @ vec(v @ V[S])).log(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_gradient_is_that_of_torch(name):
    f, wrt, reference = CASES[name]
    values = {**V, W: POINT, w: LONG}
    truth = torch.func.grad(lambda v: reference(v).sum())(values[wrt])
    found = compile(gradient(f, wrt), list(values))(*values.values())
    assert gap(found, truth) <= 1e-10
    change = torch.func.jvp(lambda v: reference(v).sum(), (values[wrt],), (values[wrt],))[1]
    along = compile(differential(f, wrt, wrt), list(values))(*values.values())
    assert gap(along, change) <= 1e-10


def test_whole_floats_are_exponents_of_matrices():
    assert str(gradient(Trace(X**2.0), X)) == "2*X.T"
    assert str(gradient(Trace(X**-1.0), X)) == "-X.T**(-2)"
    with pytest.raises(MatrixDerivativeError, match="not known to be an integer"):
        gradient(Trace(X**2.5 * B), X)


def test_a_slice_in_steps_that_leave_a_rest_is_refused():
    with pytest.raises(MatrixDerivativeError, match="divide a known length"):
        gradient(Trace(A[::2, :] * B * A[::2, :].T), A)


def test_an_entrywise_power_of_a_scalar_is_refused():
    b = symbols("b")
    with pytest.raises(MatrixDerivativeError, match="of a scalar base"):
        gradient(Trace(HadamardPower(b, X)), X)


def test_printed_forms():
    forms = [
        (derivative(HadamardPower(x, t), t), "HadamardProduct(Lambda(_d, log(_d)).(x), HadamardPower(x, t))"),
        (gradient(Trace(DiagonalMatrix(X) * B), X), "HadamardProduct(B, I)"),
        (gradient(Vec(S).T * KroneckerProduct(B, A.T * A) * Vec(X), X), "A.T*A*S*B"),
        (gradient(Vec(X).T * w, X), "(KroneckerProduct(Vec(I).T, I))*(KroneckerProduct(I, w))"),
    ]
    assert [str(made) for made, _ in forms] == [text for _, text in forms]
    assert gap(compiled(gradient(x.T * HadamardPower(y, t), y)), V[t] * V[x] * V[y] ** (V[t] - 1)) <= 1e-12
