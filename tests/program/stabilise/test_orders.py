"""Derivatives of logarithms of sums of exponentials, where a power of the sum leaves the range of numbers."""

from __future__ import annotations

from functools import cache

import mpmath
import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

X = sp.Symbol("x")
FORMULAS = (
    sp.log(sp.exp(X) + sp.exp(-X)),
    sp.log(2 * sp.exp(X) + 3 * sp.exp(2 * X)),
    sp.log(1 + sp.exp(X) + sp.exp(2 * X)),
    sp.log(1 + X**2 * sp.exp(X) + 3 * sp.exp(-X / 2)),
    sp.exp(X) / (sp.exp(X) + sp.exp(-X / 3)),
    sp.exp(-X) / (2 * sp.exp(-X) + X**2 * sp.exp(X)),
)
# In units of the largest exponent whose exponential is a number: beside the places where a form takes over.
PLACES = (0.11, 0.2, 0.24, 0.26, 0.34, 0.4, 0.49, 0.51, 0.7, 0.95)


def derivatives(f, point, order):
    found = [f(point)]
    for _ in range(order):
        found.append(torch.autograd.grad(found[-1].sum(), point, create_graph=True)[0])
    return found


@cache
def exact(expr, points, order):
    function = sp.lambdify(X, expr.diff(X, order), "mpmath")
    with mpmath.workdps(60):
        return [float(function(mpmath.mpf(point))) for point in points]


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("expr", FORMULAS, ids=str)
def test_four_derivatives(expr, dtype, backend):
    largest = float(torch.log(torch.tensor(torch.finfo(dtype).max, dtype=torch.float64)))
    # Whole sixteenths are the same number in both dtypes and in mpmath.
    places = tuple(sign * round(place * largest * 16) / 16 for place in PLACES for sign in (1, -1))
    f = stb.compile(expr, [X], backend=backend)
    points = torch.tensor(places, dtype=dtype, requires_grad=True)
    eps = torch.finfo(dtype).eps
    for order, found in enumerate(derivatives(f, points, 4)):
        expected = torch.tensor(exact(expr, places, order), dtype=torch.float64)
        # A derivative that vanishes is a difference of numbers up to 2**4, with factors of up to 12.
        torch.testing.assert_close(found.double(), expected, rtol=20 * eps, atol=200 * eps)


# Numerators that are no term below them, and weights that are huge, tiny, or below the normal numbers.
Y = sp.Symbol("y")
BESIDE = (
    *((sp.exp(X) / (sp.exp(-X) + sp.exp(-2 * X)), x, 1.0, "double") for x in (100.0, 120.0, 200.0, 320.0)),
    *((sp.exp(X) / (sp.exp(-X) + sp.exp(-2 * X)), x, 1.0, "float") for x in (12.0, 24.0, 28.0)),
    (sp.exp(X) / (Y * sp.exp(-X / 2) + sp.exp(-X)), 539.625, 1e300, "double"),
    (sp.exp(2 * X) / (10**30 * sp.exp(-X) + sp.exp(X / 2) * Y), 39.25, 1e-30, "float"),
    (sp.log(Y * sp.exp(X) + sp.exp(-X)), 500.0, 1e-310, "double"),
    (sp.log(Y**2 * sp.exp(X) + sp.exp(-X)), 60.0, 2.0**-66, "float"),  # the square is exact
)


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize(("expr", "x", "y", "kind"), BESIDE)
def test_three_derivatives(expr, x, y, kind, backend):
    dtype = getattr(torch, kind)
    points = torch.tensor([x], dtype=dtype, requires_grad=True)
    weight = torch.tensor([y], dtype=dtype)
    f = stb.compile(expr, [X, Y], backend=backend)
    eps = torch.finfo(dtype).eps
    for order, found in enumerate(derivatives(lambda p: f(p, weight), points, 3)):
        with mpmath.workdps(60):
            exact_value = sp.lambdify([X, Y], expr.diff(X, order), "mpmath")(
                mpmath.mpf(x), mpmath.mpf(weight.item())
            )
        expected = torch.tensor([float(exact_value)], dtype=torch.float64)
        torch.testing.assert_close(found.double(), expected, rtol=200 * eps, atol=200 * eps)
