"""Integrals: values against mpmath, gradients in bounds and parameters, singularities, refusals."""

from __future__ import annotations

import sys
from typing import Any

import mpmath
import pytest
import sympy
import torch
from mpmath import mp
from sympy import (
    Abs,
    DiracDelta,
    E,
    Heaviside,
    I,
    Integral,
    Max,
    Piecewise,
    Rational,
    cos,
    exp,
    floor,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    tan,
)  # fmt: skip
from torch_transforms import check_compiled, check_transforms, close

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.forms import integrals

F64 = torch.float64
x, y, z = sympy.symbols("x y z")
u = sympy.Function("u")
AT = torch.tensor([0.1, 0.35, 0.6, 0.9], dtype=F64)
SCALE = mpmath.mpf(10) ** -4

CASES = [
    (Integral(exp(-x * z**2), (z, 0, 1)), lambda a: mp.quad(lambda t: mp.exp(-a * t * t), [0, 1])),
    (Integral(log(z) / (1 + x * z), (z, 0, 1)), lambda a: mp.quad(lambda t: mp.log(t) / (1 + a * t), [0, 1])),
    (Integral(cos(x * z) / sqrt(z), (z, 0, x)), lambda a: mp.quad(lambda t: 2 * mp.cos(a * t * t), [0, mp.sqrt(a)])),
    (Integral(1 / sqrt(x - z), (z, 0, x)), lambda a: 2 * mp.sqrt(a)),
    (Integral(exp(x * z) / sqrt(1 - z**2), (z, -1, 1)), lambda a: mp.pi * mp.besseli(0, a)),
    (Integral(x * z ** Rational(-9, 10), (z, 0, 1)), lambda a: 10 * a),
    (Integral(x / sqrt(log(z)), (z, 1, 2)), lambda a: a * mp.quad(lambda t: 2 * mp.exp(t * t), [0, mp.sqrt(mp.log(2))])),
    (Integral(x * log(sin(z)), (z, 0, pi)), lambda a: -a * mp.pi * mp.log(2)),
    (Integral(z**x * log(z) ** 2, (z, 0, 1)), lambda a: 2 / (a + 1) ** 3),
    (Integral(sin(z) / z, (z, 0, x)), mp.si),
    (Integral(exp(-z), (z, x**2, sin(x))), lambda a: mp.exp(-a * a) - mp.exp(-mp.sin(a))),
    (Integral(exp(-x * z), (z, 0, oo)), lambda a: 1 / a),
    (Integral(1 / z**3, (z, oo, x)), lambda a: -1 / (2 * a * a)),
    (Integral(exp(-((z - x) ** 2)), (z, -oo, x)), lambda a: mp.sqrt(mp.pi) / 2 + 0 * a),
    (Integral(1 / (x**2 + z**2), (z, -oo, oo)), lambda a: mp.pi / a),
    (Integral(sin(50 * z * x), (z, 0, 10)), lambda a: (1 - mp.cos(500 * a)) / (50 * a)),
    (Integral(sin(x * z) / z, (z, 0, oo)), lambda a: mp.pi / 2 + 0 * a),
    (Integral(exp(-((z - x) ** 2) * 10**4), (z, 0, 1)), lambda a: mp.sqrt(mp.pi * SCALE) / 2 * (mp.erf(100 * (1 - a)) + mp.erf(100 * a))),
    (Integral(exp(-y * z * x), (y, 0, z), (z, 0, x)), lambda a: mp.quad(lambda t: (1 - mp.exp(-t * t * a)) / (t * a), [0, a])),
    (Integral(Abs(z - x), (z, 0, 1)), lambda a: (a * a + (1 - a) ** 2) / 2),
    (Integral(z * Heaviside(z - x), (z, 0, 1)), lambda a: (1 - a * a) / 2),
    (Integral(z * Heaviside(z - x) * sign(z - x / 2), (z, 1, 0)), lambda a: -(1 - a * a) / 2),
    (Integral(Piecewise((z**2, z < x), (x * z, True)), (z, 0, 1)), lambda a: a**3 / 3 + a * (1 - a * a) / 2),
    (Integral(Max(z, x) * exp(-z), (z, 0, oo)), lambda a: a + mp.exp(-a)),
    (Integral(x * floor(5 * z), (z, 0, 1)), lambda a: 2 * a),
    (Integral(z**2 * DiracDelta(z - x), (z, -2, 2)), lambda a: a * a),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "reference"), CASES, ids=[str(expr) for expr, _ in CASES])
