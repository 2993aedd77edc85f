"""What a report says of code with complex inputs besides its numbers."""

from __future__ import annotations

import cmath

import pytest
import sympy
import torch

from sympy_torch_bridge import check_gradient

z = sympy.Symbol("z")
C = torch.complex128
POINTS = [{z: 0.5 + 0.25j}, {z: -1.5 + 1j}, {z: 2 - 0.5j}, {z: 0.125j}, {z: 0.75}]

EXACT = {1: torch.cos, 2: lambda z: -torch.sin(z)}
OUTSIDE = {1: cmath.cos, 2: lambda z: -cmath.sin(z)}


def checked(claim, order):
    return check_gradient(sympy.sin(z), claim, z, order=order, dtype=C, points=POINTS)


@pytest.mark.parametrize("order", [1, 2])
def test_code_outside_torch_is_spoken_of(order):
    report = checked(OUTSIDE[order], order)
    assert report.verdict == "consistent"
    assert "part of the claim is computed outside torch" in str(report.notes)
    report = checked(EXACT[order], order)
    assert report.verdict == "consistent"
    assert len(report.notes) == 1  # what the derivative is, and nothing else


@pytest.mark.parametrize("order", [1, 2])
def test_narrow_types_are_spoken_of(order):
    report = checked(lambda z: EXACT[order](z.to(torch.complex64)), order)
    assert report.verdict == "inconclusive"
    assert "the code computes in complex64 although it gets complex128" in str(report.notes)


@pytest.mark.parametrize("order", [1, 2])
def test_code_that_mixes_the_batch_is_named(order):
    report = checked(lambda z: EXACT[order](z) * z.mean() / z[0], order)
    assert (report.verdict, report.mistakes[0].kind) == ("refuted", "batch")
    assert "reduce over other axes only" in str(report.notes)


@pytest.mark.parametrize("order", [1, 2])
def test_random_code_is_spoken_of(order):
    report = checked(lambda z: EXACT[order](z) * (1 + torch.randn(len(z)).sign() / 2), order)
    assert report.verdict != "consistent"
    assert "two runs of the claim differ" in str(report.notes)


def test_a_transposed_claim_is_refuted_as_such():
    w = sympy.Symbol("w")
    code = lambda z, w: [[w, 1, 0], [z, 1, 1]]  # noqa: E731
    report = check_gradient([z * w, z + w, w], code, [z, w], dtype=C, n_points=4)
    assert (report.verdict, report.diagnosis) == ("refuted", "consistent with a transposed Jacobian")
