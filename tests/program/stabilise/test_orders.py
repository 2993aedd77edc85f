"""Derivatives of logarithms of sums of exponentials, where a power of the sum leaves the range of numbers."""

from __future__ import annotations

from functools import cache

import mpmath
import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb

X = sp.Symbol("x")
# With the largest slope of an exponent; the exponents are exact.
FORMULAS = (
    (sp.log(sp.exp(X) + sp.exp(-X)), 1),
    (sp.log(2 * sp.exp(X) + 3 * sp.exp(2 * X)), 2),
    (sp.log(1 + sp.exp(X) + sp.exp(2 * X)), 2),
    (sp.log(1 + X**2 * sp.exp(X) + 3 * sp.exp(-X / 2)), 1),
    (sp.exp(X) / (sp.exp(X) + sp.exp(-X / 4)), 1),
    (sp.exp(-X) / (2 * sp.exp(-X) + X**2 * sp.exp(X)), 1),
)
# A derivative is a sum of products of moments of the slopes, the fourth for one
# m4 - 4*m3*m1 - 3*m2**2 + 12*m2*m1**2 - 6*m1**4. Where it vanishes, a rounding of each is left: by order, the
# sizes of the coefficients added up.
ROUNDINGS = (0, 1, 2, 6, 26)
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
    # The logarithm of 1 + exp(-674) has so many digits of 1 before its own.
    with mpmath.workdps(330):
        return [float(function(mpmath.mpf(point))) for point in points]


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize(("expr", "slope"), FORMULAS, ids=str)
def test_four_derivatives(expr, slope, dtype, backend):
    largest = float(torch.log(torch.tensor(torch.finfo(dtype).max, dtype=torch.float64)))
    # Whole sixteenths are the same number in both dtypes and in mpmath.
    places = tuple(sign * round(place * largest * 16) / 16 for place in PLACES for sign in (1, -1))
    f = stb.compile(expr, [X], backend=backend)
    points = torch.tensor(places, dtype=dtype, requires_grad=True)
    eps = torch.finfo(dtype).eps
    for order, found in enumerate(derivatives(f, points, 4)):
        expected = torch.tensor(exact(expr, places, order), dtype=torch.float64)
        # Below the normal numbers there are fewer digits.
        atol = max(min(ROUNDINGS[order] * slope**order, 200) * eps, torch.finfo(dtype).tiny)
        torch.testing.assert_close(found.double(), expected, rtol=4 * eps, atol=atol)


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
        torch.testing.assert_close(found.double(), expected, rtol=20 * eps, atol=ROUNDINGS[order] * eps)


U, V = sp.symbols("u v")
TERMS = Y * sp.exp(X) + V * sp.exp(U)
# At x, y, u, v: weights of 0 in single precision, and slopes by small weights.
WEIGHTS = (
    (sp.log(TERMS), (60.0, 0.0, -60.0, 1.0), "float", 0),
    (sp.exp(U) / TERMS, (5.0, 0.0, -80.0, 1e-3), "float", 0),
    (sp.log(TERMS), (0.0, 1e-100, 600.0, 1.0), "double", 1),
    (sp.log(TERMS), (0.0, 1e-10, 85.0, 1.0), "float", 1),
    (sp.log(1 + TERMS), (0.0, 1e-40, 700.0, 1.0), "double", 1),
    (sp.exp(U) / TERMS, (0.0, 1e-30, 60.0, 1.0), "float", 1),
)


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize(("expr", "at", "kind", "order"), WEIGHTS)
def test_weights(expr, at, kind, order, backend):
    dtype = getattr(torch, kind)
    points = [torch.tensor([number], dtype=dtype, requires_grad=True) for number in at]
    value = stb.compile(expr, [X, Y, U, V], backend=backend)(*points)
    found = torch.autograd.grad(value.sum(), points[1])[0] if order else value
    with mpmath.workdps(400):
        numbers = [mpmath.mpf(point.item()) for point in points]
        expected = float(sp.lambdify([X, Y, U, V], expr.diff(Y, order), "mpmath")(*numbers))
    assert found.item() == pytest.approx(expected, rel=20 * torch.finfo(dtype).eps, abs=0)
