"""Determinants, inverses, logarithms and norms where they are singular."""

from __future__ import annotations

import math

import pytest
import sympy
import torch
from matrix_expressions import A, B, v, x
from sympy import (
    Determinant,
    ImmutableMatrix,
    MatrixSymbol,
    Piecewise,
    Trace,
    log,
    pi,
    sqrt,
)
from torch import Tensor

import sympy_torch_bridge as stb

F64 = torch.float64


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


column = MatrixSymbol("x", 3, 1)
# Of rank one, so that the determinant is 0 and there is no inverse; the gradient is finite.
PRODUCTS = {
    "entrywise": (
        Determinant((column[:2, :] * ImmutableMatrix([[1, 1]])).applyfunc(sympy.tanh)),
        lambda x: torch.linalg.det(torch.tanh(x[:2] @ torch.ones(1, 2, dtype=F64))),
    ),
    "transposed": (
        Determinant(sympy.OneMatrix(3, 1) * column.T),
        lambda x: torch.linalg.det(torch.ones(3, 1, dtype=F64) @ x.mT),
    ),
    "squared": (
        Determinant(column * column.T + sympy.eye(3)) ** 2 * Determinant(column * column.T),
        lambda x: torch.linalg.det(x @ x.mT + torch.eye(3, dtype=F64)) ** 2 * torch.linalg.det(x @ x.mT),
    ),
}

SQUARE, OTHER = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
# Their gradients are a determinant times a sum, of which not every summand holds an inverse.
SUMS = {
    "trace": (Determinant(SQUARE) * Trace(OTHER * SQUARE), lambda det, a, b: det(a) * torch.trace(b @ a)),
    "sum": (Determinant(SQUARE + OTHER) * Determinant(SQUARE), lambda det, a, b: det(a + b) * det(a)),
    "scalar": (
        Determinant(SQUARE) * (Determinant(SQUARE) ** 2 + Trace(OTHER * SQUARE)),
        lambda det, a, b: det(a) ** 3 + det(a) * torch.trace(b @ a),
    ),
}
# Determinants of a and b, whose logarithms are wanted.
LOGARITHMS = {
    "absolute": (log(sympy.Abs(Determinant(A))), lambda a, b: a.abs()),
    "square": (log(Determinant(A) ** 2), lambda a, b: a**2),
    "quotient": (log(Determinant(A) / Determinant(B)), lambda a, b: a / b),
    "negative": (log(-3 * Determinant(A) * Determinant(B) ** 3), lambda a, b: -3 * a * b**3),
    "root": (log(Determinant(A) ** sympy.Rational(3, 2)), lambda a, b: a**1.5),
    "mixed": (
        log(sympy.Abs(Determinant(A)) ** sympy.Rational(1, 3) / Determinant(B) ** 2 / 5),
        lambda a, b: a.abs() ** (1 / 3) / b**2 / 5,
    ),
}


