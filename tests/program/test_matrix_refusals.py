"""Matrix expressions without a value: each refusal with its reason and a way out."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import A, N, sample, v, x
from sympy import (
    MatAdd,
    MatMul,
    Matrix,
    Trace,
    exp,
)
from sympy.matrices.expressions import factorizations
from sympy.matrices.expressions.determinant import Permanent
from sympy.matrices.expressions.sets import MatrixSet
from sympy.matrices.expressions.special import GenericIdentity, GenericZeroMatrix
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.forms.matrix_refusals import REASONS

F64 = torch.float64


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


class TestRefusals:
    INSTANCES = (
        GenericIdentity(), GenericZeroMatrix(), MatrixSet(3, 3, sympy.S.Reals), *factorizations.lu(A),
        *factorizations.eig(A), *factorizations.svd(A),
    )  # fmt: skip

    def test_every_refusal_is_tried(self) -> None:
        assert {type(expr) for expr in self.INSTANCES} == set(REASONS)

    @pytest.mark.parametrize("expr", INSTANCES, ids=lambda e: type(e).__name__)
    def test_reason_and_way_out(self, expr: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError) as caught:
            stb.compile([Trace(A), expr])
        assert caught.value.function == type(expr).__name__
        assert caught.value.hint == REASONS[type(expr)]

    def test_a_callable_of_the_user_replaces_a_refusal(self) -> None:
        lower, _ = factorizations.lu(A)
        f = stb.compile(lower * v, functions={"LofLU": lambda a: torch.linalg.lu(a, pivot=True)[1]})
        assert f(*sample(2, symbols=f.inputs)).shape == (2, 3, 1)

    def test_generic_units_disappear(self) -> None:
        a = draw(2, 3, 3)
        assert torch.equal(stb.compile(MatMul(A, GenericIdentity()))(a), a)
        assert torch.equal(stb.compile(MatAdd(A, GenericZeroMatrix()))(a), a)

    @pytest.mark.parametrize("expr", [A[::2, :], N[::2, :]], ids=str)
    def test_a_slice_that_sympy_counts_otherwise(self, expr: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="the step does not divide"):
            stb.compile(expr)

    def test_a_permanent_of_many_rows(self) -> None:
        with pytest.raises(stb.InputShapeError, match="up to 16 rows"):
            stb.compile(Permanent(N))(torch.ones(17, 17))

    @pytest.mark.parametrize("container", [Matrix(1, 1, [exp(A)]), sympy.Array([exp(A), x])], ids=str)
    def test_a_matrix_among_scalar_entries(self, container: Any) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="an entry is a matrix"):
            stb.compile(container)


def test_kernels_say_what_they_do() -> None:
    from sympy_torch_bridge.ops import matrix_entries, matrix_kernels, matrix_solving, matrix_structure

    for module in (matrix_entries, matrix_kernels, matrix_solving, matrix_structure):
        for exported in module.__all__:
            assert inspect.getdoc(getattr(module, exported)), exported
