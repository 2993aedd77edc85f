"""Points that cannot be used are refused with an error that says what to do."""

from __future__ import annotations

import pytest
import sympy
import torch

from sympy_torch_bridge import difference_quotient, limit_table
from sympy_torch_bridge.errors import InputTypeError, MissingInputError, UnexpectedInputError

x = sympy.Symbol("x")


@pytest.mark.parametrize("f", [sympy.sin(x), torch.sin])
@pytest.mark.parametrize("at", ["1", b"1", "one"])
def test_text_is_no_point(f, at):
    with pytest.raises(InputTypeError, match=r"expected a (real )?number"):
        limit_table(f, at=at)


def test_text_among_numbers_is_no_point():
    with pytest.raises(InputTypeError, match="text is never read as a number"):
        limit_table(lambda a, b: a * b, at=[1.0, "2"])


def test_text_is_no_place_of_a_quotient():
    with pytest.raises(InputTypeError, match="'1' of type str"):
        difference_quotient(torch.sin, "1", h=0.1)


def test_missing_input_of_a_callable():
    with pytest.raises(
        MissingInputError, match=r"at needs a number for each: at=\(a_value, b_value\)"
    ) as info:
        limit_table(lambda a, b: a * b, at=1.0)
    assert info.value.missing == ("b",)


def test_missing_point_of_a_callable():
    with pytest.raises(MissingInputError, match="name the point"):
        limit_table(torch.sin)


def test_extra_number_for_a_callable():
    with pytest.raises(UnexpectedInputError, match="number 2 of at"):
        limit_table(lambda a: a, at=(1.0, 2.0))


def test_default_and_variadic_inputs_are_no_obstacle():
    assert limit_table(lambda a, b=2.0: a * b, at=1.0).limit == pytest.approx(2)
    assert limit_table(lambda *v: v[0] * v[1], at=(1.0, 3.0)).limit == pytest.approx(3)
