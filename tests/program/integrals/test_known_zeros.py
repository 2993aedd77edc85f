"""Jumps and kinks at the zeros of a quadratic or of a distance: the range is cut there, near ones too."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.program.integrals.zeros import NO_ZEROS, zeros

F64 = torch.float64
# The relative error at which an integral counts as done.
ACCEPTED = 1e-11
T, X, W = sp.symbols("t x w")
R = sp.Symbol("r", real=True)
PLACES = torch.rand(16, dtype=F64, generator=torch.Generator().manual_seed(5)) * 1.6 + 0.2
ROOTS = PLACES.sqrt()
WIDTHS = [0.1, 1e-3, 1e-6]
BANDS = {
    "square": (T - X) ** 2 < W**2,
    "size": sp.Abs(T - X) < W,
    "a multiple of the size": 3 * sp.Abs(2 * T - 2 * X) - 6 * W < 0,
    "product": (T - X - W) * (T - X + W) < 0,
    "more, the other way round": W**2 > T**2 - 2 * T * X + X**2,
}


def window(condition):
    return sp.Piecewise((sp.exp(T), condition), (0, True))


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_band_and_its_slopes(band, width):
    """A band narrower than the nodes are apart would be 0, its slopes were refused."""
    f = stb.compile(sp.Integral(window(BANDS[band]), (T, 0, 2)), [X, W])
    value, (by_place, by_width) = f.value_and_grad(PLACES, torch.full_like(PLACES, width))
    sides = torch.exp(PLACES + width), torch.exp(PLACES - width)
    exact = torch.exp(PLACES) * 2 * math.sinh(width)
    # The ends of the band are rounded numbers, so that its width is known to so many digits.
    known = 8 * torch.finfo(F64).eps / width
    torch.testing.assert_close(value, exact, rtol=ACCEPTED + known, atol=0)
    torch.testing.assert_close(by_place, exact, rtol=ACCEPTED + known, atol=0)
    torch.testing.assert_close(by_width, sides[0] + sides[1], rtol=ACCEPTED, atol=0)


CASES = {
    "decimals": (
        sp.Piecewise((X, (T - 0.37) ** 2 < 1e-10), (0, True)),
        2e-5 * PLACES,
        torch.full_like(PLACES, 2e-5),
    ),
    "branches": (
        sp.Piecewise((sp.cos(T), T**2 < X), (sp.exp(T), True)),
        torch.sin(ROOTS) + math.exp(2) - torch.exp(ROOTS),
        (torch.cos(ROOTS) - torch.exp(ROOTS)) / (2 * ROOTS),
    ),
    "larger": (sp.Max(T**2, X), 8 / 3 + 2 * ROOTS**3 / 3, ROOTS),
    "step": (sp.Heaviside(T**2 - X, 0), 2 - ROOTS, -0.5 / ROOTS),
    "never": (sp.Piecewise((sp.exp(T), T**2 < -1), (T * X, True)), 2 * PLACES, torch.full_like(PLACES, 2)),
    "for no value here": (
        sp.Piecewise((sp.exp(T), T**2 < -X), (T * X, True)),
        2 * PLACES,
        torch.full_like(PLACES, 2),
    ),
    "touching": (
        sp.Piecewise((sp.exp(T), (T - 1) ** 2 > 0), (X, True)),
        torch.full_like(PLACES, math.exp(2) - 1),
        None,
    ),
    "outside": (
        sp.Piecewise((sp.exp(T), (T - 7) ** 2 < X), (T * X, True)),
        2 * PLACES,
        torch.full_like(PLACES, 2),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_values_and_slopes(name):
    integrand, value, slope = CASES[name]
    found, (by_x,) = stb.compile(sp.Integral(integrand, (T, 0, 2)), [X]).value_and_grad(PLACES)
    torch.testing.assert_close(found, value, rtol=ACCEPTED, atol=0)
    torch.testing.assert_close(
        by_x, torch.zeros_like(PLACES) if slope is None else slope, rtol=ACCEPTED, atol=0
    )


def test_a_real_symbol_moves_kinks_and_signs():
    for integrand, value, slope in (
        (sp.Abs(T**2 - R), 4 * ROOTS**3 / 3 + 8 / 3 - 2 * PLACES, 2 * ROOTS - 2),
        (sp.sign(T**2 - R) * T, 2 - PLACES, -torch.ones_like(PLACES)),
    ):
        found, (by_r,) = stb.compile(sp.Integral(integrand, (T, 0, 2)), [R]).value_and_grad(PLACES)
        torch.testing.assert_close(found, value, rtol=ACCEPTED, atol=0)
        torch.testing.assert_close(by_r, slope, rtol=ACCEPTED, atol=0)


def test_complex_numbers_move_no_kink():
    """The cuts are harmless: at the real parts of complex zeros."""
    z = torch.tensor([1 + 1j, 0.5], dtype=torch.complex128)
    found = stb.compile(sp.Integral(sp.Abs(T**2 - X), (T, 0, 2)), [X])(z)
    exact = sp.Integral(sp.sqrt((T**2 - 1) ** 2 + 1), (T, 0, 2)).evalf(20)
    expected = [complex(exact), 4 * 0.5**1.5 / 3 + 8 / 3 - 1]
    torch.testing.assert_close(found, torch.tensor(expected, dtype=z.dtype), rtol=ACCEPTED, atol=0)
    found = stb.compile(sp.Integral(sp.sign(T - X), (T, 0, 2)), [X])(z)
    # The primitive of (t - z)/abs(t - z) is abs(t - z).
    real, imaginary = math.sqrt(2) - math.sqrt(2), -math.asinh(1) - math.asinh(1)
    expected = [complex(real, imaginary), 1]
    torch.testing.assert_close(found, torch.tensor(expected, dtype=z.dtype), rtol=ACCEPTED, atol=1e-15)


def test_a_jump_has_no_value_at_complex_numbers():
    z = torch.tensor([0.3 + 0.2j, 0.3], dtype=torch.complex128)
    for expr, expected in (
        (sp.Integral(sp.Heaviside(T - X), (T, 0, 1)), 0.7),
        (sp.Integral(sp.Heaviside(T - sp.Rational(1, 4)), (T, 0, X)), 0.05),
    ):
        undefined, real = stb.compile(expr, [X])(z)
        assert undefined.isnan()
        torch.testing.assert_close(real, torch.tensor(expected, dtype=z.dtype), rtol=ACCEPTED, atol=0)


@pytest.mark.parametrize("bounds", [(2, 0), (-2, 2), (0, sp.oo), (-sp.oo, sp.oo), (X, 2)])
def test_bounds(bounds):
    integrand = sp.Piecewise((sp.exp(-(T**2)), T**2 < X), (2 * sp.exp(-(T**2)), True))
    f = stb.compile(sp.Integral(integrand, (T, *bounds)), [X])
    for place in (0.3, 1.7):
        ends = [place if bound is X else float(bound) for bound in bounds]
        inner = sorted(
            {*ends, *(r for r in (-math.sqrt(place), math.sqrt(place)) if min(ends) < r < max(ends))}
        )
        exact = sum(
            (1 if (a + b) ** 2 / 4 < place else 2) * (math.erf(b) - math.erf(a)) for a, b in pairwise(inner)
        )
        exact *= math.sqrt(math.pi) / 2 * (1 if ends[0] < ends[1] else -1)
        assert f(torch.tensor(place, dtype=F64)).item() == pytest.approx(exact, rel=ACCEPTED)


def test_zeros_without_a_formula():
    for argument in (
        T**3 - X,
        X * T**2 - 1,
        sp.sin(T) - X,
        sp.Abs(T**2 - X) - 1,
        sp.Abs(T) + sp.Abs(T - X) - 2,
    ):
        assert zeros(argument, T, is_real=True) is None
    assert zeros(sp.Abs(T - X) - 1, T, is_real=False) is None
    assert zeros(2 * sp.Abs(T - X) + 1, T, is_real=True) is NO_ZEROS


S = sp.Symbol("s")
INNER = {"step": sp.Heaviside, "sign": sp.sign}


@pytest.mark.parametrize("name", INNER)
def test_an_inner_integral_over_a_symbol_of_the_same_name(name):
    """Its jumps are not those of the outer integral, even where they read the same."""
    found = []
    for inner in (T, S):
        jumping = sp.Integral(INNER[name](X - inner), (inner, 0, 1))
        f = stb.compile(sp.Integral(sp.exp(jumping) * T, (T, 0, 2)), [X])
        found.append(f(PLACES))
    torch.testing.assert_close(found[0], found[1], rtol=ACCEPTED, atol=0)


def test_an_inner_integral_over_another_symbol():
    jumping = sp.Integral(sp.sign(X - T - S), (S, 0, 1))
    f = stb.compile(sp.Integral(S * jumping, (T, 0, 1)), [X, S])
    x = PLACES.clamp(max=1)
    torch.testing.assert_close(f(x, torch.full_like(x, 3)), 3 * (x**2 - 1), rtol=ACCEPTED, atol=1e-12)


def test_other_jumps_of_the_same_argument_stay_unknown():
    """Those of the floor lie beside the zero of its argument, at which the sign jumps."""
    f = stb.compile(sp.Integral(sp.floor(T - X) + sp.sign(T - X), (T, 0, 3)), [X])
    x = PLACES / 2
    # -1 to x, then 0, 1 and 2 for a range of 1 each, as far as 3; the sign is -1 to x, then 1.
    ends = [(x + k).clamp(max=3) for k in range(4)]
    floors = -x + sum(k * (b - a) for k, (a, b) in enumerate(pairwise(ends)))
    torch.testing.assert_close(f(x), floors + 3 - 2 * x, rtol=0, atol=4 * ACCEPTED)
    with pytest.raises(stb.LostGradientError, match="where the jump lies is not known"):
        f.value_and_grad(x)


def test_more_jumps_than_cuts():
    """The range is cut at six of nine; the others are found."""
    steps = sum(k * sp.Heaviside(T**k - X / 2) for k in range(1, 3)) + sum(
        k * sp.Heaviside(T - X / k) for k in range(3, 10)
    )
    exact = (2 - PLACES / 2) + 2 * (2 - (PLACES / 2).sqrt()) + sum(k * 2 - PLACES for k in range(3, 10))
    found = stb.compile(sp.Integral(steps, (T, 0, 2)), [X])(PLACES)
    torch.testing.assert_close(found, exact, rtol=ACCEPTED, atol=0)
