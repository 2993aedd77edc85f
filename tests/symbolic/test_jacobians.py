"""Jacobians of lists, of matrices by scalars and in vec form, compiled, against ``torch.func``."""

from __future__ import annotations

import pytest
import torch
from derivative_values import VALUES, X2, X3, A, B, X, compiled, gap, m, n, q, t, unstacked, vec, x, x3, y
from sympy import (
    BlockMatrix,
    HadamardPower,
    HadamardProduct,
    ImmutableMatrix,
    KroneckerProduct,
    Matrix,
    MatrixSymbol,
    Piecewise,
    Symbol,
    Trace,
    exp,
    sin,
    symbols,
)

from sympy_torch_bridge import InputTypeError, MatrixExponential, derivative, differential, gradient, jacobian
from sympy_torch_bridge.matrix import CommutationMatrix, Vec

V = VALUES
s = Symbol("s", real=True)


def kron(first, second):
    return torch.kron(first.contiguous(), second.contiguous())


def two_by_two(w):
    return torch.stack(
        [torch.stack([w[0, 0] ** 2, w[0, 1]]), torch.stack([w[1, 0] * w[0, 0], w[1, 1].sin()])]
    )


explicit = [[X2[0, 0] ** 2, X2[0, 1]], [X2[1, 0] * X2[0, 0], sin(X2[1, 1])]]

BY_MATRICES = {
    "list-of-scalars": ([x.T * x, y.T * x], x, lambda v: torch.cat([vec(v.T @ v), vec(V[y].T @ v)])),
    "list-of-vectors": ([A * x, x], x, lambda v: torch.cat([V[A] @ v, v])),
    "list-of-one-vector": ([A * x], x, lambda v: V[A] @ v),
    "list-of-a-matrix": ([X * B, Trace(X)], X, lambda w: torch.cat([vec(w @ V[B]), w.trace()[None]])),
    "list-without-the-variable": (
        [x3[0, 0] ** 2, t],
        x3,
        lambda v: torch.stack([v[0, 0] ** 2, V[t] + 0 * v[0, 0]]),
    ),
    "entries-of-a-symbolic-size": (
        Matrix([x[0, 0], x[1, 0] ** 2]),
        x,
        lambda v: torch.stack([v[0, 0], v[1, 0] ** 2]),
    ),
    "entries-of-a-known-size": (
        ImmutableMatrix([x3[0, 0] ** 2, x3[1, 0] * x3[2, 0]]),
        x3,
        lambda v: torch.stack([v[0, 0] ** 2, v[1, 0] * v[2, 0]]),
    ),
    "explicit-matrix": (Matrix(explicit), X2, lambda w: vec(two_by_two(w))),
    "immutable-explicit-matrix": (ImmutableMatrix(explicit), X2, lambda w: vec(two_by_two(w))),
    "explicit-times-symbol": (
        ImmutableMatrix(explicit) * X2 + X2 * ImmutableMatrix(explicit),
        X2,
        lambda w: vec(two_by_two(w) @ w + w @ two_by_two(w)),
    ),
    "power": (X**q, X, lambda w: vec(torch.linalg.matrix_power(w, 4))),
    "exponential": (MatrixExponential(X), X, lambda w: vec(torch.linalg.matrix_exp(w))),
    "exponential-inside": (
        B * MatrixExponential(X.T * t) * A.T,
        X,
        lambda w: vec(V[B] @ torch.linalg.matrix_exp(w.T * V[t]) @ V[A].T),
    ),
    "kronecker-of-vectors": (KroneckerProduct(x, x), x, lambda v: kron(v, v)),
    "kronecker-of-vector-and-row": (KroneckerProduct(x, y.T), x, lambda v: vec(kron(v, V[y].T))),
    "hadamard-of-outer": (HadamardProduct(B, x * x.T) * y, x, lambda v: (V[B] * (v @ v.T)) @ V[y]),
    "hadamard-of-a-function": (
        HadamardProduct((x * y.T).applyfunc(exp), B) * y,
        x,
        lambda v: ((v @ V[y].T).exp() * V[B]) @ V[y],
    ),
    "commutation": (CommutationMatrix(m, n) * Vec(A), A, lambda w: vec(w.T)),
    "blocks": (BlockMatrix([[x, B], [x.T * x, y.T]]) * BlockMatrix([[x.T * x], [x]]), x, lambda v: torch.cat(
        [torch.cat([v, V[B]], 1), torch.cat([v.T @ v, V[y].T], 1)]
    ) @ torch.cat([v.T @ v, v])),
    "scalar-without-the-variable": (x.T * x, X, lambda w: (V[x].T @ V[x])[0] + 0 * w.sum()),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_MATRICES)