def test_value_gradient_and_second_derivative(expr: Any, reference: Any) -> None:
    f = stb.compile(expr, [x])
    at = AT.clone().requires_grad_()
    value = f(at)
    (slope,) = torch.autograd.grad(value.sum(), at, create_graph=True)
    curvature = torch.autograd.grad(slope.sum(), at)[0] if slope.requires_grad else torch.zeros_like(AT)
    with mpmath.workdps(25):
        points = [mpmath.mpf(a) for a in AT.tolist()]
        expected = [[float(mpmath.diff(reference, a, order)) for a in points] for order in range(3)]
    scale = [max(map(abs, row)) + 1e-3 for row in expected]
    for found, wanted, size, tolerance in zip(
        (value, slope, curvature), expected, scale, (1e-11, 1e-9, 1e-7), strict=True
    ):
        torch.testing.assert_close(
            found.detach(), torch.tensor(wanted, dtype=F64), rtol=1e-10, atol=tolerance * size
        )


@pytest.mark.parametrize("expr", [CASES[i][0] for i in (0, 19, 22)], ids=str)
def test_the_exact_derivative_is_the_gradient(expr: Any) -> None:
    f = stb.compile(expr, [x])
    close(f.derivative(x)(AT), f.value_and_grad(AT)[1][0])
    twice = torch.func.vmap(torch.func.grad(torch.func.grad(f)))(AT)
    close(f.derivative((x, 2))(AT), twice)


@pytest.mark.parametrize(
    "expr",
    [
        Integral(x / z, (z, 0, 1)),
        Integral(x / z, (z, -1, 1)),
        Integral(x / z ** Rational(99, 100), (z, 0, 1)),
        Integral(x / (1 + z), (z, 0, oo)),
        Integral(x / sqrt(E - exp(z)), (z, 0, 1)),
        Integral(x * tan(z), (z, 0, 3)),
        Integral(x * sqrt(z - 1), (z, 0, 2)),
        Integral(x / Abs(z - x), (z, 0, 1)),
        Integral(x / sqrt(Abs(z**3 - x)), (z, 0, 1)),
    ],
    ids=str,
)
def test_nan_where_the_integral_diverges_or_the_tolerance_is_not_reached(expr: Any) -> None:
    assert stb.compile(expr, [x])(AT[:2]).isnan().all()


@pytest.mark.parametrize(
    ("expr", "order"),
    [(Integral(sign(z**3 - x), (z, 0, 1)), 1), (Integral(Abs(z**3 - x), (z, 0, 1)), 2), (Integral(floor(5 * z), (z, 0, x)), 1)],
    ids=str,
)  # fmt: skip
def test_a_jump_that_moves_unseen_gives_no_gradient(expr: Any, order: int) -> None:
    at = AT.clone().requires_grad_()
    result = stb.compile(expr, [x])(at)
    assert result.isfinite().all()
    with pytest.raises(stb.LostGradientError, match="split the range"):
        for _ in range(order):
            (result,) = torch.autograd.grad(result.sum(), at, create_graph=True)


def test_a_parameter_that_moves_no_jump_has_a_gradient() -> None:
    f = stb.compile(Integral(x * floor(5 * z), (z, 0, 1)), [x])
    close(f.value_and_grad(AT)[1][0], torch.full_like(AT, 2))


TRANSFORMED = [
    Integral(exp(-x * z**2), (z, 0, x)),
    Integral(exp(-x * z) * sqrt(1 + z), (z, 0, oo)),
    Integral(Max(z, x), (z, 0, 1)),
    Piecewise((Integral(log(z), (z, x - 0.3, 1)), x > 0.3), (x**2, True)),
]


@pytest.mark.parametrize("expr", TRANSFORMED, ids=str)
def test_transforms(expr: Any) -> None:
    f = stb.compile(expr, [x])
    check_transforms(f, AT, compiled=False)


