"""Orthogonal polynomials and spherical harmonics at the ends of their intervals and outside."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge import compile

pytestmark = pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")

n, m, a, b, x, theta, phi = sympy.symbols("n m a b x theta phi")
POLYNOMIALS = [
    (sympy.legendre, ()),
    (sympy.chebyshevt, ()),
    (sympy.chebyshevu, ()),
    (sympy.hermite, ()),
    (sympy.hermite_prob, ()),
    (sympy.laguerre, ()),
    (sympy.assoc_laguerre, (sympy.Rational(3, 4),)),
    (sympy.gegenbauer, (sympy.Rational(5, 4),)),
    (sympy.jacobi, (sympy.Rational(1, 4), sympy.Rational(3, 2))),
]
POINTS = (-2.5, -1.0, -0.999999999, -0.3, 0.0, 1e-9, 0.7, 0.999999999, 1.0, 1.75)


def real(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


@pytest.mark.parametrize("degree", [0, 1, 2, 7])
@pytest.mark.parametrize(("head", "parameters"), POLYNOMIALS, ids=lambda p: getattr(p, "__name__", ""))
def test_symbolic_degree_agrees_with_the_polynomial(head: Any, parameters: Any, degree: int) -> None:
    """SymPy writes a polynomial of numeric degree out: an independent value, slope and curvature."""
    f = compile(head(n, *parameters, x), [n, x])
    polynomial = head(degree, *parameters, x)

    def at_degree(t: torch.Tensor) -> torch.Tensor:
        return f(real(degree), t)

    for point in POINTS:
        exact = [float(sympy.diff(polynomial, x, k).subs(x, sympy.Rational(point))) for k in range(3)]
        t = real(point)
        first = torch.func.grad(at_degree)
        got = [at_degree(t).item(), first(t).item(), torch.func.grad(first)(t).item()]
        assert got == pytest.approx(exact, rel=1e-10, abs=1e-12), (degree, point)


@pytest.mark.parametrize(
    ("head", "at", "exact"),
    [
        (sympy.legendre, (-3, 0.25), float(sympy.legendre(2, sympy.Rational(1, 4)))),
        (sympy.chebyshevt, (-3, 0.25), float(sympy.chebyshevt(3, sympy.Rational(1, 4)))),
        (sympy.chebyshevu, (-3, 0.25), float(sympy.chebyshevu(-3, sympy.Rational(1, 4)))),
        (sympy.laguerre, (-2, 0.5), float(sympy.exp(0.5) * sympy.laguerre(1, -0.5))),
        (sympy.legendre, (2.5, -1.25), math.nan),
        (sympy.chebyshevt, (0.5, -2.0), math.nan),
        (sympy.legendre, (2.5, 30.0), float(mpmath.legendre(2.5, 30))),
        (sympy.hermite, (-1.5, 2.0), float(mpmath.hermite(-1.5, 2))),
    ],
)
def test_degrees_that_are_negative_or_no_whole_number(head: Any, at: Any, exact: float) -> None:
    f = compile(head(n, x), [n, x])
    assert f(*map(real, at)).item() == pytest.approx(exact, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("degree", [2.5, -0.5, 3, 40])
@pytest.mark.parametrize("parameter", [1e-3, 1e-9, -1e-13])
def test_gegenbauer_function_of_a_small_parameter(degree: float, parameter: float) -> None:
    value = compile(sympy.gegenbauer(n, a, x), [n, a, x])(real(degree), real(parameter), real(0.3))
    with mpmath.workdps(50):
        exact = mpmath.gegenbauer(degree, mpmath.mpf(parameter), mpmath.mpf(0.3))
    assert value.item() == pytest.approx(float(exact), rel=1e-12, abs=0)


def test_slope_of_a_constant_is_0_for_far_arguments() -> None:
    for head in (sympy.hermite, sympy.hermite_prob, sympy.laguerre):
        slope = compile(head(n, x), [n, x]).value_and_grad(torch.tensor(0), real(-60.0))[1][1]
        assert slope.item() == 0, head


@pytest.mark.parametrize(("degree", "order"), [(3, 0), (3, 2), (4, -2), (5, 4), (6, 1), (6, 3)])
def test_associated_legendre_function(degree: int, order: int) -> None:
    f = compile(sympy.assoc_legendre(n, m, x), [n, m, x])
    formula = sympy.assoc_legendre(degree, order, x)
    slope = sympy.diff(formula, x)
    for point in (-1 + 2.0**-30, -0.25, 0.0, 0.5, 0.75):
        exact = [float(sympy.N(e.subs(x, sympy.Rational(point)), 20)) for e in (formula, slope)]
        value, slopes = f.value_and_grad(torch.tensor(degree), torch.tensor(order), real(point))
        assert [value.item(), slopes[2].item()] == pytest.approx(exact, rel=1e-10, abs=1e-12), point


@pytest.mark.parametrize(("degree", "order"), [(3, 0), (3, 2), (4, -2), (5, 4), (6, 3)])
@pytest.mark.parametrize("end", [-1, 1])
def test_associated_legendre_function_at_the_ends(degree: int, order: int, end: int) -> None:
    f = compile(sympy.assoc_legendre(n, m, x), [n, m, x])
    polynomial = sympy.expand(sympy.assoc_legendre(degree, order, x))
    exact = float(sympy.diff(polynomial, x).subs(x, end)) if order % 2 == 0 else 0.0
    slope = f.value_and_grad(torch.tensor(degree), torch.tensor(order), real(end))[1][2]
    assert slope.item() == pytest.approx(exact, rel=1e-12, abs=1e-13)


def test_derivative_by_a_parameter() -> None:
    """SymPy's sum for the derivative of an associated Laguerre polynomial by its parameter is not used."""
    f = compile(sympy.assoc_laguerre(n, a, x), [n, a, x])
    slope = f.value_and_grad(torch.tensor(3), real(0.5), real(1.25))[1][1].item()
    exact = sympy.diff(sympy.assoc_laguerre(3, a, x), a).subs({a: 0.5, x: 1.25})
    assert slope == pytest.approx(float(exact), rel=1e-13)


