"""What matrix expressions mean on a batch: finite wrong numbers that others return, and solves."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import A, B, R, name, u, v, x, y
from sympy import (
    Adjoint,
    ImmutableMatrix,
    MatMul,
    Piecewise,
    Rational,
    Trace,
    Transpose,
    exp,
    sin,
    sqrt,
)
from torch import Tensor

import sympy_torch_bridge as stb

F64 = torch.float64


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


class TestTraps:
    """Finite numbers that other translators return, and that are wrong."""

    def test_a_product_is_no_elementwise_product(self) -> None:
        a, b = draw(3, 3), draw(3, 3, seed=2)
        assert torch.equal(stb.compile(A * B, [A, B])(a, b), a @ b)
        assert torch.equal(stb.compile(MatMul(A, B, evaluate=False), [A, B])(a, b), a @ b)

    @pytest.mark.parametrize("expr", [A.I, A**-1, sympy.Pow(A, -1, evaluate=False)], ids=str)
    def test_an_inverse_is_no_reciprocal(self, expr: Any) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(expr)(a) @ a, torch.eye(3, dtype=F64), atol=1e-12)

    def test_the_batch_axis_is_no_matrix_axis(self) -> None:
        a = draw(3, 3, 3)  # as many matrices as rows
        assert torch.equal(stb.compile(A[0, 1])(a), a[:, 0, 1])
        assert torch.equal(stb.compile(A[0, :])(a), a[:, :1, :])
        assert torch.equal(stb.compile(Trace(A))(a), torch.stack([t.trace() for t in a]))
        assert torch.equal(stb.compile(A.T)(a), a.transpose(1, 2))
        assert torch.equal(stb.compile(sympy.DiagMatrix(v))(a[..., :1])[1], torch.diag(a[1, :, 0]))

    def test_a_batch_of_scalars_multiplies_matrices_not_columns(self) -> None:
        a, factor = draw(3, 3, 3), torch.tensor([1.0, 2.0, 3.0], dtype=F64)
        want = torch.stack([k * t for k, t in zip(factor, a, strict=True)])
        assert torch.equal(stb.compile(x * A, [x, A])(factor, a), want)
        assert torch.equal(stb.compile(x * A, [x, A])(factor, a[0]).shape and want[:1], want[:1])
        assert stb.compile(x * A, [x, A])(factor, a[0]).shape == (3, 3, 3)
        assert torch.allclose(stb.compile(A / x, [x, A])(factor, a), want / factor[:, None, None] ** 2)

    def test_a_right_side_without_a_batch_is_no_batch_of_vectors(self) -> None:
        """torch.linalg.solve takes a right side of shape (3, 3) for one vector for each of three matrices."""
        a, b = draw(3, 3, 3) + 3 * torch.eye(3, dtype=F64), draw(3, 3, seed=2)
        got = stb.compile(A.I * B, [A, B])(a, b)
        assert torch.allclose(a @ got, b.expand(3, 3, 3), atol=1e-12)
        got = stb.compile(B * A.I, [A, B])(a, b)
        assert torch.allclose(got @ a, b.expand(3, 3, 3), atol=1e-12)

    def test_a_function_of_a_matrix_is_not_applied_to_entries(self) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(exp(A))(a), torch.matrix_exp(a))
        for expr in (
            sin(A),
            sin(A * B),
            sqrt(A),
            A ** Rational(1, 3),
            A**x,
            sympy.Abs(A),
        ):
            with pytest.raises(stb.UnsupportedFunctionError, match=r"applyfunc|HadamardPower"):
                stb.compile(expr)

    def test_a_number_is_not_added_to_entries(self) -> None:
        for expr in (
            x + exp(A),
            1 - exp(A),
            Piecewise((A, x > 0), (x, True)),
            Piecewise((A, x > 0), (1, True)),
        ):
            with pytest.raises(stb.UnsupportedFunctionError, match=r"x\*Identity\(n\)"):
                stb.compile(expr)
        got = stb.compile(Piecewise((A, x > 0), (0, x > -1)), [A, x])(
            draw(3, 3, 3), torch.tensor([1.0, -0.5, -2.0])
        )
        assert torch.equal(got[0], draw(3, 3, 3)[0])
        assert got[1].tolist() == [[0] * 3] * 3
        assert got[2].isnan().all()

    def test_equations_between_matrices_are_one_truth_value(self) -> None:
        a = draw(3, 3, 3)
        b = a.clone()
        b[1, 2, 0] += 1
        assert stb.compile(sympy.Eq(A, B), [A, B])(a, b).tolist() == [True, False, True]
        assert stb.compile(sympy.Ne(A, B), [A, B])(a, b).tolist() == [False, True, False]

    def test_noncommuting_scalars_keep_their_order(self) -> None:
        a, b = draw(2, 3, 3), draw(2, 3, 3, seed=2)
        got = stb.compile(x * exp(A) * exp(B), [A, B, x])(a, b, 2.0)
        assert torch.allclose(got, 2 * torch.matrix_exp(a) @ torch.matrix_exp(b))


SOLVED = [
    A.I * v, A.I * B, u.T * A.I, u.T * A.I * v, A.I * B.I * v, A * B.I * v, A * B.I, A**-2 * v, A.I.T * v,
    B * A.I * B, x * A.I * v / 3, (A + B).I * v, Trace(A.I * B), Transpose(A.I) * v, R * A.I,
    u.T * A.I * B.I * v, A.I * B * A.I * v, Adjoint(A.I) * v,
]  # fmt: skip


@pytest.mark.parametrize("expr", SOLVED, ids=name)
def test_an_inverse_beside_a_factor_is_a_solve(expr: Any) -> None:
    source = stb.compile(expr).source
    assert "quotient(" in source
    assert "inverse(" not in source
    assert "inv" not in source.replace("inverse", "")


class TestFunctionsOfSingleEntries:
    def test_a_matrix_of_one_entry_is_a_scalar_argument(self) -> None:
        a, b = draw(2, 3, 1), draw(2, 3, 1, seed=2)
        product = (a * b).sum((-2, -1))
        for function, torch_function in ((sin, torch.sin), (exp, torch.exp), (sympy.cosh, torch.cosh)):
            got = stb.compile(function(u.T * v), [u, v])(a, b)
            assert torch.allclose(got, torch_function(product))
        assert stb.compile(u.T * v, [u, v])(a, b).shape == (2, 1, 1)
        assert torch.allclose(stb.compile(sqrt(v.T * v))(a)[:, 0, 0], a.norm(dim=(-2, -1)))

    def test_exponential_of_an_explicit_matrix(self) -> None:
        matrix = ImmutableMatrix([[x, 1], [2, y]])
        got = stb.compile(exp(matrix, evaluate=False), [x, y])(torch.tensor([1.0, 2.0]), 3.0)
        assert torch.allclose(got[0], torch.matrix_exp(torch.tensor([[1.0, 1.0], [2.0, 3.0]])))


class TestEquationsAsConditions:
    """An equation of matrices is one truth value, also where its sides may have none."""

    first, second = draw(3, 3, 3), draw(3, 3, 3, seed=2)

    def chosen(self, condition: Any, right: Tensor) -> Tensor:
        f = stb.compile(Piecewise((x, condition), (y, True), evaluate=False), [A, B, x, y])
        return f(self.first, right, 1.0, 2.0)

    def test_one_choice_for_each_pair(self) -> None:
        right = self.second.clone()
        right[0] = self.first[0].mT
        assert self.chosen(sympy.Eq(A.T, B, evaluate=False), right).tolist() == [1, 2, 2]
        assert self.chosen(sympy.Ne(A.T, B, evaluate=False), right).tolist() == [2, 1, 1]
        both = sympy.And(sympy.Eq(A.T, B, evaluate=False), sqrt(x + 3) > 0, evaluate=False)
        assert self.chosen(both, right).tolist() == [1, 2, 2]

    def test_a_different_entry_decides_and_nan_alone_does_not(self) -> None:
        right = self.first.mT.clone()
        right[0, 0, 0] = float("nan")
        right[1, 0, 0] = float("nan")
        right[1, 1, 1] += 1
        chosen = self.chosen(sympy.Eq(A.T, B, evaluate=False), right)
        assert chosen[0].isnan()
        assert chosen[1:].tolist() == [2, 1]

    def test_complex_sides(self) -> None:
        f = stb.compile(Piecewise((x, sympy.Eq(sympy.log(x), sympy.log(y))), (y, True)), [x, y])
        assert f(torch.tensor([1 + 1j, 2]), torch.tensor([1 + 1j, 3])).tolist() == [1 + 1j, 3]
