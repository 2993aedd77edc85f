from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy

from sympy_torch_bridge import InputTypeError
from sympy_torch_bridge.exact.number import binary_exponent, exact_rational, power_of_two

TENTH = Fraction(3602879701896397, 2**55)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, TENTH),
        (np.float64(0.1), TENTH),
        (np.float32(0.5), Fraction(1, 2)),
        (np.int64(-7), Fraction(-7)),
        (sympy.Float(0.1), TENTH),
        (sympy.Float("-2.5"), Fraction(-5, 2)),
        (sympy.Rational(1, 3), Fraction(1, 3)),
        (sympy.Integer(-4), Fraction(-4)),
        (mpmath.mpf(0.1), TENTH),
        (mpmath.mpf(2) ** 70, Fraction(2**70)),
        (mpmath.mpf(0), Fraction(0)),
        (np.longdouble(1) / 3, Fraction(*(np.longdouble(1) / 3).as_integer_ratio())),
        (True, Fraction(1)),
        (10**400, Fraction(10**400)),
        (5e-324, Fraction(1, 2**1074)),
    ],
)
def test_numbers_keep_their_exact_value(value, expected):
    assert exact_rational(value) == expected


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), np.float32("-inf"), mpmath.inf, mpmath.nan, sympy.nan, -sympy.oo]
)
def test_nan_and_infinities_have_none(value):
    assert exact_rational(value) is None


@pytest.mark.parametrize("value", ["0.1", 1j, None, sympy.pi, Decimal("0.1"), [1.0]])
def test_what_is_no_exact_real_number_is_refused_by_name(value):
    with pytest.raises(InputTypeError, match=r"'theta' is .* expected a real number") as caught:
        exact_rational(value, "theta")
    assert caught.value.name == "theta"


def test_powers_of_two_and_their_exponents():
    assert power_of_two(3) == 8
    assert power_of_two(-3) == Fraction(1, 8)
    assert binary_exponent(Fraction(0)) == 0
    for exponent in (-300, -1, 0, 1, 300):
        assert abs(binary_exponent(power_of_two(exponent)) - exponent) <= 1
