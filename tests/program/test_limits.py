"""Limits that SymPy knows, and functions as expressions."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import Lambda, Limit, sin

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, z = sympy.symbols("x y z")
AT = torch.linspace(0.1, 0.9, 5, dtype=F64)


def test_a_limit_is_what_sympy_finds() -> None:
    f = stb.compile(Limit((sin(x + y) - sin(x)) / y, y, 0) * 2)
    assert f.inputs == (x,)
    value, (slope,) = f.value_and_grad(AT)
    torch.testing.assert_close(value, 2 * torch.cos(AT))
    torch.testing.assert_close(slope, -2 * torch.sin(AT))


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="limit_table"):
        stb.compile(Limit(x**z, x, 0))


def test_a_lambda_is_compiled_with_its_signature() -> None:
    f = stb.compile(Lambda((z, x), z - 2 * x + y))
    assert f.inputs == (z, x, y)
    assert f(1.0, 2.0, 3.0).item() == 0
    assert f.derivative(x)(1.0, 2.0, 3.0).item() == -2


def test_a_lambda_inside_an_expression_has_no_value() -> None:
    with pytest.raises(stb.UnsupportedFunctionError, match="a function has no value"):
        stb.compile([Lambda(x, x + 1)])
