"""Difference quotients of tensors."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

from sympy_torch_bridge import compile, difference_quotient
from sympy_torch_bridge.calculus.quotient_stencil import KINDS, MAX_ORDER, stencil
from sympy_torch_bridge.errors import DomainError, InputShapeError, InputTypeError, OptionError

POINTS = torch.tensor([[0.5, 1.0], [1.5, 2.0]], dtype=torch.float64)
x, y = sympy.symbols("x y")
# Constant and power of the leading error for exp, whose derivatives are all equal.
LEADING = {"forward": (1 / 2, 1), "backward": (-1 / 2, 1), "central": (1 / 6, 2), "richardson": (-1 / 480, 4)}


@pytest.mark.parametrize("kind", KINDS)
def test_leading_error_is_the_documented_one(kind):
    constant, power = LEADING[kind]
    h = 0.01
    error = difference_quotient(torch.exp, POINTS, h=h, kind=kind) / torch.exp(POINTS) - 1
    torch.testing.assert_close(error, torch.full_like(error, constant * h**power), rtol=0.02, atol=0)


@pytest.mark.parametrize("order", range(1, MAX_ORDER + 1))
@pytest.mark.parametrize("kind", KINDS)
def test_stencil_is_exact_for_its_monomial(kind, order):
    """The quotient of x**order is order!, of lower powers 0, in exact arithmetic."""
    terms = stencil(kind, order).terms
    for power in range(order + 1):
        assert sum(w * m**power for m, w in terms) == (math.factorial(order) if power == order else 0)


@pytest.mark.parametrize("order", range(1, MAX_ORDER + 1))
def test_central_is_exact_one_degree_higher(order):
    assert sum(w * m ** (order + 1) for m, w in stencil("central", order).terms) == 0


@pytest.mark.parametrize("order", [2, 3, 4])
def test_higher_orders(order):
    found = difference_quotient(torch.exp, POINTS, h=0.02, order=order, kind="richardson")
    torch.testing.assert_close(found, torch.exp(POINTS), rtol=1e-6, atol=0)


def test_expression_compiled_function_and_callable_agree():
    expr = sympy.sin(x) * x
    found = [
        difference_quotient(f, POINTS, h=1e-3) for f in (expr, compile(expr), lambda t: torch.sin(t) * t)
    ]
    torch.testing.assert_close(found[0], found[1], rtol=0, atol=0)
    torch.testing.assert_close(found[0], found[2], rtol=1e-12, atol=0)


def test_shape_dtype_and_numbers():
    assert difference_quotient(torch.sin, POINTS, h=0.1).shape == POINTS.shape
    assert difference_quotient(torch.sin, POINTS.float(), h=0.1).dtype == torch.float32
    single = difference_quotient(torch.sin, 1, h=1e-5)
    assert (single.shape, single.dtype) == ((), torch.float64)
    assert abs(single.item() - math.cos(1)) < 1e-10


def test_domain_error_holds_the_point():
    with pytest.raises(DomainError, match=r"x = -0\.05") as caught:
        difference_quotient(torch.log, torch.tensor([1.0, 0.05], dtype=torch.float64), h=0.1)
    assert caught.value.point.startswith("x = -0.05")
    assert difference_quotient(torch.log, 0.05, h=0.1, kind="forward").isfinite()


@pytest.mark.parametrize("h", [0, -1e-3, math.inf, math.nan])
def test_step_must_be_positive(h):
    with pytest.raises(OptionError, match="positive finite"):
        difference_quotient(torch.sin, 1.0, h=h)


def test_other_options():
    with pytest.raises(OptionError, match="accepted: 'central', 'forward', 'backward', 'richardson'"):
        difference_quotient(torch.sin, 1.0, h=0.1, kind="centre")
    for order in (0, MAX_ORDER + 1, 1.5):
        with pytest.raises(OptionError, match="an integer from 1 to 6"):
            difference_quotient(torch.sin, 1.0, h=0.1, order=order)
    with pytest.raises(OptionError, match="its symbols are x, y"):
        difference_quotient(x * y, 1.0, h=0.1)
    with pytest.raises(InputTypeError):
        difference_quotient(torch.sin, torch.arange(3), h=0.1)
    with pytest.raises(InputShapeError, match="not pointwise"):
        difference_quotient(lambda t: t[:2], POINTS, h=0.1)