def test_jacobian_by_a_matrix_is_that_of_torch(name):
    outputs, wrt, reference = BY_MATRICES[name]
    point = V[wrt]
    truth = torch.func.jacrev(lambda v: reference(unstacked(v, point)).flatten())(vec(point))
    assert gap(compiled(jacobian(outputs, wrt)), truth) <= 1e-10
    assert gap(compiled(jacobian(outputs, wrt, layout="denominator")), truth.T) <= 1e-10


BY_SCALARS = {
    "vector": (t * x, t, lambda u: vec(u[0] * V[x])),
    "matrix": (t**2 * X + t * B, t, lambda u: vec(u[0] ** 2 * V[X] + u[0] * V[B])),
    "matrix-of-known-size": (t**2 * X3, t, lambda u: vec(u[0] ** 2 * V[X3])),
    "inverse": ((X + t * B).I, t, lambda u: vec((V[X] + u[0] * V[B]).inverse())),
    "row": (exp(t) * x.T, t, lambda u: vec(u[0].exp() * V[x])),
    "list": (
        [t * x, Trace(X) * t**2],
        t,
        lambda u: torch.cat([vec(u[0] * V[x]), (V[X].trace() * u[0] ** 2)[None]]),
    ),
    "entrywise-power": (HadamardPower(x, t), t, lambda u: vec(V[x] ** u[0])),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_SCALARS)
def test_jacobian_by_a_scalar_is_that_of_torch(name):
    outputs, wrt, reference = BY_SCALARS[name]
    truth = torch.func.jacrev(reference)(V[t][None])
    assert gap(compiled(jacobian(outputs, wrt)), truth) <= 1e-12


def test_matrices_of_known_size_stay_whole():
    # Their entries would be quotients of long polynomials, or pass through complex eigenvalues.
    M, k = MatrixSymbol("M", 8, 8), Symbol("k", integer=True, positive=True)
    assert jacobian((M + t * M.T).I, t) == Vec(derivative((M + t * M.T).I, t))
    assert jacobian((M + t * M.T) ** k, t) == Vec(derivative((M + t * M.T) ** k, t))


def test_by_several_scalars():
    made = jacobian(t * x + s**2 * y, [t, s])
    truth = torch.func.jacrev(lambda u: vec(u[0] * V[x] + u[1] ** 2 * V[y]))(torch.stack([V[t], 3 * V[t]]))
    assert gap(compiled(made.subs(s, 3 * t)), truth) <= 1e-12
    assert jacobian([s * t, s], [t, s]) == Matrix([[s, t], [0, 1]])


def test_equal_explicit_matrices_have_equal_jacobians():
    for wrt in (X2, list(symbols("a b"))):
        assert jacobian(Matrix(explicit), wrt) == jacobian(ImmutableMatrix(explicit), wrt)


def test_explicit_matrices_have_differentials_of_their_kind():
    made = differential(Matrix([x3[0, 0] ** 2, x3[1, 0]]), x3)
    assert str(made) == "Matrix([[2*dx3[0, 0]*x3[0, 0]], [dx3[1, 0]]])"
    assert isinstance(made, Matrix)


def test_the_derivative_of_an_explicit_vector_is_its_jacobian():
    outputs = Matrix([x3[0, 0] ** 2, x3[1, 0]])
    assert derivative(outputs, x3) == jacobian(outputs, x3) == Matrix([[2 * x3[0, 0], 0, 0], [0, 1, 0]])


def test_the_differential_of_cases_leaves_their_conditions_alone():
    cases = Piecewise((Trace(X * B), Trace(X) > 0), (t, True))
    assert str(differential(cases, X)) == "Piecewise((Trace(B*dX), Trace(X) > 0), (0, True))"


def test_derivative_by_an_entry_of_a_symbolic_size():
    assert str(derivative(X.T * B, X[0, 1])) == "E[1, 0]*B"


def test_printed_forms():
    forms = [
        (jacobian([x.T * x, y.T * x], x), "Matrix([\n[2*x.T],\n[  y.T]])"),
        (jacobian([A * x], x), "A"),
        (jacobian([X], X), "I"),
        (jacobian(t * x, t), "x"),
        (jacobian(t * X, t), "Vec(X)"),
        (jacobian(x.T * x, X), "0"),
        (jacobian(KroneckerProduct(x, x), x), "KroneckerProduct(I, x) + KroneckerProduct(x, I)"),
        (jacobian(X**q, X), "Sum(KroneckerProduct(X.T**(q - r - 1), X**r), (r, 0, q - 1))"),
        (jacobian(CommutationMatrix(m, n) * Vec(A), A), "K(m, n)"),
        (gradient(Vec(X).T * Vec(X), X), "2*X"),
    ]
    assert [str(made) for made, _ in forms] == [text for _, text in forms]


@pytest.mark.parametrize("outputs", [[[x]], ["x"], {"a": x}], ids=["nested", "text", "dictionary"])
def test_what_is_no_list_of_outputs_raises(outputs):
    with pytest.raises(InputTypeError, match="expected"):
        jacobian(outputs, x)