class TestSingularMatrices:
    @pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
    @pytest.mark.parametrize("lacking", [0, 1, 2, 4])
    def test_the_gradient_of_a_determinant_is_the_matrix_of_cofactors(self, size: int, lacking: int) -> None:
        rank = max(size - lacking, 0)
        a = draw(size, rank) @ draw(rank, size, seed=2)
        symbol = MatrixSymbol("A", size, size)
        f = stb.compile(Determinant(symbol))
        want = minors(a)
        scale = max(1.0, float(a.abs().max())) ** size
        for got in (
            torch.autograd.functional.jacobian(f, a),
            torch.func.grad(f)(a),
            torch.func.jacfwd(f)(a),
            f.gradient(symbol)(a),
        ):
            assert (got - want).abs().max() <= 1e-10 * scale
        slope = torch.func.jvp(torch.func.grad(f), (a,), (torch.eye(size, dtype=F64),))[1]
        step = 1e-5 * torch.eye(size, dtype=F64)
        difference = (minors(a + step) - minors(a - step)) / 2e-5
        assert (slope - difference).abs().max() <= 1e-7 * scale

    @pytest.mark.parametrize("name", PRODUCTS)
    def test_an_inverse_inside_of_a_product_takes_the_determinant_in(self, name: str) -> None:
        f, direct = PRODUCTS[name]
        x = torch.tensor([[0.3], [0.2], [-0.5]], dtype=F64)
        compiled = stb.compile(stb.gradient(f, column), [column])
        got, want = compiled(x), torch.func.grad(direct)(x)
        assert torch.isfinite(got).all()
        torch.testing.assert_close(got, want, atol=1e-14, rtol=1e-12)
        assert "inverse" not in compiled.source

    def test_a_trace_takes_the_determinant_in(self) -> None:
        t = sympy.Symbol("t")
        square, other = (MatrixSymbol(name, 3, 3) for name in "AB")
        slope = stb.differential(Determinant(square + t * other), t, 1)
        rank_two = draw(3, 2) @ draw(2, 3, seed=2)
        direct = torch.func.grad(lambda at: torch.linalg.det(rank_two + at * torch.eye(3, dtype=F64)))
        zero = torch.zeros((), dtype=F64)
        got = stb.compile(slope, [square, other, t])(rank_two, torch.eye(3, dtype=F64), zero)
        torch.testing.assert_close(got, direct(zero))

    @pytest.mark.parametrize("name", SUMS)
    def test_every_summand_takes_the_determinant_in(self, name: str) -> None:
        f, direct = SUMS[name]
        a, b = draw(3, 2) @ draw(2, 3, seed=2), draw(3, 3, seed=3)
        slope = stb.compile(stb.gradient(f, SQUARE), [SQUARE, OTHER])
        want = torch.func.grad(lambda a: direct(torch.linalg.det, a, b))(a)
        torch.testing.assert_close(slope(a, b), want, atol=1e-14, rtol=1e-10)

    def test_a_power_of_symbolic_size_takes_one_determinant_out(self) -> None:
        k = sympy.Symbol("k", integer=True, positive=True)
        slope = stb.compile(stb.gradient(Determinant(SQUARE**k), SQUARE), [SQUARE, k])
        a = draw(3, 2) @ draw(2, 3, seed=2)
        cofactors = torch.func.grad(torch.linalg.det)(a)
        torch.testing.assert_close(slope(a, torch.tensor(1)), cofactors, atol=1e-14, rtol=1e-10)
        torch.testing.assert_close(
            slope(a, torch.tensor(2)), 2 * torch.linalg.det(a) * cofactors, atol=1e-14, rtol=0
        )

    def test_a_complex_exponent_is_a_whole_number_or_nan(self) -> None:
        k = sympy.Symbol("k", integer=True)
        power = stb.compile(SQUARE**k, [SQUARE, k])
        a = draw(3, 3, dtype=torch.complex128)
        got = power(a.expand(2, 3, 3), torch.tensor([2, 2 + 1j]))
        torch.testing.assert_close(got[0], a @ a)
        assert got[1].isnan().all()

    def test_the_determinant_of_another_matrix_stays_outside(self) -> None:
        square, other = (MatrixSymbol(name, 3, 3) for name in "AB")
        f = stb.compile(Determinant(other) ** 2 * Trace(square.I * other), [square, other])
        a, b = draw(3, 3), draw(3, 3, seed=2)
        want = torch.linalg.det(b) ** 2 * torch.trace(torch.linalg.solve(a, b))
        torch.testing.assert_close(f(a, b), want)

    @pytest.mark.parametrize("size", [3, 6])
    def test_equal_singular_values_have_a_hessian(self, size: int) -> None:
        f = stb.compile(Determinant(MatrixSymbol("A", size, size)))
        hessian = torch.func.hessian(f)(torch.eye(size, dtype=F64))
        assert hessian[0, 0, 1, 1].item() == pytest.approx(1)
        assert hessian[0, 1, 1, 0].item() == pytest.approx(-1)

    def test_badly_scaled_determinants(self) -> None:
        scales = torch.tensor([1e20, 1, 1, 1, 1], dtype=F64)
        gradient = torch.func.grad(stb.compile(Determinant(MatrixSymbol("A", 5, 5))))(torch.diag(scales))
        assert torch.allclose(gradient.diagonal(), 1e20 / scales)

    def test_a_singular_matrix_spoils_no_other_of_the_batch(self) -> None:
        a = torch.stack([torch.eye(3), torch.zeros(3, 3), 2 * torch.eye(3)]).requires_grad_()
        for expr in (A.I, A.I * B, B * A.I):
            got = stb.compile(expr, [A, B])(a, torch.eye(3))
            assert got.isnan().flatten(1).any(1).tolist() == [False, True, False]
            (gradient,) = torch.autograd.grad(got.sum(), a)
            assert gradient.isnan().flatten(1).any(1).tolist() == [False, True, False]

    def test_logarithm_of_a_determinant(self) -> None:
        f = stb.compile(log(Determinant(A)))
        huge = torch.diag(torch.tensor([1e200, 1e200, 1e-100], dtype=F64))
        values, gradients = f.value_and_grad(
            torch.stack([huge, -torch.eye(3, dtype=F64), torch.zeros(3, 3, dtype=F64)])
        )
        assert values[0].item() == pytest.approx(300 * torch.log(torch.tensor(10.0, dtype=F64)).item())
        assert torch.allclose(gradients[0][0], huge.inverse())
        assert values[1].isnan().item()
        assert values[2].item() == -torch.inf
        complex_value = stb.compile(log(Determinant(A)), complex=True)(-torch.eye(3))
        assert complex_value.item() == pytest.approx(torch.pi * 1j)

    def test_a_constant_or_a_root_around_a_determinant(self) -> None:
        """The logarithm of a normal density, of matrices whose determinant overflows or is negative."""
        density = 1 / sqrt((2 * pi) ** 3 * Determinant(A))
        huge = torch.diag(torch.tensor([1e200, 1e200, 1e-100], dtype=F64))
        got = stb.compile(log(density))(torch.stack([huge, -torch.eye(3, dtype=F64)]))
        assert got[0].item() == pytest.approx(-1.5 * math.log(2 * math.pi) - 150 * math.log(10))
        assert got[1].isnan().item()
        for expr in (
            log(Determinant(A) ** 2),
            log(Determinant(A) * Determinant(B)),
            log(-3 * Determinant(A)),
        ):
            value = stb.compile(expr, [A, B])(-torch.eye(3, dtype=F64), -torch.eye(3, dtype=F64))
            assert value.item() == pytest.approx(math.log(3) if -3 in expr.args[0].args else 0)

    @pytest.mark.parametrize("dtype", [F64, torch.complex128], ids=["real", "complex"])
    @pytest.mark.parametrize("name", LOGARITHMS)
    def test_logarithms_of_products_of_determinants(self, name: str, dtype: torch.dtype) -> None:
        expr, direct = LOGARITHMS[name]
        f = stb.compile(expr, [A, B])
        a, b = draw(3, 3, dtype=dtype), draw(3, 3, seed=2, dtype=dtype)
        for matrices in ((a, b), (-a, b), (a, -b)):
            want = direct(*map(torch.linalg.det, matrices)).log()
            got = f(*matrices)
            assert torch.allclose(got.to(want.dtype), want, rtol=1e-12, atol=1e-12, equal_nan=True)
        huge = torch.diag(torch.tensor([1e200, 1e200, 1e-10], dtype=dtype))
        sign = 1 if direct(torch.ones(()), torch.ones(())) > 0 else -1
        value, (gradient, _) = f.value_and_grad(huge, sign * torch.eye(3, dtype=dtype))
        assert torch.isfinite(value.real).item()
        assert torch.isfinite(gradient.diagonal().real).all().item()

    def test_the_constant_of_a_normal_density_may_have_a_symbolic_size(self) -> None:
        n = sympy.Symbol("n", integer=True, positive=True)
        f = stb.compile(log((2 * pi) ** n * Determinant(MatrixSymbol("S", n, n))))
        assert f(50 * torch.eye(400, dtype=F64)).item() == pytest.approx(400 * math.log(100 * math.pi))

    def test_norms_at_zero_have_the_gradient_zero(self) -> None:
        for expr in (sqrt(Trace(A.T * A)), sqrt(Trace(A * A.T))):
            value, (gradient,) = stb.compile(expr).value_and_grad(torch.zeros(2, 3, 3))
            assert (value.tolist(), gradient.abs().sum().item()) == ([0, 0], 0)
        _, (gradient,) = stb.compile(sqrt(v.T * v)).value_and_grad(torch.zeros(3, 1))
        assert gradient.tolist() == [[0], [0], [0]]

    def test_the_branch_that_is_not_taken_cannot_spoil_a_gradient(self) -> None:
        matrix = ImmutableMatrix([[x, 1], [1, x]])
        f = stb.compile(Piecewise((Trace(sympy.Inverse(matrix)), x > 1), (x, True)))
        value, (gradient,) = f.value_and_grad(torch.tensor([1.0, 2.0, -1.0], dtype=F64))
        assert torch.allclose(value, torch.tensor([1, 4 / 3, -1], dtype=F64))
        assert torch.allclose(gradient, torch.tensor([1, -10 / 9, 1], dtype=F64))


def minors(a: Tensor) -> Tensor:
    """Return the signed minors one by one."""
    size = len(a)
    keep = [[k for k in range(size) if k != skipped] for skipped in range(size)]
    return torch.stack(
        [
            torch.stack([(-1) ** (r + c) * torch.linalg.det(a[keep[r]][:, keep[c]]) for c in range(size)])
            for r in range(size)
        ]
    )
