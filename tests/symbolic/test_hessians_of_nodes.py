"""Hessians through every kind of node, compiled, against ``torch.func`` on code of its own."""

from __future__ import annotations

import pytest
import torch
from derivative_values import (
    VALUES,
    B,
    C,
    S,
    X,
    compiled,
    gap,
    m,
    n,
    q,
    t,
    unstacked,
    vec,
    x,
    y,
    z,
)
from sympy import (
    BlockMatrix,
    Determinant,
    DiagMatrix,
    DiagonalOf,
    HadamardProduct,
    Identity,
    KroneckerProduct,
    Matrix,
    Trace,
    exp,
    log,
)

from sympy_torch_bridge import (
    DiagonalMeans,
    Eigenvalue,
    MatrixExponential,
    MatrixSine,
    ToeplitzMatrix,
    hessian,
)

V = VALUES
TOLERANCE = 1e-9
eye = torch.eye(3, dtype=torch.float64)
corner = V[t].reshape(1, 1)


def diag(vector):
    return torch.diag(vector.flatten())


def sine(matrix):
    """The imaginary part of ``exp(I*A)``, in real numbers: a block of the exponential of a rotation."""
    zero = torch.zeros_like(matrix)
    rotation = torch.cat([torch.cat([zero, -matrix], 1), torch.cat([matrix, zero], 1)])
    return torch.linalg.matrix_exp(rotation)[3:, :3]


def means(matrix):
    rows = [[matrix.diagonal(c - r).mean() for c in range(3)] for r in range(3)]
    return torch.stack([torch.stack(row) for row in rows])


def kron(first, second):
    return torch.kron(first.contiguous(), second.contiguous())


POWERS = {
    "symbolic-exponent": (Trace(X**q), X, lambda w: torch.linalg.matrix_power(w, 4).trace()),
    "symbolic-exponent-in-a-product": (
        Trace(X**q * B),
        X,
        lambda w: (torch.linalg.matrix_power(w, 4) @ V[B]).trace(),
    ),
    "large-exponent": (Trace(X**18 * B), X, lambda w: (torch.linalg.matrix_power(w, 18) @ V[B]).trace()),
    "exponential": (Trace(MatrixExponential(X)), X, lambda w: torch.linalg.matrix_exp(w).trace()),
    "exponential-times-matrix": (
        Trace(MatrixExponential(X) * B),
        X,
        lambda w: (torch.linalg.matrix_exp(w) @ V[B]).trace(),
    ),
    "exponential-by-a-vector": (
        Trace(MatrixExponential(x * y.T) * B),
        x,
        lambda v: (torch.linalg.matrix_exp(v @ V[y].T) @ V[B]).trace(),
    ),
}

ARRANGED = {
    "log-det-kronecker": (
        log(Determinant(Identity(n * m) + KroneckerProduct(X, C))),
        X,
        lambda w: torch.logdet(torch.eye(6, dtype=torch.float64) + kron(w, V[C])),
    ),
    "log-det-kronecker-second": (
        log(Determinant(Identity(n * m) + KroneckerProduct(C, X))),
        X,
        lambda w: torch.logdet(torch.eye(6, dtype=torch.float64) + kron(V[C], w)),
    ),
    "kronecker-inside-two": (
        log(Determinant(Identity(n * m**2) + KroneckerProduct(C, X, C))),
        X,
        lambda w: torch.logdet(torch.eye(12, dtype=torch.float64) + kron(kron(V[C], w), V[C])),
    ),
    "log-det-diagonal-plus-rank-one": (
        log(Determinant(DiagMatrix(x) + y * y.T)),
        x,
        lambda v: torch.logdet(diag(v) + V[y] @ V[y].T),
    ),
    "trace-of-diagonals": (
        Trace(DiagMatrix(x) * B * DiagMatrix(x) * S),
        x,
        lambda v: (diag(v) @ V[B] @ diag(v) @ V[S]).trace(),
    ),
    "diagonal-of-outer": (
        Trace(DiagonalOf(B * x * x.T * S).T * DiagonalOf(S * x * y.T)),
        x,
        lambda v: (
            (V[B] @ v @ v.T @ V[S]).diagonal() @ (V[S] @ v @ V[y].T).diagonal()
        ),
    ),
    "border-of-a-determinant": (
        Determinant(BlockMatrix([[B, x], [x.T, Matrix([[t]])]])),
        x,
        lambda v: torch.linalg.det(torch.cat([torch.cat([V[B], v], 1), torch.cat([v.T, corner], 1)])),
    ),
    "hadamard-of-outer": (
        log(Determinant(Identity(n) + HadamardProduct(B, x * x.T))),
        x,
        lambda v: torch.logdet(eye + V[B] * (v @ v.T)),
    ),
    "hadamard-of-a-function": (
        Trace(B * HadamardProduct((x * y.T).applyfunc(exp), S)),
        x,
        lambda v: (V[B] @ ((v @ V[y].T).exp() * V[S])).trace(),
    ),
    "kronecker-of-vectors": (
        Trace(KroneckerProduct(x, x).T * KroneckerProduct(B, S) * KroneckerProduct(y, x)),
        x,
        lambda v: (kron(v, v).T @ kron(V[B], V[S]) @ kron(V[y], v)).trace(),
    ),
}  # fmt: skip

NODES = {
    "eigenvalue": (
        Eigenvalue(B + B.T + DiagMatrix(x), -1),
        x,
        lambda v: torch.linalg.eigvalsh(V[B] + V[B].T + diag(v))[-1],
    ),
    "sine": (Trace(MatrixSine(X) * B), X, lambda w: (sine(w) @ V[B]).trace()),
    "toeplitz": (
        log(Determinant(ToeplitzMatrix(z))),
        z,
        lambda v: torch.logdet(torch.stack([v[[2 + r, 1 + r, r], 0] for r in range(3)])),
    ),
    "toeplitz-means": (
        Trace(DiagonalMeans(X) ** 2 * B),
        X,
        lambda w: (means(w) @ means(w) @ V[B]).trace(),
    ),
}  # fmt: skip

CASES = POWERS | ARRANGED | NODES


@pytest.mark.parametrize("name", CASES)
def test_hessian_is_that_of_torch(name):
    f, wrt, reference = CASES[name]
    point = V[wrt]
    truth = torch.func.jacrev(torch.func.jacrev(lambda v: reference(unstacked(v, point)).sum()))(vec(point))
    assert gap(compiled(hessian(f, wrt)), truth) <= TOLERANCE
