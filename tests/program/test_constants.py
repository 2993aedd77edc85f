"""Numbers: rounded once to the working dtype, of the batch shape, alone and inside formulas."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy
import torch
from sympy import Float, I, Integer, Rational, oo, pi, zoo

from sympy_torch_bridge import compile

x = sympy.Symbol("x")

CONSTANTS = [
    Rational(1, 3),
    Rational(-22, 7),
    Rational(10**400 + 1, 10**400),
    Rational(1, 10**400),
    Rational(10**400, 3),
    Float("0.12345678901234567890123456789012345678901234567890", 50),
    Float("1e-320", 60),
    Float("1e-5000", 30),
    Float("-1e5000"),
    Float("0.1", 5),
    Integer(2) ** 53 + 1,
    Integer(2) ** 63,
    -(Integer(2) ** 63),
    Integer(2) ** 64 + 1,
    Integer(10) ** 400,
    -(Integer(10) ** 400),
    pi,
    sympy.E,
    sympy.EulerGamma,
    sympy.Catalan,
    sympy.GoldenRatio,
    sympy.TribonacciConstant,
    sympy.sqrt(2),
    sympy.log(7),
    sympy.sin(10**20),
    sympy.exp(pi * sympy.sqrt(163)) - 262537412640768744,
    sympy.exp(1000),
    sympy.exp(-1000),
    sympy.zeta(3),
    oo,
    -oo,
]


def nearest(number: Any) -> float:
    """Round a constant by mpmath with 60 digits, independent of the translation."""
    if number in (oo, -oo):
        return math.inf if number is oo else -math.inf
    with mpmath.workdps(60):
        value = mpmath.mpf(sympy.N(number, 60)._to_mpmath(250))
        return float(value) if abs(value) < mpmath.mpf(2) ** 1024 else math.copysign(math.inf, value)


@pytest.mark.parametrize("number", CONSTANTS, ids=lambda number: str(number)[:24])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_constant_is_rounded_once_and_has_the_batch_shape(number: Any, dtype: torch.dtype) -> None:
    at = torch.ones(3, 2, dtype=dtype, requires_grad=True)
    value = compile(number, [x])(at)
    assert (value.dtype, value.shape) == (dtype, (3, 2))
    assert torch.equal(value, torch.full((3, 2), nearest(number), dtype=torch.float64).to(dtype))
    assert torch.equal(
        torch.autograd.grad(value, at, torch.ones_like(value))[0], torch.zeros(3, 2, dtype=dtype)
    )


@pytest.mark.parametrize("number", CONSTANTS, ids=lambda number: str(number)[:24])
def test_constant_times_an_input(number: Any) -> None:
    at = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    value = compile(sympy.Mul(number, x, evaluate=False), [x])(at)
    expected = nearest(number)
    assert value.tolist() == pytest.approx([expected, 2 * expected], rel=2e-16)
    (slope,) = torch.autograd.grad(value.sum(), at)
    assert slope.tolist() == pytest.approx([expected, expected], rel=2e-16)


@pytest.mark.parametrize("number", [sympy.nan, zoo, Float("nan")], ids=str)
def test_what_is_no_number_is_nan(number: Any) -> None:
    at = torch.ones(2, dtype=torch.float32)
    for expr in (number, x + number):
        value = compile(expr, [x])(at)
        assert value.dtype is torch.float32
        assert value.isnan().all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_imaginary_unit_makes_the_result_complex(dtype: torch.dtype) -> None:
    at = torch.ones(2, dtype=dtype)
    assert torch.equal(compile(I, [x])(at), torch.full((2,), 1j, dtype=dtype.to_complex()))
    assert torch.equal(
        compile(pi * I + x, [x])(at), torch.full((2,), 1 + math.pi * 1j, dtype=dtype.to_complex())
    )


def test_integer_inputs_meet_constants_without_loss() -> None:
    whole = torch.tensor([1, 2, 4])
    assert compile(1 / x, [x])(whole).tolist() == [1.0, 0.5, 0.25]
    assert compile(x + 10**30, [x])(whole).tolist() == pytest.approx([1e30] * 3, rel=1e-7)
    assert compile(x * Rational(1, 2), [x])(whole).tolist() == [0.5, 1.0, 2.0]


def test_half_precision_is_kept() -> None:
    at = torch.ones(2, dtype=torch.bfloat16)
    value = compile(pi + x / 3, [x])(at)
    assert value.dtype is torch.bfloat16


POWERS = {
    10**400: ([0.5, -0.5, 1.0, 2.0, -2.0, 0.0], [0.0, 0.0, 1.0, math.inf, math.inf, 0.0]),
    10**400 + 1: ([0.5, -0.5, 1.0, 2.0, -2.0, -1.0], [0.0, 0.0, 1.0, math.inf, -math.inf, -1.0]),
    -(10**400): ([0.5, 1.0, 2.0, -2.0, 0.0], [math.inf, 1.0, 0.0, 0.0, math.inf]),
    10**20: ([0.5, 1.0, 2.0], [0.0, 1.0, math.inf]),
}


@pytest.mark.parametrize("exponent", POWERS, ids=lambda n: f"{n:.0e}"[:8] if abs(n) < 1e300 else str(n)[-4:])
def test_power_of_a_huge_exponent(exponent: int) -> None:
    points, values = POWERS[exponent]
    at = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    value = compile(x ** Integer(exponent), [x])(at)
    assert value.tolist() == values
    (slope,) = torch.autograd.grad(value.sum(), at)
    assert (slope[value == 0] == 0).all()


def test_powers_of_every_kind() -> None:
    y = sympy.Symbol("y")
    f = compile(x**y, [x, y])
    base, exponent = torch.tensor(
        [[0.0, 0.0, 2.0, -2.0, -2.0], [0.0, 2.0, 0.0, 3.0, 0.5]], dtype=torch.float64
    )
    assert f(base, exponent).tolist() == pytest.approx([1.0, 0.0, 1.0, -8.0, math.nan], nan_ok=True)
    slopes = f.value_and_grad(base[:3], exponent[:3])[1]
    assert slopes[0].tolist() == [0.0, 0.0, 0.0]
    assert slopes[1].tolist()[1:] == [0.0, math.log(2)]
    assert compile(sympy.Pow(x, 0, evaluate=False), [x])(base).tolist() == [1.0] * 5
    at = torch.tensor([-8.0, 8.0, 0.0], dtype=torch.float64)
    for root in (x ** Rational(1, 3), x ** Rational(2, 3), x ** Rational(-3, 5)):
        value = compile(root, [x])(at)
        assert value[0].isnan()
        assert value[1].item() == pytest.approx(8.0 ** float(root.exp), rel=1e-15)
    assert compile(sympy.real_root(x, 3), [x])(at).tolist() == [-2.0, 2.0, 0.0]
    assert compile(2**x, [x])(at[:1]).item() == 2.0**-8
