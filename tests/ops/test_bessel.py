"""Edges of the Bessel family: zeros, negative and huge arguments, infinities, gradients at 0."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import compile

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

n, z = sympy.symbols("n z")
INF, NAN = math.inf, math.nan


def real(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


def value(head: Any, *at: float) -> Any:
    symbols = sympy.symbols(f"a:{len(at)}")
    return compile(head(*symbols), symbols)(*map(real, at)).item()


@pytest.mark.parametrize(
    ("head", "at", "exact"),
    [
        (sympy.besselj, (0, 0), 1.0),
        (sympy.besselj, (1, 0), 0.0),
        (sympy.besselj, (0, INF), 0.0),
        (sympy.besselj, (3, -INF), 0.0),
        (sympy.besselj, (0.5, -1), NAN),
        (sympy.besselj, (2, -1.5), float(mpmath.besselj(2, -1.5))),
        (sympy.besselj, (0, 1e100), float(mpmath.besselj(0, mpmath.mpf(1e100)))),
        (sympy.besselj, (1000, 5), 0.0),
        (sympy.bessely, (1, 0), -INF),
        (sympy.bessely, (1, INF), 0.0),
        (sympy.bessely, (1, -1), NAN),
        (sympy.besseli, (2, -1), float(mpmath.besseli(2, -1))),
        (sympy.besseli, (0, INF), INF),
        (sympy.besselk, (0, 0), INF),
        (sympy.besselk, (0, -1), NAN),
        (sympy.besselk, (0, INF), 0.0),
        (sympy.jn, (0, 0), 1.0),
        (sympy.jn, (2, 0), 0.0),
        (sympy.jn, (1, -2), -(math.sin(2) / 4 - math.cos(2) / 2)),
        (sympy.jn, (2, 1e-100), 1e-200 / 15),
        (sympy.jn, (0.5, -1), NAN),
        (sympy.yn, (0, -2), math.cos(2) / 2),
        (sympy.yn, (1, 0), -INF),
        (sympy.airyai, (INF,), 0.0),
        (sympy.airyai, (-INF,), 0.0),
        (sympy.airybi, (INF,), INF),
        (sympy.airyai, (-1e8,), float(mpmath.airyai(-1e8))),
        (sympy.marcumq, (1, 0, 2), math.exp(-2)),
        (sympy.marcumq, (1, 3, 0), 1.0),
        (sympy.marcumq, (1, 100, 101), 0.15986211290485636),
        (sympy.marcumq, (1, -1, 2), NAN),
    ],
)
def test_value(head: Any, at: tuple[float, ...], exact: float) -> None:
    assert value(head, *at) == pytest.approx(exact, rel=1e-13, nan_ok=True)


@pytest.mark.parametrize("order", [0, 1, 2.5])
def test_digits_are_kept_close_to_a_zero(order: float) -> None:
    with mpmath.workdps(30):
        near = float(mpmath.besseljzero(order, 7)) * (1 + 1e-9)
        exact = float(mpmath.besselj(order, mpmath.mpf(near)))
    assert value(sympy.besselj, order, near) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(
    ("head", "at", "exact"),
    [
        (sympy.besselj, (0, 0), 0.0),
        (sympy.besselj, (1, 0), 0.5),
        (sympy.besseli, (1, 0), 0.5),
        (sympy.jn, (0, 0), 0.0),
        (sympy.jn, (1, 0), 1 / 3),
        (sympy.jn, (2, 0), 0.0),
        (sympy.jn, (0, -0.5), 0.16253703),
        (sympy.marcumq, (2, 0, 1.5), 0.0),
    ],
)
def test_gradient_by_the_argument(head: Any, at: tuple[float, ...], exact: float) -> None:
    symbols = sympy.symbols(f"a:{len(at)}")
    place = 1
    fixed = {s: v for i, (s, v) in enumerate(zip(symbols, at, strict=True)) if i != place}
    f = compile(head(*symbols).subs(fixed), [symbols[place]])
    (slope,) = f.value_and_grad(real(at[place]))[1]
    assert slope.item() == pytest.approx(exact, rel=1e-7, abs=1e-15)


def test_second_derivative_of_a_spherical_function_at_0() -> None:
    second = torch.func.grad(torch.func.grad(compile(sympy.jn(0, z))))(real(0.0))
    assert second.item() == pytest.approx(-1 / 3, rel=1e-14)


def test_marcum_gradient_where_an_argument_is_0() -> None:
    a, b = sympy.symbols("a b")
    f = compile(sympy.marcumq(2, a, b), [a, b])
    slope = f.value_and_grad(real(0.0), real(1.5))[1][1].item()
    assert slope == pytest.approx(-(1.5**3) / 2 * math.exp(-1.125), rel=1e-13)


def test_hankel_functions_make_a_formula_complex() -> None:
    at = torch.tensor([0.5, 2.0], dtype=torch.float64)
    f = compile(sympy.hankel1(0, z))
    assert f(at).dtype is torch.complex128
    assert f(at.float()).dtype is torch.complex64
    real_part = compile(sympy.re(sympy.hankel1(n, z)), [n, z])
    expected = compile(sympy.besselj(n, z), [n, z])
    assert real_part(real(0.0), at).dtype is torch.float64
    torch.testing.assert_close(real_part(real(0.0), at), expected(real(0.0), at))
    slopes = [g.value_and_grad(real(1.5), at)[1][1] for g in (real_part, expected)]
    torch.testing.assert_close(*slopes, rtol=1e-13, atol=0)


def test_modulus_of_a_hankel_function() -> None:
    f = compile(sympy.Abs(sympy.hankel1(1, z)))
    parts = compile(sympy.sqrt(sympy.besselj(1, z) ** 2 + sympy.bessely(1, z) ** 2))
    at = torch.linspace(0.5, 9, 7, dtype=torch.float64)
    for got, exact in zip(f.value_and_grad(at), parts.value_and_grad(at), strict=True):
        torch.testing.assert_close(got, exact, rtol=1e-12, atol=0)


def test_a_hankel_function_in_a_list() -> None:
    both = compile([sympy.hankel2(0, z), z])(real(2.0))
    assert both[0].item() == pytest.approx(complex(mpmath.hankel2(0, 2)), rel=1e-13)
    assert both[1].dtype is torch.float64


@pytest.mark.parametrize("head", [sympy.hankel1, sympy.hn2, sympy.besselj])
def test_compiled_graph(head: Any) -> None:
    f = compile(sympy.re(head(1, z)))
    at = torch.tensor([0.75, 3.0], dtype=torch.float64, requires_grad=True)
    graph = torch.compile(f, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(graph(at), f(at))
    (got,) = torch.autograd.grad(graph(at).sum(), at)
    (exact,) = torch.autograd.grad(f(at).sum(), at)
    torch.testing.assert_close(got, exact)


def test_gradient_by_the_order() -> None:
    f = compile(sympy.besselk(n, z), [n, z])
    slope = f.value_and_grad(real(1.25), real(0.75))[1][0].item()
    with mpmath.workdps(30):
        exact = float(mpmath.diff(lambda v: mpmath.besselk(v, 0.75), 1.25))
    assert slope == pytest.approx(exact, rel=1e-13)
