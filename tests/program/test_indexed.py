"""Entries of arrays: x[i] with fixed, given and bound indices, sums over them, sizes from the shapes."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from sympy import (
    Array,
    Derivative,
    Eq,
    FunctionMatrix,
    Idx,
    IndexedBase,
    Integral,
    Lambda,
    MatrixSymbol,
    Piecewise,
    Product,
    Rational,
    Subs,
    Sum,
    exp,
    oo,
    sin,
    sqrt,
    symbols,
)
from torch_transforms import check_transforms, close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, w = IndexedBase("x"), IndexedBase("y"), IndexedBase("w")
i, j, k, n, m = symbols("i j k n m", integer=True)
a, b, t = symbols("a b t")
sized, other = IndexedBase("u", shape=(n,)), IndexedBase("v", shape=(n,))
matrix = IndexedBase("A", shape=(m, n))
GENERATOR = torch.Generator().manual_seed(3)
X = torch.randn(4, 5, dtype=F64, generator=GENERATOR)
Y = torch.randn(5, dtype=F64, generator=GENERATOR)
M = torch.randn(3, 5, dtype=F64, generator=GENERATOR)


class TestEntries:
    def test_a_base_is_one_input_and_its_last_axes_are_the_indices(self) -> None:
        f = stb.compile(a * x[i] + x[i + 1] ** 2 + x[0])
        assert [str(s) for s in f.inputs] == ["a", "i", "x"]
        close(f(2.0, 1, X), 2 * X[:, 1] + X[:, 2] ** 2 + X[:, 0])
        close(f(a=2.0, i=torch.tensor([0, 1, 2, 3]), x=Y), 2 * Y[:4] + Y[1:5] ** 2 + Y[0])

    def test_indices_differ_over_the_batch(self) -> None:
        places = torch.tensor([3, 0, 1, 4])
        close(stb.compile(x[i])(places, X), X[torch.arange(4), places])
        close(stb.compile(x[i])(places[:, None], X[:, None, :]).squeeze(1), X[torch.arange(4), places])
        rows = torch.tensor([2, 0])
        got = stb.compile(w[i, j], [w, i, j])(M, rows, torch.tensor([4, 1]))
        assert got.tolist() == [M[2, 4], M[0, 1]]

    def test_an_index_outside_gives_nan_and_never_wraps_around(self) -> None:
        got = stb.compile(x[i], [x, i])(Y, torch.tensor([-1, 5, 4, -5]))
        assert got.isnan().tolist() == [True, True, False, True]
        got = stb.compile(x[i], [x, i])(Y, torch.tensor([0.5, 1.0, math.nan, math.inf], dtype=F64))
        assert got.isnan().tolist() == [True, False, True, True]
        got = stb.compile(w[i, j], [w, i, j])(M, torch.tensor([0, 1]), torch.tensor([5, -1]))
        assert got.isnan().all()  # neighbours in memory, not in the array

    def test_a_fixed_index_outside_is_an_error(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="do not wrap around"):
            stb.compile(x[-1])
        with pytest.raises(stb.InputShapeError, match=r"entry \[7\]"):
            stb.compile(x[7])(Y)

    def test_an_index_into_an_index(self) -> None:
        f = stb.compile(x[y[i]], [x, y, i])
        order = torch.tensor([4, 0, 9])
        got = f(Y, order, torch.tensor([0, 1, 2, 3]))
        assert got[:2].tolist() == [Y[4], Y[0]]
        assert got[2:].isnan().all()

    @pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
    def test_indices_are_exact_in_every_dtype(self, dtype: torch.dtype) -> None:
        many = torch.zeros(3000, dtype=dtype)
        many[2049] = 1
        got = stb.compile(x[i] + 0 * i, [x, i])(many, 2049)
        assert got.item() == 1
        assert got.dtype is dtype
        assert stb.compile(Sum(x[k], (k, 0, n - 1)), [x, n])(many, 2049).item() == 0

    def test_gradient_reaches_the_chosen_entries(self) -> None:
        f = stb.compile(x[i] ** 2, [x, i])
        gradient = f.value_and_grad(Y, torch.tensor([1, 1, 9]))[1][0]
        assert gradient is not None
        close(gradient, torch.stack([Y[0] * 0, 4 * Y[1], *(Y[0] * 0,) * 3]))

    def test_an_entry_of_an_explicit_array(self) -> None:
        f = stb.compile(Array([Rational(1, 2), a, 3])[j], [a, j])
        got = f(torch.tensor(2.0, dtype=F64), torch.tensor([0, 1, 2, 3, -1]))
        assert got[:3].tolist() == [0.5, 2, 3]
        assert got[3:].isnan().all()
        assert stb.compile(Array([Rational(1, 3), 1])[j])(0).item() == 1 / 3

    def test_transforms(self) -> None:
        f = stb.compile(a * x[i] ** 3 + x[1], [a, x, i])
        check_transforms(f, Y[:4].clone(), X, torch.tensor([0, 4, 1, 3]))
        outside = (Y[:4], X, torch.tensor([0, 4, 1, 7]))
        close(torch.func.vmap(f)(*outside), f(*outside))

    def test_in_a_branch_that_is_not_taken(self) -> None:
        f = stb.compile(Piecewise((sqrt(x[0]), x[0] > 0), (x[1], True)))
        values = torch.tensor([[-1.0, 3.0], [4.0, 3.0], [0.0, 3.0]], dtype=F64)
        value, (slopes,) = f.value_and_grad(values)
        assert value.tolist() == [3, 2, 3]
        assert slopes is not None
        assert slopes.tolist() == [[0, 1], [0.25, 0], [0, 1]]


class TestSums:
    def test_dot_product_with_a_bound_from_an_input(self) -> None:
        f = stb.compile(Sum(x[i] * y[i], (i, 0, n - 1)))
        assert [str(s) for s in f.inputs] == ["n", "x", "y"]
        close(f(n=5, x=X, y=Y), X @ Y)
        counts = torch.tensor([0, 1, 5, 6])
        expected = torch.stack([0 * Y[0], X[1, 0] * Y[0], X[2] @ Y, math.nan * Y[0]])
        close(f(n=counts, x=X, y=Y), expected)
        close(torch.func.vmap(f, in_dims=(0, 0, None))(counts, X, Y), expected)

    def test_size_from_the_shape(self) -> None:
        f = stb.compile(Sum(sized[i] * other[i], (i, 0, n - 1)) / n)
        assert [str(s) for s in f.inputs] == ["u", "v"]
        close(f(X, Y), X @ Y / 5)
        with pytest.raises(stb.InputShapeError, match=r"'v' is an array of shape \(n,\) with n = 5"):
            f(X, Y[:4])

    @pytest.mark.parametrize(
        ("expr", "inputs", "expected"),
        [
            (Sum(sized[Idx("q", n)] ** 2, Idx("q", n)), [sized], (X**2).sum(-1)),
            (Product(x[i] + 2, (i, 1, 3)), [x], (X[:, 1:4] + 2).prod(-1)),
            (Sum((sized[i + 1] - sized[i]) ** 2, (i, 0, n - 2)), [sized], (X.diff() ** 2).sum(-1)),
            (Sum(x[i - 1], (i, 0, 2)), [x], X[:, 0] * math.nan),
            (Sum(Piecewise((x[i - 1], i > 0), (1, True)), (i, 0, 2)), [x], 1 + X[:, 0] + X[:, 1]),
            (Sum(x[i], (i, 3, 0)), [x], -(X[:, 1] + X[:, 2])),
            (Sum(x[i], (i, 3, 2)), [x], 0 * X[:, 0]),
            (Sum(i * x[2], (i, 1, 4)), [x], 10 * X[:, 2]),
            (Sum(x[i] * x[j], (j, 0, i), (i, 0, 2)), [x],
             X[:, 0] ** 2 + X[:, 1] * (X[:, 0] + X[:, 1]) + X[:, 2] * X[:, :3].sum(-1)),
            (Integral(x[1] * t**2, (t, 0, 3)), [x], 9 * X[:, 1]),
        ],
        ids=str,
    )  # fmt: skip
    def test_value(self, expr: Any, inputs: list[Any], expected: torch.Tensor) -> None:
        close(stb.compile(expr, inputs)(X), expected)

    def test_two_indices(self) -> None:
        f = stb.compile(Sum(matrix[i, j] * sized[j] * i, (j, 0, n - 1), (i, 0, m - 1)))
        close(f(A=M, u=X), torch.einsum("ij,bj,i->b", M, X, torch.arange(3.0, dtype=F64)))
        row = stb.compile(Sum(matrix[i, j] * sized[j], (j, 0, n - 1)), [matrix, sized, i])
        expected = torch.stack([*(M[b] @ X[b] for b in range(3)), Y[0] * math.nan])
        close(row(M, X, torch.tensor([0, 1, 2, 3])), expected)

    def test_entries_of_matrix_symbols(self) -> None:
        A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
        f = stb.compile(Sum(A[i, k] * B[k, j], (k, 0, n - 1)), [A, B, i, j])
        left, right = torch.randn(2, 4, 3, 3, dtype=F64, generator=GENERATOR)
        close(f(left, right, 1, 2), (left @ right)[:, 1, 2])

    def test_a_function_matrix_of_entries(self) -> None:
        outer = FunctionMatrix(3, 3, Lambda((i, j), x[i] * x[j]))
        close(stb.compile(outer)(X), X[:, :3, None] * X[:, None, :3])

    def test_terms_outside_the_range_do_not_poison_gradients(self) -> None:
        f = stb.compile(Sum(sqrt(x[i]), (i, 1, n)), [x, n])
        gradient = f.value_and_grad(torch.tensor([0.0, 4.0, 1.0, 0.0], dtype=F64), 2)[1][0]
        assert gradient is not None
        assert gradient.tolist() == [0, 0.25, 0.5, 0]

    def test_no_derivative_by_the_number_of_terms(self) -> None:
        f = stb.compile(Sum(x[i], (i, 0, n - 1)), [x, n])
        assert f.value_and_grad(X, 3)[1][1] is None
        with pytest.raises(stb.LostGradientError, match="integer tensor"):
            f.value_and_grad(X, 3.0)
        assert f(X, 2.5).isnan().all()

    def test_empty_array(self) -> None:
        f = stb.compile(Sum(sized[i], (i, 0, n - 1)))
        assert f(torch.zeros(2, 0, dtype=F64)).tolist() == [0, 0]

    def test_float32_and_integers(self) -> None:
        f = stb.compile(Sum(x[i], (i, 0, n - 1)), [x, n])
        assert f(X.float(), 3).dtype is torch.float32
        assert f(torch.tensor([1, 2, 3]), 3).item() == 6

    def test_transforms(self) -> None:
        f = stb.compile(Sum(exp(-(sized[i] ** 2)) * other[i] * i, (i, 0, n - 1)))
        check_transforms(f, X, X.flip(0))

    def test_refused(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="entries of x"):
            stb.compile(Sum(x[i], (i, 0, oo)))
        with pytest.raises(stb.UnsupportedFunctionError, match="only a Sum or Product"):
            stb.compile(Integral(Sum(x[i] * t, (i, 0, n)), (t, 0, 1)))


class TestErrors:
    def test_numbers_of_indices(self) -> None:
        with pytest.raises(stb.InputShapeError, match="with 2 and with 1 indices"):
            stb.compile(x[i] + x[i, j])

    def test_shapes(self) -> None:
        with pytest.raises(stb.InputShapeError, match="'x' has 1 index"):
            stb.compile(x[i], [x, i])(torch.tensor(1.0), 0)
        with pytest.raises(stb.InputShapeError, match="do not broadcast"):
            stb.compile(x[0] * y[0])(torch.ones(3, 5), torch.ones(2, 5))

    def test_an_entry_is_no_input(self) -> None:
        with pytest.raises(stb.InputTypeError, match="pass the array x"):
            stb.compile(x[i], [x[i], i])  # type: ignore[list-item]


P, Q = MatrixSymbol("P", 3, 3), MatrixSymbol("Q", 3, 3)
PV, QV = (torch.randn(3, 3, 3, dtype=F64, generator=GENERATOR) for _ in range(2))  # the batch is as long
AV = torch.tensor([0.5, 1.5, -0.7], dtype=F64)
EACH = torch.arange(3, dtype=F64)

# Reductions inside a function of entries, where an index is a number of its own in every entry.
IN_ENTRIES = [
    (FunctionMatrix(3, 3, Lambda((i, j), Sum(P[i, k], (k, 0, 2)))), lambda p, q, s: p.sum(-1, keepdim=True).expand(3, 3, 3)),
    (FunctionMatrix(3, 3, Lambda((i, j), Sum(P[i, k] * Q[k, j], (k, 0, 2)))), lambda p, q, s: p @ q),
    (FunctionMatrix(3, 3, Lambda((i, j), Sum(P[i, k], (k, 0, j)))), lambda p, q, s: p.cumsum(-1)),
    (FunctionMatrix(3, 3, Lambda((i, j), Product(a + k, (k, 0, i)))), lambda p, q, s: torch.stack([s, s * (s + 1), s * (s + 1) * (s + 2)], -1)[..., None].expand(3, 3, 3)),
    (FunctionMatrix(3, 3, Lambda((i, j), Integral(a * t ** (i + j), (t, 0, 1)))), lambda p, q, s: s[:, None, None] / (EACH[:, None] + EACH + 1)),
    (P.applyfunc(Lambda(t, Sum(t**k * a, (k, 0, 2)))), lambda p, q, s: (1 + p + p**2) * s[:, None, None]),
    (P.applyfunc(Lambda(t, Sum(t * Q[k, k], (k, 0, 2)))), lambda p, q, s: p * q.diagonal(dim1=-2, dim2=-1).sum(-1)[:, None, None]),
    (P.applyfunc(Lambda(t, Integral(exp(-t * b), (b, 0, a)))), lambda p, q, s: -torch.expm1(-p * s[:, None, None]) / p),
    (P.applyfunc(Lambda(t, Subs(Derivative(sin(b * t), b), b, a))), lambda p, q, s: p * torch.cos(p * s[:, None, None])),
    (FunctionMatrix(3, 3, Lambda((i, j), P[Piecewise((i, Eq(i, j)), (0, True)), j])), lambda p, q, s: torch.where(torch.eye(3, dtype=torch.bool), p, p[:, :1])),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "meaning"), IN_ENTRIES, ids=[str(expr) for expr, _ in IN_ENTRIES])
def test_reductions_inside_a_function_of_entries(expr: Any, meaning: Any) -> None:
    f = stb.compile(expr, [P, Q, a])
    close(f(PV, QV, AV), meaning(PV, QV, AV))
    close(f(PV[0], QV[0], AV[0]), meaning(PV, QV, AV)[0])
    wanted = torch.autograd.functional.vjp(meaning, (PV, QV, AV), torch.ones_like(PV))[1]
    for got, expected in zip(f.value_and_grad(PV, QV, AV)[1], wanted, strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-12, atol=1e-12)


def test_a_guarded_stencil_passes_through_vmap() -> None:
    """The size of the array bounds the range, although its entries stand in branches alone."""
    stencil = Sum(Piecewise((sized[i] * sized[i + 1], i < n - 1), (a, True)), (i, 0, n - 1))
    positive = Sum(Piecewise((sqrt(x[i]), x[i] > 0), (a * x[i], True)), (i, 0, k))
    f, g = stb.compile(stencil, [sized, a]), stb.compile(positive, [x, a, k])
    close(torch.func.vmap(f)(X, X[:, 0]), (X[:, 1:] * X[:, :-1]).sum(-1) + X[:, 0])
    last = torch.tensor([0, 4, 2, 1])
    close(torch.func.vmap(g)(X, X[:, 0], last), g(X, X[:, 0], last))
