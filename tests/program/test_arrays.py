"""Arrays of any number of axes: explicit ones as outputs, array expressions against torch."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Array,
    ImmutableSparseNDimArray,
    Lambda,
    MatrixSymbol,
    MutableDenseNDimArray,
    MutableSparseNDimArray,
    Piecewise,
    permutedims,
    sin,
    symbols,
    tensorcontraction,
    tensorproduct,
)
from sympy.tensor.array.arrayop import Flatten
from sympy.tensor.array.expressions import (
    ArrayAdd,
    ArrayContraction,
    ArrayDiagonal,
    ArrayElement,
    ArrayElementwiseApplyFunc,
    ArraySymbol,
    ArrayTensorProduct,
    OneArray,
    PermuteDims,
    Reshape,
    ZeroArray,
)
from torch_transforms import check_transforms

import sympy_torch_bridge as stb

F64 = torch.float64
a, t = symbols("a t")
n = sympy.Symbol("n", integer=True)
i = sympy.Symbol("i", integer=True)
A, B, V = ArraySymbol("A", (2, 3)), ArraySymbol("B", (3, 2, 2)), ArraySymbol("V", (3,))
M = MatrixSymbol("M", 3, 3)
GENERATOR = torch.Generator().manual_seed(5)
VALUES = {
    A: torch.randn(4, 2, 3, dtype=F64, generator=GENERATOR),
    B: torch.randn(3, 2, 2, dtype=F64, generator=GENERATOR),
    V: torch.randn(4, 3, dtype=F64, generator=GENERATOR),
    M: torch.randn(4, 3, 3, dtype=F64, generator=GENERATOR),
    a: torch.rand(4, dtype=F64, generator=GENERATOR) + 0.5,
}
_a, _A, _B, _V, _M = (VALUES[s] for s in (a, A, B, V, M))
_lifted = _a[:, None, None]

CASES: list[tuple[Any, torch.Tensor]] = [
    (ArrayTensorProduct(A, V), torch.einsum("bij,bk->bijk", _A, _V)),
    (ArrayTensorProduct(a, A), _lifted * _A),
    (ArrayContraction(ArrayTensorProduct(A, V), (1, 2)), torch.einsum("bij,bj->bi", _A, _V)),
    (ArrayContraction(ArrayTensorProduct(A, B, V), (1, 2, 5)), torch.einsum("bij,jkl,bj->bikl", _A, _B, _V)),
    (ArrayContraction(B, (1, 2)), _B.diagonal(dim1=-2, dim2=-1).sum(-1).expand(4, 3)),
    (ArrayContraction(A, (1,)), _A.sum(-1)),
    (ArrayDiagonal(ArrayTensorProduct(A, V), (1, 2)), torch.einsum("bij,bj->bij", _A, _V)),
    (ArrayDiagonal(B, (1, 2)), torch.einsum("ijj->ij", _B).expand(4, 3, 2)),
    (PermuteDims(B, [2, 0, 1]), _B.permute(2, 0, 1).expand(4, 2, 3, 2)),
    (PermuteDims(ArrayTensorProduct(A, V), [2, 0, 1]), torch.einsum("bij,bk->bkij", _A, _V)),
    (ArrayAdd(A, ArrayTensorProduct(2, A)), 3 * _A),
    (ArrayAdd(A, OneArray(2, 3)), _A + 1),
    (ArrayAdd(A, ZeroArray(2, 3)), _A),
    (ArrayAdd(Array([1, 2, a]), V), torch.stack([_V[:, 0] + 1, _V[:, 1] + 2, _V[:, 2] + _a], -1)),
    (Reshape(A, (3, 2)), _A.reshape(4, 3, 2)),
    (ArrayElementwiseApplyFunc(sin, A), torch.sin(_A)),
    (ArrayElementwiseApplyFunc(Lambda(t, a * t**2), B), _lifted[..., None] * _B**2),
    (ArrayElementwiseApplyFunc(Lambda(t, a), B), _lifted[..., None].expand(4, 3, 2, 2)),
    (ArrayElementwiseApplyFunc(Lambda(t, Piecewise((sympy.sqrt(t), t > 0), (a, True))), A),
     torch.where(_A > 0, _A.abs().sqrt(), _lifted)),
    (3 * A, 3 * _A),
    (a * A - A, (_lifted - 1) * _A),
    (A / a, _A / _lifted),
    (ArrayContraction(ArrayTensorProduct(M, M), (1, 2)), _M @ _M),
    (ArrayContraction(ArrayTensorProduct(M.T + M, V), (1, 2)), torch.einsum("bij,bj->bi", _M + _M.mT, _V)),
    (tensorcontraction(tensorproduct(A, Array([1, a, 2])), (1, 2)),
     _A[..., 0] + _a[:, None] * _A[..., 1] + 2 * _A[..., 2]),
    (A[0, 1] * V[2] + B[2, 1, 0], _A[:, 0, 1] * _V[:, 2] + _B[2, 1, 0]),
    (ArrayElement(ArrayTensorProduct(A, V), (1, 2, 0)), _A[:, 1, 2] * _V[:, 0]),
    (OneArray(2), torch.ones(4, 2, dtype=F64)),
    (ZeroArray(2, 2), torch.zeros(4, 2, 2, dtype=F64)),
    (Piecewise((A, a > 1), (2 * A, True)), torch.where(_lifted > 1, _A, 2 * _A)),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "expected"), CASES, ids=[str(expr) for expr, _ in CASES])
def test_value_and_transforms(expr: Any, expected: torch.Tensor) -> None:
    f = stb.compile(expr, list(VALUES))
    tensors = [VALUES[s].expand(4, *VALUES[s].shape) if s is B else VALUES[s] for s in VALUES]
    got = f(*tensors)
    torch.testing.assert_close(got, expected, rtol=1e-13, atol=1e-13)
    assert f(*(tensor.float() for tensor in tensors)).dtype is torch.float32
    torch.testing.assert_close(torch.func.vmap(f)(*tensors), got, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(
    "expr",
    [
        ArrayContraction(ArrayTensorProduct(A, V), (1, 2)),
        ArrayElementwiseApplyFunc(Lambda(t, sin(a * t)), PermuteDims(A, [1, 0])),
        sympy.tensorproduct(Array([a, 1]), Array([a**2, sin(a)])),
    ],
    ids=str,
)
def test_transforms(expr: Any) -> None:
    f = stb.compile(expr)
    check_transforms(f, *(VALUES[s] for s in f.inputs))


def test_a_contraction_is_one_einsum() -> None:
    source = stb.compile(ArrayContraction(ArrayTensorProduct(A, V), (1, 2))).source
    assert "return torch.einsum('...ab,...b->...a', A, V)" in source


def test_sizes_of_symbols() -> None:
    grid = ArraySymbol("G", (n, n, 2))
    f = stb.compile(ArrayContraction(grid, (0, 1)))
    assert f(torch.ones(3, 3, 2)).tolist() == [3, 3]
    with pytest.raises(stb.InputShapeError, match=r"'G' is an array of shape \(n, n, 2\) with n = 3"):
        f(torch.ones(3, 4, 2))
    assert stb.compile(grid[i, 0, 1] * n, [grid, i])(torch.ones(3, 3, 2), 2).item() == 3


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        (Array(a), ()),
        (Array([a, 1]), (2,)),
        (Array([]), (0,)),
        (Array([], (0, 3)), (0, 3)),
        (Array([[[a, 1]], [[2, 3]]]), (2, 1, 2)),
        (MutableDenseNDimArray([[a]]), (1, 1)),
        (ImmutableSparseNDimArray([[a, 0], [0, 1]]), (2, 2)),
        (MutableSparseNDimArray([a, 0]), (2,)),
        (Array([1, 2]), (2,)),
        (permutedims(Array([[a, 1, 2]]), (1, 0)), (3, 1)),
    ],
    ids=str,
)
def test_explicit_arrays(array: Any, shape: tuple[int, ...]) -> None:
    f = stb.compile(array, [a])
    at = torch.full((5,), 2.0, dtype=F64, requires_grad=True)
    got = f(at)
    assert got.shape == (5, *shape)
    assert got.dtype is F64
    flat = [sympy.sympify(entry) for entry in Flatten(array)]
    assert got.reshape(5, -1)[3].tolist() == [float(entry.subs(a, 2)) for entry in flat]
    (slopes,) = f.value_and_grad(at.detach())[1]
    assert slopes is not None
    assert slopes.tolist() == [float(sum(entry.diff(a) for entry in flat))] * 5


@pytest.mark.parametrize(
    ("expr", "match"),
    [
        (A + 1, "Add of a scalar and an array"),
        (A + a, "Add of a scalar and an array"),
        (A**2, "Pow of an array"),
        ((A + 2 * A.subs(a, 1)) ** 2, "Pow of an array"),
        (A * ArraySymbol("C", (2, 3)), "Mul of arrays"),
        (a / A, "of an array|Mul of arrays"),
        (sin(A), "sin of an array"),
        (sympy.exp(2 * A), "exp of an array"),
        (sympy.Eq(A, ArraySymbol("C", (2, 3))), "Equality of arrays"),
        (ZeroArray(n, 2), "substitute numbers"),
    ],
    ids=str,
)
def test_refused(expr: Any, match: str) -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match=match):
        stb.compile(expr)