def test_normalised_jacobi_polynomial() -> None:
    f = compile(sympy.jacobi_normalized(2, a, b, x), [a, b, x])
    exact = sympy.jacobi_normalized(2, sympy.Rational(1, 2), 1, x).subs(x, sympy.Rational(1, 4))
    assert f(real(0.5), real(1.0), real(0.25)).item() == pytest.approx(float(exact), rel=1e-13)


def test_gradient_of_a_spherical_harmonic_at_a_pole() -> None:
    """SymPy's derivative has a cotangent there; the value is that of the limit."""
    f = compile(sympy.Ynm(n, m, theta, phi), [n, m, theta, phi])
    at = [torch.tensor(3), torch.tensor(1), real(0.0), real(0.4)]
    slope = f.value_and_grad(*at)[1][2].item()
    with mpmath.workdps(30):
        exact = mpmath.re(mpmath.spherharm(3, 1, mpmath.mpf(10) ** -12, 0.4)) / mpmath.mpf(10) ** -12
    assert slope == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize(
    "at",
    [(2.5, 3, 0.7, 0.4), (2.5, -3.25, 2.2, -0.4), (3, 4.5, 0.7, 0.4), (-2.5, 3.3, 2.2, 1),
     (2, 1, -0.7 + 0.2j, 0.4), (2.25 + 0.5j, -3.75, -1.5, 0.3), (-2 + 1.5j, 3.25 + 4j, 1.25, -1.5)],
)  # fmt: skip
def test_slope_of_a_spherical_harmonic_by_the_polar_angle(at: Any) -> None:
    """The norms on both sides are principal roots: their ratio is not always the root of the ratio."""
    f = compile(sympy.Ynm(n, m, theta, phi), [n, m, theta, phi], complex=True)
    tensors = [torch.tensor(complex(a), dtype=torch.complex128) for a in at]
    tensors[2].requires_grad_()
    (slope,) = torch.autograd.grad(f(*tensors).real, tensors[2])
    with mpmath.workdps(30):
        exact = complex(mpmath.diff(lambda t: mpmath.spherharm(at[0], at[1], t, at[3]), at[2]))
    assert slope.item().conjugate() == pytest.approx(exact, rel=1e-12, abs=0)


def test_spherical_harmonics() -> None:
    at = [torch.tensor(4), torch.tensor(-3), real(0.75), real(-1.25)]
    inputs = [n, m, theta, phi]
    exact = complex(mpmath.spherharm(4, -3, 0.75, -1.25))
    assert compile(sympy.Ynm(*inputs), inputs)(*at).item() == pytest.approx(exact, rel=1e-13)
    conjugate = compile(sympy.Ynm_c(*inputs), inputs)(*at).item()
    assert conjugate == pytest.approx(exact.conjugate(), rel=1e-13)
    real_one = compile(sympy.Znm(*inputs), inputs)(*at)
    assert real_one.dtype is torch.float64
    assert real_one.item() == pytest.approx(math.sqrt(2) * exact.imag, rel=1e-13)


def test_spherical_harmonics_beyond_the_degree_vanish() -> None:
    f = compile(sympy.Ynm(2, m, theta, 0), [m, theta])
    assert f(torch.tensor([3, -3]), real(0.5)).tolist() == [0, 0]


def test_spherical_harmonic_of_high_degree() -> None:
    f = compile(sympy.Ynm(n, m, theta, 0), [n, m, theta])
    with mpmath.workdps(30):
        exact = complex(mpmath.spherharm(200, 90, 1.25, 0))
    assert f(torch.tensor(200), torch.tensor(90), real(1.25)).item() == pytest.approx(exact, rel=1e-10)
