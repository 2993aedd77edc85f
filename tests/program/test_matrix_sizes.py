"""Sizes that the shapes of inputs tell, and entries at positions that inputs give."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import A, B, N, m, n, v, x
from sympy import (
    Determinant,
    Identity,
    MatMul,
    MatrixSymbol,
    Trace,
    sin,
    sqrt,
    symbols,
)
from torch import Tensor

import sympy_torch_bridge as stb

F64 = torch.float64
i, j = symbols("i j", integer=True)


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


class TestSizes:
    def test_sizes_are_numbers_of_the_expression(self) -> None:
        a = draw(5, 4, 4)
        assert torch.allclose(stb.compile(Trace(N) / n)(a), a.diagonal(dim1=1, dim2=2).mean(-1))
        assert stb.compile(n, [N])(a).tolist() == [4] * 5
        assert stb.compile(sqrt(n) * x, [x, N])(torch.ones(5, dtype=F64), a).tolist() == [2] * 5
        assert stb.compile(Identity(n + 1), [N])(a).shape == (5, 5, 5)

    def test_compound_sizes_are_solved_for(self) -> None:
        wide = MatrixSymbol("W", 2 * n, n + 1)
        f = stb.compile(Trace(wide * wide.T) / n)
        assert f.inputs == (wide,)
        assert f(torch.ones(4, 3)).item() == 6
        with pytest.raises(stb.InputShapeError, match=r"'W' is a matrix of shape \(2\*n, n \+ 1\)"):
            f(torch.ones(3, 3))
        with pytest.raises(stb.InputShapeError, match=r"with n = 2"):
            f(torch.ones(4, 4))

    def test_a_listed_size_must_be_that_of_the_matrices(self) -> None:
        f = stb.compile(Trace(N) / n, [N, n])
        assert f(torch.ones(2, 2), 2).item() == 1
        with pytest.raises(stb.InputShapeError, match="'n' is 3, but the shapes have n = 2"):
            f(torch.ones(2, 2), 3)

    def test_an_unknown_size_is_refused_with_a_way_out(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match=r"inputs=\[MatrixSymbol\('A', n, n\), ...\]"):
            stb.compile(Identity(n))
        assert stb.compile(Identity(n), inputs=[MatrixSymbol("A", n, n)])(torch.ones(2, 2)).tolist() == [
            [1, 0],
            [0, 1],
        ]
        with pytest.raises(stb.UnsupportedFunctionError, match="substitute a number"):
            stb.compile(Identity(2**n), [N])

    def test_wrong_shapes_are_named(self) -> None:
        with pytest.raises(stb.InputShapeError, match=r"'A' is a matrix of shape \(3, 3\)"):
            stb.compile(A)(torch.ones(3))
        with pytest.raises(stb.InputShapeError, match=r"'v' is a matrix of shape \(3, 1\)"):
            stb.compile(A * v, [A, v])(torch.ones(4, 3, 3), torch.ones(4, 3))
        with pytest.raises(stb.InputShapeError, match="do not broadcast"):
            stb.compile(A * B, [A, B])(torch.ones(4, 3, 3), torch.ones(2, 3, 3))
        with pytest.raises(stb.InputShapeError, match=r"slice \[5:7, 0:1\]"):
            stb.compile(N[5:7, 0:1])(torch.ones(3, 3))


class TestEntries:
    def test_positions_may_be_inputs(self) -> None:
        a = draw(2, 3, 3)
        rows, columns = torch.tensor([0, 2]), torch.tensor([1, -1])
        f = stb.compile(A[i, j], [A, i, j])
        assert torch.equal(f(a, rows, columns), torch.stack([a[0, 0, 1], a[1, 2, 2]]))
        assert torch.equal(f(a[0], rows[:, None], torch.arange(3)), a[0][rows])
        assert torch.equal(torch.func.vmap(f)(a, rows, columns), f(a, rows, columns))
        assert torch.equal(stb.compile(A[i, 0] + A[i + 1, 1], [A, i])(a, 1), a[:, 1, 0] + a[:, 2, 1])

    def test_gradient_goes_to_the_entry(self) -> None:
        a = draw(2, 3, 3).requires_grad_()
        stb.compile(A[i, j] ** 2, [A, i, j])(a, torch.tensor([0, 2]), 1).sum().backward()
        want = torch.zeros_like(a)
        want[0, 0, 1], want[1, 2, 1] = 2 * a[0, 0, 1].detach(), 2 * a[1, 2, 1].detach()
        assert a.grad is not None
        assert torch.equal(a.grad, want.detach())

    def test_positions_that_do_not_exist_give_nan(self) -> None:
        places = torch.tensor([0.0, 2.0, 3.0, -3.0, -4.0, 0.5, float("nan")], dtype=F64)
        got = stb.compile(A[i, 0], [A, i])(torch.ones(3, 3, dtype=F64), places)
        assert got.isnan().tolist() == [False, False, True, False, True, True, True]

    def test_a_position_that_half_precision_cannot_tell_apart(self) -> None:
        row = MatrixSymbol("r", 1, 600)
        numbers = torch.arange(600.0)[None].to(torch.bfloat16)
        f = stb.compile(row[0, i], [row, i])
        assert f(numbers, torch.tensor(259)).item() == numbers[0, 259].item()  # whole numbers stay exact
        assert f(numbers, torch.tensor(259.0, dtype=torch.bfloat16)).isnan().item()

    def test_entries_from_the_end(self) -> None:
        a = draw(2, 3, 3)
        assert torch.equal(stb.compile(A[-1, 0])(a), a[:, 2, 0])


def test_sizes_of_other_matrices_bound_a_slice() -> None:
    other = MatrixSymbol("W", m, 1)
    got = stb.compile(N[:m, :], [N, other])(draw(4, 3, 3), torch.ones(2, 1, dtype=F64))
    assert got.shape == (4, 2, 3)


def test_deep_expressions() -> None:
    scalar: Any = Trace(A)
    for _ in range(5000):
        scalar = sin(scalar, evaluate=False)
        assert scalar.is_commutative  # SymPy asks every factor, by recursion unless it has the answer
    a = 0.1 * torch.eye(3, dtype=F64)
    f = stb.compile(MatMul(scalar, A, evaluate=False))
    assert f(a).shape == (3, 3)


def test_integers_stay_exact() -> None:
    big = torch.full((2, 2), 2**60 + 1)
    square = MatrixSymbol("S", 2, 2)
    assert stb.compile(square + square.T)(big).tolist() == [[2**61 + 2] * 2] * 2
    assert stb.compile(Trace(square))(big).item() == 2**61 + 2
    assert (
        stb.compile(Determinant(square))(torch.eye(2, dtype=torch.int64)).dtype is torch.get_default_dtype()
    )


def test_entries_in_the_body_of_a_sum() -> None:
    """A bound index, a captured batch of matrices, and a size, as one function of them."""
    f = stb.compile(sympy.Sum(x * N[i, i] + n, (i, 0, n - 1)), [N, x])
    a, factor = draw(4, 3, 3), draw(4)
    expected = factor * a.diagonal(dim1=1, dim2=2).sum(-1) + 9
    assert torch.allclose(f(a, factor), expected)


def test_modules_and_exported_graphs() -> None:
    module = stb.SymPyModule(2.5 * A * v, [A, v])
    assert len(list(module.parameters())) == 1
    points = draw(2, 3, 3), draw(2, 3, 1)
    assert torch.allclose(module.double()(*points), 2.5 * points[0] @ points[1])
    f = stb.compile(A.I * v + Determinant(A) * v, [A, v])

    class Net(torch.nn.Module):
        def forward(self, a: Tensor, b: Tensor) -> Tensor:
            value: Tensor = f(a, b)
            return value

    exported = torch.export.export(Net(), points).module()
    assert torch.allclose(exported(*points), f(*points))
