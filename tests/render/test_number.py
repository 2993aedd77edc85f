from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sympy_torch_bridge.render import Cell, format_number, number_cell


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 6, "0"),
        (-0.0, 6, "0"),
        (2, 6, "2"),
        (2.3, 6, "2.3"),
        (-1 / 3, 3, "-0.333"),
        (9.9999999, 3, "10"),
        (999999.9, 6, "1e6"),
        (123456.0, 6, "123456"),
        (1e-4, 6, "0.0001"),
        (9.99e-5, 6, "9.99e-5"),
        (1e300, 2, "1e300"),
        (100.0, 6, "100"),
        (Fraction(1, 8), 6, "0.125"),
        (Decimal("1e-400"), 3, "1e-400"),
        (mpmath.mpf(10) ** -400, 3, "1e-400"),
        (math.nan, 6, "nan"),
        (math.inf, 6, "inf"),
        (-math.inf, 6, "-inf"),
        (mpmath.mpf("nan"), 6, "nan"),
    ],
)
def test_a_number_reads_as_a_person_would_write_it(value: float, digits: int, text: str) -> None:
    assert format_number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.3, "2.30000"), (0.0, "0.00000"), (1e-7, "1.00000e-7"), (123456.0, "123456")],
)
def test_zeros_stay_where_a_column_needs_them(value: float, text: str) -> None:
    assert format_number(value, trim=False) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17), st.booleans())
def test_the_text_is_the_number_rounded_to_its_digits(value: float, digits: int, trim: bool) -> None:
    # Exact arithmetic: the largest doubles round up beyond the range of a double.
    shown, exact = Decimal(format_number(value, digits, trim=trim)), Decimal(value)
    assert abs(shown - exact) <= abs(exact) * Decimal("0.5000001") * Decimal(10) ** (1 - digits)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_seventeen_digits_lose_nothing(value: float) -> None:
    assert float(format_number(value, 17)) == value


def test_numbers_of_other_libraries_are_taken_through_float() -> None:
    class Length:
        def __float__(self) -> float:
            return 2.5

    assert format_number(Length()) == "2.5"


def test_no_digit_is_no_number() -> None:
    with pytest.raises(ValueError, match="digits=0"):
        format_number(1.0, 0)


def test_a_cell_sets_powers_of_ten_and_words() -> None:
    assert number_cell(-1.5e-9, 2) == Cell("-1.5e-9", r"-1.5 \cdot 10^{-9}")
    assert number_cell(math.inf).latex == r"\infty"
    assert number_cell(-math.inf).latex == r"-\infty"
    assert number_cell(math.nan) == Cell("nan", r"\mathrm{nan}")
