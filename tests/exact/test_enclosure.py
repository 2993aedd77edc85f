from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import Enclosure


def around(center, radius):
    return Enclosure(mpmath.mpf(center), mpmath.mpf(radius), 128, "ball")


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        (1, True),
        (1.5, True),
        (Fraction(1, 2), True),
        (sympy.Rational(1, 2), True),
        (sympy.Float(1.5), True),
        (mpmath.mpf("1.5"), True),
        (1.5000000000000002, False),
        (Fraction(10**40 // 2 - 1, 10**40), False),
        (math.nan, False),
        (math.inf, False),
    ],
)
def test_contains_compares_exactly(value, inside):
    assert around(1, 0.5).contains(value) is inside


def test_an_undefined_enclosure_contains_nothing_and_claims_no_bits():
    nothing = Enclosure(mpmath.nan, mpmath.inf, 128, "ball")
    assert not nothing.is_finite
    assert not nothing.contains(0)
    assert not nothing.excludes_zero
    assert not nothing.is_exact
    assert nothing.relative_bits == -math.inf
    assert math.isnan(float(nothing))


def test_relative_bits_counts_correct_leading_bits():
    assert around(1, mpmath.ldexp(1, -100)).relative_bits == 100
    assert around(1e-300, mpmath.ldexp(1e-300, -50)).relative_bits == pytest.approx(50, abs=1)
    assert around(3, 0).relative_bits == math.inf
    assert around(0, 1e-30).relative_bits == -math.inf
    assert around(1e-40, 1e-30).relative_bits < 0


@pytest.mark.parametrize(
    ("center", "radius", "excludes"), [(1, 0.5, True), (-1, 0.5, True), (1, 1, False), (0, 0, False)]
)
def test_excludes_zero_only_if_the_sign_is_certain(center, radius, excludes):
    assert around(center, radius).excludes_zero is excludes


def test_an_exact_zero_is_exact_and_floats_to_zero():
    assert around(0, 0).is_exact
    assert float(around(0, 0)) == 0.0
