"""Hessians of matrix expressions, compiled, against ``torch.func`` on code of its own."""

from __future__ import annotations

import time

import pytest
import torch
from derivative_values import (
    VALUES,
    X2,
    X3,
    B,
    S,
    X,
    c3,
    compiled,
    gap,
    i,
    j,
    n,
    q,
    t,
    unstacked,
    vec,
    x,
    x3,
    x7,
    y,
)
from sympy import (
    Determinant,
    DiagMatrix,
    Matrix,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Sum,
    Trace,
    exp,
    log,
)

from sympy_torch_bridge import (
    compile,
    hessian,
    hessian_vector_product,
)
from sympy_torch_bridge.matrix.matrix_sum import MatrixSum

V = VALUES
TOLERANCE = 1e-9
# Of concrete size, in single entries.
ENTRIES = {
    "rosenbrock": (
        (1 - x3[0, 0]) ** 2 + 100 * (x3[1, 0] - x3[0, 0] ** 2) ** 2,
        x3,
        lambda v: (1 - v[0, 0]) ** 2 + 100 * (v[1, 0] - v[0, 0] ** 2) ** 2,
    ),
    "product": (x3[0, 0] * x3[1, 0], x3, lambda v: v[0, 0] * v[1, 0]),
    "product-of-seven": (x7[6, 0] * x7[1, 0] ** 2, x7, lambda v: v[6, 0] * v[1, 0] ** 2),
    "logsumexp": (
        log((OneMatrix(1, 3) * x3.applyfunc(exp))[0, 0]),
        x3,
        lambda v: torch.logsumexp(v.flatten(), 0),
    ),
    "cross-entropy": (
        log((OneMatrix(1, 3) * x3.applyfunc(exp))[0, 0]) - (c3.T * x3)[0, 0],
        x3,
        lambda v: torch.logsumexp(v.flatten(), 0) - (V[c3] * v).sum(),
    ),
    "poisson": (
        sum(exp(x3[k, 0]) - c3[k, 0] * x3[k, 0] for k in range(3)),
        x3,
        lambda v: (v.exp() - V[c3] * v).sum(),
    ),
    "of-a-matrix": (X3[0, 1] * X3[1, 0] ** 2, X3, lambda w: w[0, 1] * w[1, 0] ** 2),
    "explicit-determinant": (X2.as_explicit().det(), X2, torch.linalg.det),
    "entries-and-traces": (
        X3[0, 1] * Trace(X3.T * X3) + Determinant(X3) * X3[2, 2],
        X3,
        lambda w: w[0, 1] * (w * w).sum() + torch.linalg.det(w) * w[2, 2],
    ),
    "explicit-times-symbol": (
        Trace(Matrix([[x3[0, 0] ** 2, x3[1, 0]]]) * X2 * Matrix([x3[2, 0], x3[0, 0]])),
        x3,
        lambda v: torch.stack([v[0, 0] ** 2, v[1, 0]]) @ V[X2] @ torch.stack([v[2, 0], v[0, 0]]),
    ),
}

CASE_BY_CASE = {
    "of-entries": (
        Piecewise((x3[0, 0] ** 2 * x3[1, 0], x3[1, 0] > 0), (x3[1, 0] ** 3, True)),
        x3,
        lambda v: v[0, 0] ** 2 * v[1, 0],
    ),
    "of-entries-in-the-other-case": (
        Piecewise((x3[0, 0] ** 2 * x3[1, 0], x3[1, 0] < 0), (x3[1, 0] ** 3, True)),
        x3,
        lambda v: v[1, 0] ** 3,
    ),
    "of-traces": (
        Piecewise((Trace(X * B * X), Trace(X) > 0), (Determinant(X), True)),
        X,
        lambda w: (w @ V[B] @ w).trace(),
    ),
}

SUMS = {
    "neighbours": (
        Sum((x[i + 1, 0] - x[i, 0]) ** 2, (i, 0, n - 2)),
        x,
        lambda v: ((v[1:] - v[:-1]) ** 2).sum(),
    ),
    "neighbours-cubed": (
        Sum((x[i + 1, 0] - x[i, 0]) ** 3 * y[i, 0], (i, 0, n - 2)),
        x,
        lambda v: ((v[1:] - v[:-1]) ** 3 * V[y][:-1]).sum(),
    ),
    "pairs": (
        Sum((x[i, 0] - x[j, 0]) ** 2 * B[i, j], (i, 0, n - 1), (j, 0, n - 1)),
        x,
        lambda v: ((v - v.T) ** 2 * V[B]).sum(),
    ),
    "pairs-of-exponentials": (
        Sum(exp(x[i, 0] * x[j, 0]) * B[i, j], (i, 0, n - 1), (j, 0, n - 1)),
        x,
        lambda v: ((v @ v.T).exp() * V[B]).sum(),
    ),
    "of-a-matrix-sum": (
        Trace(MatrixSum(X**i, (i, 0, q)) * B),
        X,
        lambda w: sum((torch.linalg.matrix_power(w, k) @ V[B]).trace() for k in range(5)),
    ),
}

