"""Derivatives of zeta(s, z) where SymPy's formula is a product of 0 and a pole."""

from __future__ import annotations

import mpmath
import pytest
import sympy
import torch
from torch.func import jacfwd, jacrev

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops.zeta_slopes import ZetaTimesS

F64 = torch.float64
s, z = sympy.symbols("s z", real=True)
f = stb.compile(sympy.zeta(s, z), [s, z])


def tensors(*numbers):
    return [torch.tensor(number, dtype=F64, requires_grad=True) for number in numbers]


@pytest.mark.parametrize("at", [0.25, 1.0, 2.5, 9.0], ids=str)
def test_derivatives_at_s_zero(at):
    # zeta(s, z) = 1/2 - z + s*(loggamma(z) - log(2*pi)/2) + O(s**2)
    by_s = float(mpmath.loggamma(at) - mpmath.log(2 * mpmath.pi) / 2)
    mixed = float(mpmath.digamma(at))
    point = tensors(0.0, at)
    slopes = torch.autograd.grad(f(*point), point)
    assert [float(slope) for slope in slopes] == pytest.approx([by_s, -1.0], rel=1e-13)
    assert float(f.derivative(z)(*point).detach()) == -1.0
    assert float(f.derivative(s)(*point).detach()) == pytest.approx(by_s, rel=1e-13)
    for outer, inner in ((jacrev, jacrev), (jacfwd, jacrev), (jacrev, jacfwd)):
        second = outer(inner(f, (0, 1)), (0, 1))(*(p.detach() for p in point))
        assert float(second[0][1]) == pytest.approx(mixed, rel=1e-12)
        assert float(second[1][0]) == pytest.approx(mixed, rel=1e-12)
        assert float(second[1][1]) == pytest.approx(0.0, abs=1e-15)


def test_second_order_by_z_near_the_pole():
    # d2/dz2 zeta(s, z) = s*(s + 1)*zeta(s + 2, z): the pole of zeta is met by s + 1 at s = -1.
    point = tensors(-1.0, 2.5)
    (slope,) = torch.autograd.grad(f(*point), point[1], create_graph=True)
    assert float(torch.autograd.grad(slope, point[1])[0]) == pytest.approx(-1.0, rel=1e-14)


@pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning")
@pytest.mark.parametrize("at", [-0.5, -1.0, -1.5, -3.25], ids=str)
def test_derivative_by_s_at_z_zero(at):
    expected = float(mpmath.zeta(at, 1, 1))
    point = tensors(at, 0.0)
    assert float(torch.autograd.grad(f(*point), point[0])[0]) == pytest.approx(expected, rel=1e-13)
    assert float(f.derivative(s)(*point).detach()) == pytest.approx(expected, rel=1e-13)


def test_the_regular_product_beside_its_pole():
    values = [0.0, 1e-30, 1e-12, -1e-12, 1e-6, 0.5, -0.5]
    compiled = stb.compile(ZetaTimesS(0, s, z), [s, z])
    for value in values:
        with mpmath.workdps(60):
            expected = mpmath.mpf(value) * mpmath.zeta(1 + mpmath.mpf(value), 0.75) if value else 1
        assert float(compiled(value, 0.75)) == pytest.approx(float(expected), rel=1e-14)


def test_consistency():
    report = stb.check_consistency(sympy.zeta(s, z), domain={s: (-0.5, 0.5), z: (0.5, 3.0)}, n_points=8)
    assert report.verdict == "consistent", report
    at_zero = stb.check_consistency(sympy.zeta(s, z), points=[{s: 0.0, z: 0.5}, {s: 0.0, z: 2.0}])
    assert not at_zero.failures
