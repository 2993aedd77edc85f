"""Two hundred random expressions over all kinds of nodes, compiled, against torch's own derivatives."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from random_comparison import compared, compared_hessian
from torch_matrices import direct

import sympy_torch_bridge as stb

COUNT, BLOCKS = 200, 20
# What the expressions of the test have to hold: a generator that lost a kind would test nothing of it.
KINDS = {
    "Adjoint",
    "BlockMatrix",
    "Determinant",
    "DiagMatrix",
    "DiagonalOf",
    "ElementwiseApplyFunction",
    "HadamardPower",
    "HadamardProduct",
    "ImmutableDenseMatrix",
    "Inverse",
    "KroneckerProduct",
    "MatAdd",
    "MatMul",
    "MatPow",
    "MatrixElement",
    "MatrixExponential",
    "MatrixSlice",
    "Trace",
    "Transpose",
}


@pytest.mark.parametrize("block", range(BLOCKS))
def test_derivatives_of_random_expressions(block):
    first = block * (COUNT // BLOCKS)
    for seed in range(first, first + COUNT // BLOCKS):
        outcome = compared(seed, 3, hessian=seed % 4 == 0)
        assert outcome.verdict in ("right", "undefined", "singular"), outcome


def test_the_comparison_sees_wrong_gradients(monkeypatch):
    right = stb.gradient
    monkeypatch.setattr(stb, "gradient", lambda *args, **options: 1.0001 * right(*args, **options))
    verdicts = [compared(seed, 3).verdict for seed in range(8)]
    assert verdicts.count("wrong") >= 6


@pytest.mark.parametrize("block", range(4))
def test_hessians_of_random_expressions_by_vectors(block):
    for seed in range(10 * block, 10 * block + 10):
        outcome = compared_hessian(seed, 3)
        assert outcome.verdict in ("right", "undefined", "singular"), outcome


def test_the_comparison_sees_wrong_hessians(monkeypatch):
    right = stb.hessian
    monkeypatch.setattr(
        stb, "hessian", lambda *args: right(*args).T + 1e-3 * sp.OneMatrix(*right(*args).shape)
    )
    assert [compared_hessian(seed, 3).verdict for seed in (1, 2, 4)].count("wrong") == 3


def test_every_kind_of_node_is_drawn():
    from random_matrices import expression

    drawn = {
        type(node).__name__ for seed in range(COUNT) for node in sp.preorder_traversal(expression(seed, 3)[0])
    }
    assert drawn >= KINDS


def test_the_direct_evaluation_agrees_with_the_compiled_one():
    A, x = sp.MatrixSymbol("A", 3, 3), sp.MatrixSymbol("x", 3, 1)
    f = sp.Trace(stb.MatrixExponential(A) * x * x.T) + sp.Determinant(A) ** 2
    values = {A: torch.randn(3, 3, dtype=torch.float64), x: torch.randn(3, 1, dtype=torch.float64)}
    torch.testing.assert_close(stb.compile(f, [A, x])(*values.values()), direct(f, values))
