"""Logarithms of a function times, or over, a number: in range where the function has left it."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

F64 = torch.float64
x = sympy.Symbol("x")
FORMULAS = [
    sympy.log(2 * sympy.cosh(x)),
    sympy.log(sympy.cosh(x) / 3),
    sympy.log(sympy.Rational(7, 2) * sympy.sinh(x)),
    sympy.log(3 * sympy.erfc(x)),
    sympy.log(5 * sympy.exp(x) - 5),
    sympy.log(sympy.Integer(326) * 10**64 * sympy.exp(x)),
    sympy.log(sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)),
    sympy.log(x * sympy.exp(-x) / (3 + x)),
    sympy.log(-7 * (2 - x) ** 2 * sympy.exp(x) / (-1 - x**2)),
]


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_value_and_two_derivatives_far_out(formula, backend):
    f = stb.compile(formula, [x], backend=backend)
    at = [0.5, 3.0, 20.0, 400.0, 900.0]
    points = torch.tensor(at, dtype=F64)
    found = (
        f(points),
        f.value_and_grad(points)[1][0],
        torch.func.vmap(torch.func.grad(torch.func.grad(f)))(points),
    )
    for order, values in enumerate(found):
        exact = [float(formula.diff(x, order).subs(x, sympy.Float(p, 40)).evalf(30)) for p in at]
        torch.testing.assert_close(values, torch.tensor(exact, dtype=F64), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("number", [-2, 0.0, sympy.oo])
def test_a_number_without_a_logarithm_splits_nothing(number):
    """The logarithm of a negative number is nan, that of its product with a negative one is not."""
    f = stb.compile(sympy.log(sympy.Mul(number, sympy.sinh(x), evaluate=False)), [x])
    value = f(torch.tensor([-1.0, 1.0], dtype=F64))
    expected = torch.log(float(number) * torch.sinh(torch.tensor([-1.0, 1.0], dtype=F64)))
    torch.testing.assert_close(value, expected, rtol=1e-15, atol=0, equal_nan=True)
