"""Matrix expressions with their Jacobians in vec form, and as torch functions."""

from __future__ import annotations

import sympy
import torch
from sympy import Identity, KroneckerProduct, MatrixSymbol, Trace

X = MatrixSymbol("X", 3, 2)
S = MatrixSymbol("S", 2, 2)
A = MatrixSymbol("A", 2, 3)
B = MatrixSymbol("B", 2, 2)
C = MatrixSymbol("C", 3, 2)
x = MatrixSymbol("x", 3, 1)
a = MatrixSymbol("a", 2, 1)
c = sympy.Symbol("c", real=True)
t = sympy.Symbol("t", real=True)
I2, I3 = Identity(2), Identity(3)
# Dozens of entries at each point: a few points say enough, and cost seconds less.
POINTS = 3
kron = KroneckerProduct


def commutation(rows, columns):
    """Return the matrix that maps ``vec(X)`` to ``vec(X.T)`` for ``rows`` by ``columns`` matrices."""
    matrix = sympy.zeros(rows * columns)
    for row in range(rows):
        for column in range(columns):
            matrix[column + columns * row, row + rows * column] = 1
    return sympy.ImmutableDenseMatrix(matrix)


def vec(matrix):
    """Return the columns of a matrix one below the other."""
    rows, columns = matrix.shape
    return sympy.ImmutableDenseMatrix([matrix[i, j] for j in range(columns) for i in range(rows)])


def spread(matrix):
    """Return the diagonal matrix of the stacked columns."""
    return sympy.ImmutableDenseMatrix(sympy.diag(*vec(matrix)))


def entrywise(function, matrix):
    return sympy.ImmutableDenseMatrix(*matrix.shape, lambda i, j: function(matrix[i, j]))


K = commutation(3, 2)
K2 = commutation(2, 2)
AX = A * X
TANH = X.applyfunc(sympy.Lambda(t, sympy.tanh(t)))

# Expression, what it is differentiated by, the Jacobian in vec form, and the expression in torch; the
# arguments of the torch function are the symbols of the expression, the variable first.
JACOBIANS = {
    "identity": (X, X, Identity(6), lambda X: 1 * X),
    "right-factor": (X * B, X, kron(B.T, I3), lambda X, B: X @ B),
    "left-factor": (A * X, X, kron(I2, A), lambda X, A: A @ X),
    "both-factors": (A * X * B, X, kron(B.T, A), lambda X, A, B: A @ X @ B),
    "transpose": (X.T, X, K, lambda X: X.T),
    "transpose-between": (B * X.T * A.T, X, kron(A, B) * K, lambda X, A, B: B @ X.T @ A.T),
    "gram": (X.T * X, X, kron(I2, X.T) + kron(X.T, I2) * K, lambda X: X.T @ X),
    "outer-gram": (X * X.T, X, kron(X, I3) + kron(I3, X) * K, lambda X: X @ X.T),
    "square": (S * S, S, kron(S.T, I2) + kron(I2, S), lambda S: S @ S),
    "cube": (S**3, S, kron(S.T**2, I2) + kron(S.T, S) + kron(I2, S**2), lambda S: S @ S @ S),
    "twice": (S * B * S, S, kron((B * S).T, I2) + kron(I2, S * B), lambda S, B: S @ B @ S),
    "inverse": (S.I, S, -kron(S.I.T, S.I), lambda S: torch.linalg.inv(S)),
    "inverse-of-product": (
        AX.I, X, -kron(AX.I.T, AX.I * A), lambda X, A: torch.linalg.inv(A @ X)),
    "hadamard-square": (sympy.HadamardProduct(X, X), X, 2 * spread(X), lambda X: X * X),
    "hadamard": (sympy.HadamardProduct(X, C), X, spread(C), lambda X, C: X * C),
    "tanh": (TANH, X, spread(entrywise(lambda v: 1 - sympy.tanh(v) ** 2, X)), lambda X: X.tanh()),
    "map-by-its-matrix": (A * x, A, kron(x.T, I2), lambda A, x: A @ x),
    "row-by-its-matrix": (x.T * X, X, kron(I2, x.T), lambda X, x: x.T @ X),
    "quadratic-map": (X * B * X.T * x, X, kron(x.T * X * B.T, I3) + kron(x.T, X * B) * K,
                      lambda X, B, x: X @ B @ X.T @ x),
    "outer-product": (x * a.T, x, kron(a, I3), lambda x, a: x @ a.T),
    "dyad": (x * x.T, x, kron(x, I3) + kron(I3, x), lambda x: x @ x.T),
    "scaled": (c * A, c, vec(A), lambda c, A: c * A),
    "trace-times-matrix": (Trace(S) * S, S, vec(S) * vec(I2).T + Trace(S) * Identity(4),
                           lambda S: torch.trace(S) * S),
    "norm-times-matrix": (Trace(X.T * X) * X, X, 2 * vec(X) * vec(X).T + Trace(X.T * X) * Identity(6),
                          lambda X: torch.trace(X.T @ X) * X),
}  # fmt: skip

HESSIANS = {
    "gram": (Trace(X.T * X), X, 2 * Identity(6), lambda X: torch.trace(X.T @ X)),
    "quadratic": (Trace(S * S.T * B), S, kron(I2, B + B.T), lambda S, B: torch.trace(S @ S.T @ B)),
    "form": (Trace(A * X * B * X.T * A.T), X, kron(B + B.T, A.T * A),
             lambda X, A, B: torch.trace(A @ X @ B @ X.T @ A.T)),
    "cube": (Trace(S**3), S, 3 * (kron(I2, S.T) + kron(S, I2)) * K2, lambda S: torch.trace(S @ S @ S)),
    "log-determinant": (sympy.log(sympy.Determinant(S)), S, -kron(S.I, S.I.T) * K2,
                        lambda S: torch.log(torch.det(S))),
    "determinant": (sympy.Determinant(S), S,
                    sympy.Determinant(S) * (vec(S.I.T) * vec(S.I.T).T - kron(S.I, S.I.T) * K2),
                    lambda S: torch.det(S)),
    "trace-of-inverse": (Trace(S.I), S, (kron(S.I**2, S.I.T) + kron(S.I, S.I.T**2)) * K2,
                         lambda S: torch.trace(torch.linalg.inv(S))),
    "bilinear": (a.T * S * S.T * a, S, kron(I2, 2 * a * a.T), lambda S, a: (a.T @ S @ S.T @ a).squeeze()),
}  # fmt: skip
