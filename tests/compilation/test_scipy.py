"""Compiled functions inside scipy.optimize and torch.optim: the recipes of the how-to page."""

from __future__ import annotations

import numpy as np
import sympy
import torch
from scipy import optimize

import sympy_torch_bridge as stb

a, b, t, x, y = sympy.symbols("a b t x y")
ROSENBROCK = (1 - x) ** 2 + 100 * (y - x**2) ** 2
DECAY = a * sympy.exp(-b * t)
TIMES = np.linspace(0, 4, 30)
DATA = 3.0 * np.exp(-0.7 * TIMES) + 0.01 * np.cos(11 * TIMES)


def test_minimize_with_value_and_gradient():
    f = stb.compile(ROSENBROCK, [x, y])

    def value_and_slope(at):
        value, gradients = f.value_and_grad(*np.asarray(at)[:, None])
        return value.item(), np.concatenate(gradients)

    found = optimize.minimize(value_and_slope, [-1.2, 1.0], jac=True, method="BFGS")
    np.testing.assert_allclose(found.x, [1, 1], atol=1e-6)
    assert found.nfev == found.njev  # no quotients


def test_minimize_with_the_exact_hessian():
    X = np.array([-1.2, 1.0])
    f = stb.compile(ROSENBROCK, [x, y])
    gradient, hessian = f.gradient(), f.hessian()
    found = optimize.minimize(
        lambda at: f(*at.reshape(2, 1)).item(), X,
        jac=lambda at: gradient(*at.reshape(2, 1))[0],
        hess=lambda at: hessian(*at.reshape(2, 1))[0],
        method="trust-exact",
    )  # fmt: skip
    np.testing.assert_allclose(found.x, [1, 1], atol=1e-8)
    np.testing.assert_allclose(hessian(np.ones(1), np.ones(1))[0], [[802, -400], [-400, 200]])


def test_least_squares_with_the_exact_jacobian():
    f = stb.compile(DECAY, [t, a, b])
    slopes = f.gradient([a, b])
    found = optimize.least_squares(
        lambda p: f(TIMES, *p) - DATA, [1.0, 1.0], jac=lambda p: slopes(TIMES, *p), xtol=1e-12
    )
    quotients = optimize.least_squares(lambda p: f(TIMES, *p) - DATA, [1.0, 1.0], xtol=1e-12)
    np.testing.assert_allclose(found.x, quotients.x, rtol=1e-5)
    np.testing.assert_allclose(found.x, [3, 0.7], rtol=0.01)
    exact = np.stack([np.exp(-found.x[1] * TIMES), -found.x[0] * TIMES * np.exp(-found.x[1] * TIMES)], -1)
    np.testing.assert_allclose(found.jac, exact, rtol=1e-12)


def test_root_of_a_system():
    F = stb.compile(sympy.Matrix([x**2 + y**2 - 4, sympy.exp(x) + y - 1]), [x, y])
    J = F.jacobian()
    found = optimize.root(
        lambda at: F(*at.reshape(2, 1))[0, :, 0], [1.0, -1.0], jac=lambda at: J(*at.reshape(2, 1))[0]
    )
    assert found.success
    u, v = found.x
    np.testing.assert_allclose([u**2 + v**2, np.exp(u) + v], [4, 1], rtol=1e-8)


def test_curve_fit():
    f = stb.compile(DECAY, [t, a, b])
    slopes = f.gradient([a, b])
    popt, pcov = optimize.curve_fit(f, TIMES, DATA, p0=[1.0, 1.0], jac=slopes)
    plain, covariance = optimize.curve_fit(lambda t, a, b: a * np.exp(-b * t), TIMES, DATA, p0=[1.0, 1.0])
    np.testing.assert_allclose(popt, plain, rtol=1e-6)
    np.testing.assert_allclose(pcov, covariance, rtol=1e-4)


def test_torch_optim_on_the_arguments():
    f = stb.compile(ROSENBROCK, [x, y])
    at = [torch.tensor(-1.2, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64)]
    for one in at:
        one.requires_grad_()
    optimizer = torch.optim.LBFGS(at, max_iter=200, tolerance_change=1e-15, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = f(*at)
        loss.backward()
        return loss

    optimizer.step(closure)
    np.testing.assert_allclose([one.item() for one in at], [1, 1], atol=1e-5)
