"""Written-out products of matrices that equal their transposes: no term is lost."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import MatrixSymbol
from sympy.matrices.expressions.matexpr import MatrixElement

import sympy_torch_bridge as stb

X, W = MatrixSymbol("X", 3, 3), MatrixSymbol("W", 4, 3)
B, S = MatrixSymbol("B", 3, 3), MatrixSymbol("S", 3, 3)
gram = W.T * W


def _squares(matrix: torch.Tensor) -> torch.Tensor:
    return matrix[0, 1] ** 2 + matrix[1, 0] ** 2


SYMMETRIC = {
    "two-squares": (X[0, 1] ** 2 + X[1, 0] ** 2, _squares),
    "norm": (X.as_explicit().norm() ** 2, lambda x: (x * x).sum()),
    "sum-of-the-square": (sum((X * X).as_explicit()), lambda x: (x @ x).sum()),
    "part-of-a-trace": (X[0, 1] ** 2 + X[1, 0] ** 2 + X[0, 0] ** 2, lambda x: _squares(x) + x[0, 0] ** 2),
    "more-than-a-trace": (
        X.as_explicit().norm() ** 2 + X[0, 1] ** 2 + 2 * X[1, 2] * X[2, 1],
        lambda x: (x * x).sum() + x[0, 1] ** 2 + 2 * x[1, 2] * x[2, 1],
    ),
    "different-powers": (X[0, 1] * X[1, 0] ** 2, lambda x: x[0, 1] * x[1, 0] ** 2),
}


@pytest.mark.parametrize("name", SYMMETRIC)
def test_terms_of_a_symmetric_matrix(name):
    f, direct = SYMMETRIC[name]
    free = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    x, along = free + free.T, free - 2 * free.T @ free
    gradient = torch.func.grad(direct)(x)
    result = stb.compile(stb.gradient(f, X, structure="symmetric"), [X])(x)
    torch.testing.assert_close(result, (gradient + gradient.T) / 2)
    step = along + along.T
    change = stb.differential(f, X, MatrixSymbol("D", 3, 3), structure="symmetric")
    got = stb.compile(change, [X, MatrixSymbol("D", 3, 3)])(x, step)
    torch.testing.assert_close(got, (gradient * step).sum())


FREE = {
    "entries-of-a-gram-matrix": (
        MatrixElement(gram, 0, 1) ** 2 + MatrixElement(gram, 1, 0) ** 2,
        W,
        lambda w: _squares(w.T @ w),
    ),
    "entries-of-a-symmetric-inverse": (
        MatrixElement((X + X.T).I, 0, 1) ** 2 + MatrixElement((X + X.T).I, 1, 0) ** 2,
        X,
        lambda x: _squares(torch.linalg.inv(x + x.T)),
    ),
}


@pytest.mark.parametrize("name", FREE)
def test_terms_of_a_matrix_that_is_symmetric_by_its_form(name):
    f, wrt, direct = FREE[name]
    value = torch.randn(*wrt.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    torch.testing.assert_close(
        stb.compile(stb.gradient(f, wrt), [wrt])(value), torch.func.grad(direct)(value)
    )


def test_terms_with_a_symmetric_parameter():
    f = B[1, 0] * S[0, 1] + B[1, 0] * S[1, 0]
    free = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    s = free + free.T
    result = stb.compile(stb.gradient(f, B, structure={S: "symmetric"}), [B, S])(free, s)
    expected = torch.zeros(3, 3, dtype=torch.float64)
    expected[1, 0] = 2 * s[0, 1]
    torch.testing.assert_close(result, expected)


def test_whole_products_of_a_symmetric_matrix_are_still_joined():
    assert str(stb.gradient(X.as_explicit().norm() ** 2, X, structure="symmetric")) == "2*X"
    twice = sp.expand(X.as_explicit().norm() ** 2 * 2)
    assert str(stb.gradient(twice, X, structure="symmetric")) == "4*X"
