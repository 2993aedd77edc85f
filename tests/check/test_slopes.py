"""Limits of quotients from numbers alone: their bounds hold, and what has no derivative is told apart."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from sympy_torch_bridge.check.extrapolation import extrapolated
from sympy_torch_bridge.check.slopes import slopes

UNKNOWN = np.nan


def slope(f, x, noise=0.0, **options):
    with np.errstate(all="ignore"):
        at = np.array([[f(np.float64(x))]], dtype=float)
        return slopes(lambda t: f(t)[..., None], np.array([x]), at, np.full((1, 1), noise), **options)[0][0]


SMOOTH = [
    (np.sin, mpmath.sin, [0.0, 1.0, -7.3, 1e6, 1e-9]),
    (np.log, mpmath.log, [1e-12, 1e-3, 1.0, 50.0, 1e5]),
    (np.exp, mpmath.exp, [-30.0, 0.0, 20.0]),
    (lambda x: np.sin(100 * x), lambda x: mpmath.sin(100 * x), [0.3, 1.0, 7.0]),
    (np.sqrt, mpmath.sqrt, [1e-8, 1.0, 30.0]),
    (lambda x: 1 / (1 + 25 * x * x), lambda x: 1 / (1 + 25 * x * x), [0.1, 0.5, 2.0]),
    (lambda x: np.sin(1 / x), lambda x: mpmath.sin(1 / x), [0.01, 0.1, 1.0]),
    (lambda x: 1e-200 * x**2, lambda x: mpmath.mpf("1e-200") * x**2, [0.3, 5.0]),
    (np.abs, abs, [1e-3, -2.0]),
]


@pytest.mark.parametrize(("f", "exact", "x"), [(f, e, x) for f, e, xs in SMOOTH for x in xs])
def test_bounds_hold_and_are_narrow(f, exact, x):
    found = slope(f, x)
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20 * (abs(mpmath.mpf(x)) or 1)
        truth = float((exact(x + step) - exact(x - step)) / (2 * step))
    assert found.kind == "slope"
    assert abs(found.value - truth) <= found.bound
    assert found.bound <= 1e-10 * abs(truth)


def test_lost_digits_widen_the_bound():
    """1 - cos(x) has few digits near 0: whether its noise is known or not, the bound says so."""

    def f(t):
        return 1 - np.cos(t)

    for noise in (UNKNOWN, 2e-16):
        found = slope(f, 1e-9, noise)
        assert abs(found.value - 1e-9) <= found.bound
        assert found.bound > 1e-9 * 1e-9


@pytest.mark.parametrize(
    ("f", "x", "kind"),
    [
        (np.abs, 0.0, "kink"),
        (lambda t: np.maximum(t, 0) + 3 * t, 0.0, "kink"),
        (lambda t: np.sqrt(np.abs(t)), 0.0, "vertical"),
        (np.cbrt, 0.0, "vertical"),
        (np.floor, 1.0, "jump"),
        (lambda t: np.where(t > 1, 1.0, 0.0), 1.0, "jump"),
        (np.log, 0.0, "outside"),
        (np.sqrt, 0.0, "outside"),
        (np.log, -1.0, "outside"),
        (lambda t: t * np.abs(t), 0.0, "slope"),
        (np.floor, 0.5, "slope"),
        (lambda t: np.maximum(t, 0), 1e-6, "slope"),
    ],
)
def test_kinds(f, x, kind):
    assert slope(f, x).kind == kind


def test_one_sided_slopes_of_a_kink():
    found = slope(lambda t: np.maximum(t, 0) + 3 * t, 0.0)
    assert (found.left, found.right) == pytest.approx((3.0, 4.0), rel=1e-9)


def test_an_oscillation_under_coarse_steps_is_no_limit():
    """All powers of two down to 1/64 are whole periods: the coarse quotients agree on nothing."""
    found = slope(lambda t: t + np.sin(64 * 2 * np.pi * t), 1.0)
    assert abs(found.value - (1 + 128 * np.pi)) <= found.bound <= 1e-8


def test_quotients_that_meet_by_chance_are_no_limit():
    """Networks in float32: extrapolations from coarse steps come close to each other now and then."""
    rng = np.random.default_rng(0)
    for _ in range(40):
        weights = rng.normal(size=(3, 6)).astype(np.float32)

        def f(t, w=weights):
            return (np.tanh(t.astype(np.float32)[..., None] * w[0] + w[1]) * w[2]).sum(-1).astype(float)

        def exact(t, w=weights):
            w = w.astype(float)
            return float((w[0] * w[2] / np.cosh(t * w[0] + w[1]) ** 2).sum())

        x = float(np.float32(rng.normal()))
        found = slope(f, x, 2e-7, eps=2.0**-23, rounded=lambda t: t.astype(np.float32).astype(float))
        assert found.kind == "slope"
        assert abs(found.value - exact(x)) <= found.bound


def test_too_few_nodes_are_refused():
    t = np.array([[1.0], [-1.0]])
    with pytest.raises(ValueError, match="2 nodes give 1"):
        extrapolated(t, t, np.ones_like(t), stride=2)


def test_nodes_without_values_give_no_limit():
    t = 2.0 ** -np.arange(20)[:, None]
    assert np.isinf(extrapolated(t, np.full_like(t, np.nan), np.ones_like(t), stride=1).bound).all()