CASES = ENTRIES | CASE_BY_CASE | SUMS


@pytest.mark.parametrize("name", CASES)
def test_hessian_is_that_of_torch(name):
    f, wrt, reference = CASES[name]
    point = V[wrt]
    truth = torch.func.jacrev(torch.func.jacrev(lambda v: reference(unstacked(v, point)).sum()))(vec(point))
    assert gap(compiled(hessian(f, wrt)), truth) <= TOLERANCE


def test_the_reference_tells_a_wrong_hessian():
    f, wrt, reference = CASES["pairs"]
    truth = torch.func.hessian(lambda v: reference(v[:, None]).sum())(V[wrt][:, 0])
    assert gap(compiled(hessian(f, wrt) * 2), truth) > 0.1


def test_printed_forms():
    forms = [
        (
            hessian(Trace(DiagMatrix(x) * B * DiagMatrix(x) * S), x),
            "HadamardProduct(B, S.T) + HadamardProduct(S, B.T)",
        ),
        (
            hessian(log(Determinant(DiagMatrix(x) + y * y.T)), x),
            "-HadamardPower((DiagMatrix(x) + y*y.T)**(-1), 2)",
        ),
        (hessian(x3[0, 0] * x3[1, 0], x3), "Matrix([[0, 1, 0], [1, 0, 0], [0, 0, 0]])"),
        (hessian(Trace(X**q), X), "q*Sum(KroneckerProduct(X**(q - r - 2), X.T**r), (r, 0, q - 2))*K(n, n)"),
        (
            hessian(Sum((x[i + 1, 0] - x[i, 0]) ** 2, (i, 0, n - 2)), x),
            "2*Sum((E[i, 0] - E[i + 1, 0])*(E[0, i] - E[0, i + 1]), (i, 0, n - 2))",
        ),
    ]  # fmt: skip
    assert [str(made) for made, _ in forms] == [text for _, text in forms]


def test_by_several_matrices():
    f = Trace(X * X * B) * (x.T * X * x)[0, 0] + t**2 * (x.T * x)[0, 0]
    sizes = [9, 3, 1]

    def reference(packed):
        w, v, u = packed.split(sizes)
        w, v = unstacked(w, V[X]), v[:, None]
        return (w @ w @ V[B]).trace() * (v.T @ w @ v).sum() + u.sum() ** 2 * (v.T @ v).sum()

    packed = torch.cat([vec(V[X]), vec(V[x]), V[t][None]])
    truth = torch.func.hessian(reference)(packed)
    assert gap(compiled(hessian(f, [X, x, t])), truth) <= TOLERANCE
    moves = [MatrixSymbol("B", n, n), y, t]
    along = truth @ torch.cat([vec(V[B]), vec(V[y]), V[t][None]])
    found = [compiled(part) for part in hessian_vector_product(f, [X, x, t], moves)]
    assert [tuple(part.shape) for part in found] == [(3, 3), (3, 1), ()]
    assert gap(torch.cat([vec(found[0]), vec(found[1]), found[2][None]]), along) <= TOLERANCE


def test_products_with_the_hessian_have_the_shape_of_the_variable():
    u, v = MatrixSymbol("u", 1, 1), MatrixSymbol("v", 1, 1)
    made = hessian_vector_product(u[0, 0] ** 3, u, v)
    assert made.shape == (1, 1)
    batch = torch.ones(2, 1, 1, dtype=torch.float64)
    assert compile(made, [u, v])(2 * batch, batch).tolist() == (12 * batch).tolist()


def test_the_hessian_in_many_entries_takes_seconds():
    x40 = MatrixSymbol("x40", 40, 1)
    f = log((OneMatrix(1, 40) * x40.applyfunc(exp))[0, 0])
    point = torch.linspace(-1, 1, 40, dtype=torch.float64)
    truth = torch.func.hessian(lambda v: torch.logsumexp(v, 0))(point)
    begin = time.perf_counter()
    made = hessian(f, x40)
    assert time.perf_counter() - begin < 20
    assert gap(compile(made, [x40])(point[:, None]), truth) <= TOLERANCE


def test_the_hessian_in_entries_of_a_large_matrix():
    W = MatrixSymbol("W", 7, 6)
    f = W[0, 1] * W[6, 5] ** 2 + sum(W[k, k] ** 4 for k in range(6)) * W[0, 1]
    point = torch.linspace(-1, 1, 42, dtype=torch.float64).reshape(7, 6)

    def reference(w):
        return w[0, 1] * w[6, 5] ** 2 + (w.diagonal() ** 4).sum() * w[0, 1]

    truth = torch.func.hessian(lambda v: reference(unstacked(v, point)))(vec(point))
    assert gap(compile(hessian(f, W), [W])(point), truth) <= TOLERANCE
