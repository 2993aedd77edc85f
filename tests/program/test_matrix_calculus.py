"""Complex matrices, exact derivatives, and functions applied to entries."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from matrix_expressions import CASES, INPUTS, A, B, name, sample, u, v, x, y
from sympy import (
    Adjoint,
    Determinant,
    Function,
    I,
    Identity,
    ImmutableMatrix,
    Lambda,
    MatrixSymbol,
    Piecewise,
    Trace,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)
from sympy.matrices.expressions import factorizations
from sympy.matrices.expressions.determinant import Permanent
from sympy.matrices.expressions.fourier import DFT, IDFT
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.expressions.free_symbols import free_symbols
from sympy_torch_bridge.symbolic.argument import is_scalar

F64 = torch.float64
T = symbols("t")


def draw(*shape: int, seed: int = 1, dtype: torch.dtype = F64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


class TestComplex:
    EXPRESSIONS = (
        Adjoint(A) * B, Determinant(A), A.I * B, Trace(Adjoint(A) * A), log(Determinant(A)), exp(A),
        ImmutableMatrix([[1, I, 0], [x, 2, 0], [0, 0, I * x]]) * A, sqrt(Trace(A.T * A)), Permanent(A),
        A + I * B, u.T * A.I * v, A.applyfunc(sin), sympy.KroneckerProduct(A, B), A.conjugate(),
        sympy.re(A), sympy.im(A) * B,
    )  # fmt: skip

    @pytest.mark.parametrize("expr", EXPRESSIONS, ids=name)
    def test_gradients_of_complex_matrices(self, expr: Any) -> None:
        f = stb.compile(expr)
        points = [p + 1j * torch.rand_like(p) for p in sample(symbols=f.inputs)]
        points = [p.requires_grad_() for p in points]
        assert f(*points).is_complex()
        assert torch.autograd.gradcheck(f, points, fast_mode=True)

    def test_fourier_matrices(self) -> None:
        a = draw(2, 3, 3)
        assert torch.allclose(stb.compile(DFT(3) * IDFT(3) * A)(a).real, a)
        want = torch.fft.fft(a.to(torch.complex128), dim=-2, norm="ortho")
        assert torch.allclose(stb.compile(DFT(3) * A)(a), want)

    def test_factors_multiply_to_the_matrix(self) -> None:
        a = draw(2, 3, 3)
        f = factorizations
        positive = A * A.T + Identity(3)
        assert torch.allclose(
            stb.compile(f.LofCholesky(positive) * f.UofCholesky(positive) - positive)(a), 0 * a
        )
        assert torch.allclose(stb.compile(f.QofQR(A) * f.RofQR(A) - A)(a), 0 * a, atol=1e-12)
        assert (stb.compile(f.RofQR(A))(a).diagonal(dim1=1, dim2=2) > 0).all()


SCALARS = [case for case in CASES if not hasattr(case, "shape") and is_scalar(case)]


CHOICES = [case for case in CASES if not hasattr(case, "shape") and not is_scalar(case)]


class TestCalculus:
    @pytest.mark.parametrize("expr", SCALARS, ids=name)
    def test_exact_gradients_are_those_of_autograd(self, expr: Any) -> None:
        f = stb.compile(expr, INPUTS)
        points = sample(2)
        _, gradients = f.value_and_grad(*points)
        for symbol in set(free_symbols(expr)) & set(INPUTS):
            try:
                got = (f.gradient if isinstance(symbol, MatrixSymbol) else f.derivative)(symbol)(*points)
            except (stb.MatrixDerivativeError, stb.UnsupportedFunctionError):
                continue
            assert torch.allclose(got, gradients[INPUTS.index(symbol)], rtol=1e-9, atol=1e-10)

    @pytest.mark.parametrize(
        ("node", "value"),
        [
            (sympy.Derivative(Trace(A * B), A), B.T),
            (sympy.Derivative(A * v, v), A.T),  # the layout of SymPy
            (sympy.Derivative(x**2 * A, x, x), 2 * A),
            (sympy.Derivative(log(Determinant(A)), A), A.T.I),
            (sympy.Derivative(x * Trace(A), x), Trace(A)),
            (sympy.Derivative(u.T * A * v, v), A.T * u),
        ],
        ids=str,
    )
    def test_derivative_nodes(self, node: Any, value: Any) -> None:
        points = sample(2)
        assert torch.allclose(stb.compile(node, INPUTS)(*points), stb.compile(value, INPUTS)(*points))

    @pytest.mark.parametrize("expr", CHOICES, ids=name)
    def test_a_choice_of_matrices_has_no_gradient(self, expr: Any) -> None:
        with pytest.raises(stb.InputTypeError, match="one scalar expression"):
            stb.compile(expr).gradient(A)

    def test_a_derivative_with_four_axes_is_refused(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError, match="four axes"):
            stb.compile(sympy.Derivative(A * B, A))


class TestElementwise:
    def test_functions_of_the_user(self) -> None:
        a, b = draw(4, 3, 3), torch.arange(4.0, dtype=F64)
        g = Function("g")
        assert torch.equal(stb.compile(A.applyfunc(g), functions={"g": torch.sin})(a), a.sin())
        f = stb.compile(A.applyfunc(Lambda(T, g(T, y))), [A, y], functions={"g": lambda p, q: p * q})
        assert torch.equal(f(a, b), a * b[:, None, None])

    def test_a_function_of_a_whole_matrix_returns_what_sympy_takes_it_for(self) -> None:
        a, b = draw(3, 3, 3), torch.arange(3.0, dtype=F64)
        expr = y * Function("g")(A)
        norm = stb.compile(expr, [A, y], functions={"g": lambda t: t.norm(dim=(-2, -1))})
        assert torch.equal(norm(a, b), b * a.norm(dim=(-2, -1)))
        entrywise = stb.compile(expr, [A, y], functions={"g": torch.sin})
        with pytest.raises(
            stb.InputShapeError, match=r"g stands for one number per batch entry.*\n.*\n.*applyfunc"
        ):
            entrywise(a, b)
        total = stb.compile(y * Trace(A), [A, y], functions={"Trace": lambda t: t.sum((-2, -1))})
        assert torch.equal(total(a, b), b * a.sum((-2, -1)))

    def test_a_class_that_the_user_replaces_is_replaced_everywhere(self) -> None:
        a, b = draw(2, 3, 3), draw(2, 3, 1)
        given = {"Inverse": torch.zeros_like, "Determinant": lambda t: t[..., 0, 0].exp()}
        assert torch.equal(stb.compile(A.I * v, [A, v], functions=given)(a, b), 0 * b)
        assert stb.compile(Trace(A.I * B), [A, B], functions=given)(a, a).tolist() == [0, 0]
        assert torch.allclose(stb.compile(log(Determinant(A)), functions=given)(a), a[:, 0, 0])

    def test_scalars_beside_entries_belong_to_the_batch(self) -> None:
        a, b = draw(3, 3, 3), torch.arange(3.0, dtype=F64)
        f = stb.compile(A.applyfunc(Lambda(T, sympy.Max(T, y) + sympy.atan2(T, y + 1))), [A, y])
        lifted = b[:, None, None]
        assert torch.allclose(f(a, b), torch.maximum(a, lifted) + torch.atan2(a, lifted + 1))

    def test_branches_by_entry(self) -> None:
        a = draw(2, 3, 3).requires_grad_()
        f = stb.compile(A.applyfunc(Lambda(T, Piecewise((sqrt(T), T > 0), (Determinant(A) * 0 + T, True)))))
        value = f(a)
        assert torch.allclose(value, torch.where(a > 0, a.clamp(min=0).sqrt(), a))
        assert torch.autograd.grad(value.sum(), a)[0].isfinite().all()