@pytest.mark.parametrize("expr", TRANSFORMED[:3], ids=str)
def test_one_graph(expr: Any) -> None:
    check_compiled(stb.compile(expr, [x]), AT)


def test_complex_integrands() -> None:
    value = stb.compile(Integral(sqrt(z - 1) * x, (z, 0, 2)), [x], complex=True)(torch.ones(1, dtype=F64))
    close(value, torch.tensor([2 / 3 + 2j / 3], dtype=torch.complex128))
    value = stb.compile(Integral(I * log(z - x), (z, 0, 1)), [x])(AT)
    expected = [complex(1j * ((1 - a) * mp.log(1 - a) - 1 - (-a) * mp.log(mp.mpc(-a)))) for a in AT.tolist()]
    close(value, torch.tensor(expected, dtype=torch.complex128))


@pytest.mark.parametrize("width", [1e-3, 1e-5])
def test_narrow_peaks_are_found(width: float) -> None:
    gauss = stb.compile(Integral(exp(-(((z - x) / width) ** 2)), (z, 0, 1)), [x])
    close(gauss(AT) / width, torch.full_like(AT, float(sqrt(pi))))
    lorentz = stb.compile(Integral(width / ((z - x) ** 2 + width**2), (z, -oo, oo)), [x])
    close(lorentz(AT), torch.full_like(AT, float(pi)))


def test_indefinite_integrals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrals, "_SECONDS", 0.5)
    close(stb.compile(Integral(cos(x), x))(AT), torch.sin(AT))
    with pytest.raises(stb.UnsupportedFunctionError, match="with bounds is integrated numerically"):
        stb.compile(Integral(x**x, x))
    assert stb.compile(Integral(x**x, (x, 0, 1)))().item() == pytest.approx(0.78343051071213441)


def test_an_impulse_that_sympy_cannot_integrate_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrals, "_SECONDS", 0.5)
    with pytest.raises(stb.UnsupportedFunctionError, match="DiracDelta"):
        stb.compile(Integral(DiracDelta(exp(z) - z**5 - x), (z, 0, 1)), [x])


def test_a_deep_integrand() -> None:
    deep: Any = x * z
    for _ in range(1500):
        deep = sin(deep, evaluate=False)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)  # SymPy's own constructor of the node recurses
    expr = Integral(deep, (z, 0, 1))
    sys.setrecursionlimit(limit)
    assert stb.compile(expr, [x])(AT).isfinite().all()


def test_networks_under_the_integral() -> None:
    scale = torch.tensor(2.0, dtype=F64, requires_grad=True)
    f = stb.compile(Integral(u(z * x).diff(z) ** 2, (z, 0, x)), [x], functions={"u": lambda t: scale * t**2})
    value, (slope,) = f.value_and_grad(AT)
    close(value.detach(), 16 * AT**7 / 3)  # (4*x**2*z)**2
    close(slope.detach(), 112 * AT**6 / 3)
    assert torch.autograd.grad(f(AT[3]), scale)[0].item() == pytest.approx((16 / 3 * AT[3] ** 7).item())
    close(torch.func.vmap(torch.func.grad(f))(AT).detach(), slope.detach())


def test_a_network_beside_a_jump_that_is_not_located_is_refused() -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="split the range"):
        stb.compile(Integral(u(z) * sign(z**3 - x), (z, 0, 1)), [x], functions={"u": torch.sin})


def test_empty_batches_and_undefined_parameters() -> None:
    f = stb.compile(Integral(exp(-x * z), (z, 0, 1)))
    assert f(AT[:0]).shape == (0,)
    assert f(torch.tensor([float("nan"), 0.0], dtype=F64)).isnan().tolist() == [True, False]
    assert f(torch.zeros(2, 3)).shape == (2, 3)


def test_a_network_with_kinks_is_integrated_in_its_own_precision() -> None:
    f = stb.compile(Integral(u(z), (z, 0, x)), [x], functions={"u": lambda t: torch.relu(t - 0.3)})
    close(f(AT), torch.relu(AT - 0.3) ** 2 / 2)
    narrow = f(AT.float())
    assert narrow.dtype == torch.float32
    torch.testing.assert_close(narrow, (torch.relu(AT - 0.3) ** 2 / 2).float(), rtol=1e-4, atol=1e-6)
