"""Complex operations round as well: by a few units of their modulus."""

from __future__ import annotations

import mpmath
import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.noise import deviation
from sympy_torch_bridge.check.origin import leaves_torch
from sympy_torch_bridge.check.real_values import complex_values

POINTS = torch.tensor([1.5 + 0.5j, -0.75 + 2j, 0.3 - 0.4j], dtype=torch.complex128)


def measured(compute):
    return deviation(compute, [POINTS], seed=0, read=complex_values)


@pytest.mark.parametrize(
    "compute",
    [lambda z: z, lambda z: z.conj(), lambda z: z.real, lambda z: torch.where(z.real > 0, z, -z)],
    ids=["same", "conjugate", "real part", "choice"],
)
def test_copies_and_parts_are_exact(compute):
    assert not bool(measured(compute).any())


@pytest.mark.parametrize(
    "compute",
    [lambda z: z * z, lambda z: 0.1j * z, lambda z: torch.exp(z), lambda z: z.abs(), lambda z: z.sgn()],
    ids=["product", "constant", "exp", "modulus", "direction"],
)
def test_operations_round_by_units_of_the_modulus(compute):
    noise = measured(compute) / compute(POINTS).abs()
    assert bool((noise > 1e-17).all()) and bool((noise < 1e-14).all())


def test_noise_covers_the_error_of_powers():
    """Torch takes complex powers by ``exp(y*log(x))``, whose error grows with the exponent."""
    points = torch.tensor([3 + 1j, 0.2 - 0.1j, -2 + 2j], dtype=torch.complex128)
    power = points**41
    exact = torch.tensor([complex(mpmath.mpc(p) ** 41) for p in points.tolist()], dtype=torch.complex128)
    noise = deviation(lambda z: z**41, [points], seed=0, read=complex_values)
    assert bool(((power - exact).abs() <= 8 * noise).all())
    assert bool((noise < 1e-12 * exact.abs()).all())


def test_numbers_from_outside_are_seen():
    def through_numpy(z):
        return torch.from_numpy(z.detach().numpy() ** 3) * 2

    assert leaves_torch(through_numpy, [POINTS])
    assert not leaves_torch(lambda z: z**3 * 2, [POINTS])


def test_a_narrower_complex_type_rounds():
    z = sympy.Symbol("z")
    report = check_gradient(z**2, lambda z: (2 * z).to(torch.complex64), z, dtype=torch.complex128)
    assert report.verdict == "inconclusive"
    assert any("the code computes in complex64" in note for note in report.notes)
    report = check_gradient(z**2, lambda z: (2.00001 * z).to(torch.complex64), z, dtype=torch.complex128)
    assert report.verdict == "refuted"
