"""Arguments of the wrong type get an error that says what to pass instead."""

from __future__ import annotations

import pytest
import sympy

import sympy_torch_bridge as stb

x = sympy.Symbol("x")


def test_a_rule_is_not_named_by_its_id():
    with pytest.raises(stb.InputTypeError, match=r"expected a Rule\.\n  rules\.BY_ID\[id\] finds one"):
        stb.check_rule("derivative.tanh")


def test_a_dtype_is_not_named_by_text():
    with pytest.raises(stb.InputTypeError, match=r"expected a torch\.dtype\.\n  torch\.float64"):
        stb.check_gradient(sympy.sin(x), sympy.cos(x), x, dtype="float64")
