"""Gradients of compiled functions: at traps, by torch, and as compiled functions."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import (
    MatrixSymbol,
    Ne,
    Piecewise,
    Rational,
    Symbol,
    exp,
    log,
    sin,
    sqrt,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")

F64 = torch.float64

BATCH = torch.linspace(-2, 2, 5, dtype=F64)


def gradient(expr: Any, at: list[float]) -> list[float]:
    return stb.compile(expr, [x]).value_and_grad(torch.tensor(at, dtype=F64))[1][0].tolist()


class TestTraps:
    """Right value and right gradient where lambdify gives nan."""

    def test_removable_singularity(self) -> None:
        assert gradient(Piecewise((sin(x) / x, Ne(x, 0)), (1, True)), [0.0]) == [0.0]

    def test_guarded_root(self) -> None:
        assert gradient(Piecewise((sqrt(x), x > 0), (0, True)), [-1.0, 0.0, 4.0]) == [0.0, 0.0, 0.25]

    def test_guarded_logarithm(self) -> None:
        assert gradient(Piecewise((log(x), x > 0), (x, True)), [-1.0, 0.0, 2.0]) == [1.0, 1.0, 0.5]

    def test_guarded_overflow(self) -> None:
        assert gradient(Piecewise((exp(x), x < 10), (x, True)), [1000.0]) == [1.0]

    def test_guarded_power(self) -> None:
        assert gradient(Piecewise((x ** Rational(1, 3), x > 0), (0, True)), [0.0, -1.0]) == [0.0, 0.0]

    def test_essential_singularity(self) -> None:
        assert gradient(Piecewise((exp(-1 / x**2), Ne(x, 0)), (0, True)), [0.0]) == [0.0]

    def test_nested_guards(self) -> None:
        inner = Piecewise((sqrt(x), x > 1), (1 / x, True))
        assert gradient(Piecewise((inner, x > 0), (2 * x, True)), [0.0, 0.5, 4.0]) == [2.0, -4.0, 0.25]

    def test_second_derivative_is_not_poisoned(self) -> None:
        f = stb.compile(Piecewise((sqrt(x), x > 0), (x**2, True)))
        at = torch.tensor([-1.0, 0.0, 4.0], dtype=F64)
        for outer, inner in [(torch.func.jacrev, torch.func.jacrev), (torch.func.jacfwd, torch.func.jacrev)]:
            assert torch.func.vmap(outer(inner(f)))(at).tolist() == [2.0, 2.0, -0.03125]

    def test_sinc(self) -> None:
        f = stb.compile(sympy.sinc(x))
        hessian = torch.func.vmap(torch.func.hessian(f))(torch.tensor([0.0], dtype=F64))
        assert hessian.item() == pytest.approx(-1 / 3, rel=1e-15)

    def test_thirty_branches(self) -> None:
        staircase = Piecewise(*[(k * sqrt(x - k), x < k + 1) for k in range(30)], (0, True))
        at = torch.tensor([k + 0.25 for k in range(30)], dtype=F64)
        got = stb.compile(staircase).value_and_grad(at)
        assert got[0].tolist() == [k * 0.5 for k in range(30)]
        assert got[1][0].tolist() == [float(k) for k in range(30)]


class TestValueAndGrad:
    def test_integer_inputs_have_no_gradient(self) -> None:
        value, grads = (
            stb.compile(x**y)(2.0, 3),
            stb.compile(x**y).value_and_grad(torch.tensor([2.0]), torch.tensor(3)),
        )
        assert value.item() == 8
        assert grads[1][0].tolist() == [12]  # type: ignore[union-attr]
        assert grads[1][1] is None

    def test_unused_input_has_gradient_zero(self) -> None:
        grads = stb.compile(x**2, [x, y]).value_and_grad(BATCH, BATCH)[1]
        assert grads[1].tolist() == [0] * 5  # type: ignore[union-attr]

    def test_container(self) -> None:
        value, grads = stb.compile([x**2, {"c": 3 * x}, x > 0]).value_and_grad(BATCH)
        assert len(value) == 3
        assert grads[0].tolist() == (2 * BATCH + 3).tolist()  # type: ignore[union-attr]


class TestDerivatives:
    f = stb.compile(x**2 * y)

    def test_derivative(self) -> None:
        assert self.f.derivative(x)(3.0, 2.0).item() == 12
        assert self.f.derivative((x, 2))(3.0, 2.0).item() == 4
        assert self.f.derivative(x, y)(3.0, 2.0).item() == 6
        with pytest.raises(stb.OptionError, match="name one"):
            self.f.derivative()

    def test_a_symbol_that_is_no_input_is_refused(self) -> None:
        with pytest.raises(stb.UnknownSymbolError):
            self.f.derivative(Symbol("x", real=True))
        with pytest.raises(stb.UnknownSymbolError):
            self.f.derivative((z, 2))

    def test_gradient_jacobian_hessian(self) -> None:
        at = (torch.tensor([3.0, 1.0], dtype=F64), torch.tensor(2.0, dtype=F64))
        assert self.f.gradient()(*at).tolist() == [[12, 9], [4, 1]]
        assert self.f.gradient([y])(*at).tolist() == [[9], [1]]
        assert stb.compile([x * y, x]).jacobian()(*at).shape == (2, 2, 2)
        assert self.f.hessian()(*at).tolist() == [[[4, 6], [6, 0]], [[4, 2], [2, 0]]]


def test_gradients_of_matrix_inputs() -> None:
    a = MatrixSymbol("A", 2, 2)
    f = stb.compile(sympy.Trace(a * a.T) * x)
    batch = torch.randn(3, 2, 2, dtype=F64)
    assert torch.equal(f.gradient(a)(A=batch, x=3.0), 6 * batch)
    by_scalar, by_matrix = f.gradient()(A=batch, x=3.0)
    assert (by_matrix.shape, by_scalar.shape) == ((3, 2, 2), (3,))
    with pytest.raises(stb.InputTypeError, match=r"take one at a time: f\.hessian\(A\)"):
        f.hessian()
