"""Toeplitz matrices: the projected gradient, the one by the values of diagonals, and how both compile."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import Determinant, MatrixSymbol, Trace

import sympy_torch_bridge as stb
from sympy_torch_bridge import DiagonalMeans, DiagonalSums, ToeplitzMatrix
from sympy_torch_bridge.matrix.structure import TOEPLITZ

n = sp.Symbol("n", integer=True, positive=True)
A, T, D = (MatrixSymbol(name, 3, 3) for name in "ATD")
N, z, y = MatrixSymbol("A", n, n), MatrixSymbol("z", 2 * n - 1, 1), MatrixSymbol("z", 5, 1)


def toeplitz(values: torch.Tensor) -> torch.Tensor:
    """Fill the matrix entry by entry."""
    size = (values.shape[-1] + 1) // 2
    rows = [torch.stack([values[..., i - j + size - 1] for j in range(size)], -1) for i in range(size)]
    return torch.stack(rows, -2)


def sums(matrix: torch.Tensor) -> torch.Tensor:
    size = matrix.shape[-1]
    return torch.stack([matrix.diagonal(-d, -2, -1).sum(-1) for d in range(1 - size, size)], -1)


def means(matrix: torch.Tensor) -> torch.Tensor:
    lengths = torch.tensor([1.0, 2, 3, 2, 1], dtype=matrix.dtype)
    return toeplitz(sums(matrix) / lengths)


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


def test_projected_gradients_read_well():
    assert stb.gradient(Trace(A * T), T, structure="toeplitz") == DiagonalMeans(A.T)
    assert stb.gradient(2 * Trace(T), T, structure="toeplitz") == 2 * DiagonalMeans(sp.Identity(3))
    assert stb.gradient(Trace(N * ToeplitzMatrix(z)), z) == DiagonalSums(N.T)
    assert stb.gradient(Trace(A * DiagonalMeans(T)), T) == DiagonalMeans(A.T)


def test_a_projected_gradient_is_the_one_by_the_values_divided_by_the_lengths():
    f = sp.log(Determinant(T.T * T)) + Trace(A * T * T)
    projected = stb.compile(stb.gradient(f, T, structure="toeplitz"), [A, T])
    a, values = drawn(4, 3, 3), drawn(4, 5)

    def value(values):
        t = toeplitz(values)
        return (torch.linalg.slogdet(t.mT @ t)[1] + (a @ t @ t).diagonal(dim1=-2, dim2=-1).sum(-1)).sum()

    lengths = torch.tensor([1.0, 2, 3, 2, 1], dtype=torch.float64)
    expected = toeplitz(torch.func.grad(value)(values) / lengths)
    torch.testing.assert_close(projected(a, toeplitz(values)), expected)


def test_kernels_on_a_batch():
    x, values = drawn(2, 4, 3, 3), drawn(2, 5, 1)
    torch.testing.assert_close(stb.compile(DiagonalMeans(A), [A])(x), means(x))
    torch.testing.assert_close(stb.compile(DiagonalSums(A), [A])(x), sums(x)[..., None])
    torch.testing.assert_close(stb.compile(ToeplitzMatrix(y), [y])(values), toeplitz(values[..., 0]))
    assert stb.compile(DiagonalMeans(A), [A])(x.float()).dtype == torch.float32
    assert torch.autograd.gradcheck(stb.compile(DiagonalMeans(A), [A]), (drawn(3, 3).requires_grad_(),))


@pytest.mark.parametrize("values", [z, y], ids=["symbolic-size", "known-size"])
def test_the_jacobian_by_the_values_of_diagonals(values):
    # A sum of constant matrices, which reads no entry of any input.
    result = stb.compile(stb.jacobian(ToeplitzMatrix(values), values), [values])
    expected = torch.func.jacrev(lambda v: toeplitz(v[:, 0]).mT.reshape(9))(drawn(5, 1))[..., 0]
    assert torch.equal(result(drawn(5, 1)), expected)
    assert result(drawn(2, 5, 1).float()).dtype == torch.float32


def test_the_jacobian_is_projected_too():
    jacobian = stb.compile(stb.jacobian(A * T, T, structure="toeplitz"), [A])
    a, d = drawn(3, 3), drawn(3, 3)
    change = (jacobian(a) @ d.mT.reshape(9, 1)).reshape(3, 3).mT
    torch.testing.assert_close(change, a @ means(d))


def test_derivatives_of_the_nodes_themselves():
    assert stb.differential(DiagonalMeans(T) * A, T, D) == DiagonalMeans(D) * A
    assert stb.gradient(Trace(DiagonalSums(T).T * y), T) == ToeplitzMatrix(y)
    assert stb.gradient(Trace(DiagonalMeans(T)), T) == sp.Identity(3)
    assert stb.differential(ToeplitzMatrix(y), y, MatrixSymbol("w", 5, 1)).arg.name == "w"


def test_explicit_matrices():
    matrix = sp.Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert DiagonalMeans(matrix).doit() == sp.Matrix([[5, 4, 3], [6, 5, 4], [7, 6, 5]])
    assert DiagonalSums(matrix).doit() == sp.Matrix([3, 8, 15, 12, 7])
    assert ToeplitzMatrix(DiagonalSums(matrix)).doit()[0, 2] == 3
    assert DiagonalMeans(A)[0, 1] == (A[0, 1] + A[1, 2]) / 2
    assert sp.latex(DiagonalMeans(A)) == r"\operatorname{means}\left(A\right)"


def test_claims_are_judged_by_the_structure():
    lengths = sp.Matrix(3, 3, lambda i, j: 3 - abs(i - j))
    with sp.assuming(TOEPLITZ(T)):
        assert stb.check_gradient(Trace(A * T), DiagonalMeans(A.T), T)
        plain = stb.check_gradient(Trace(A * T), A.T, T)
        summed = stb.check_gradient(Trace(A * T), sp.HadamardProduct(DiagonalMeans(A.T), lengths), T)
    assert (plain.verdict, summed.verdict) == ("refuted", "refuted")
    assert "the means of its diagonals are the projected one" in plain.diagnosis
    assert "sums in place of means" in summed.diagnosis


def test_refusals():
    with pytest.raises(ValueError, match=r"DiagonalMeans of a matrix of shape \(3, 2\)"):
        DiagonalMeans(MatrixSymbol("Y", 3, 2))
    for shape in ((4, 1), (3, 3)):
        with pytest.raises(stb.InputTypeError, match="a column of 2"):
            ToeplitzMatrix(MatrixSymbol("y", *shape))
    with pytest.raises(stb.InputTypeError, match="a square MatrixSymbol: it is said to be toeplitz"):
        stb.gradient(Trace(y.T * y), y, structure="toeplitz")
