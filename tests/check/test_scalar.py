"""What is no formula is refused with the way to make it one."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.errors import InputTypeError, UnsupportedFunctionError

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("claimed", "hint"),
    [
        (sympy.Poly(2 * x, x), "give polynomial.as_expr()"),
        (sympy.Lambda(x, 2 * x), "give what it computes: function(x)"),
        (torch.tensor(2.0), "give the code that computes it, as lambda x: 2 * x"),
        (np.array([2 * x], dtype=object), "give array.tolist()"),
        ({2 * x}, "a set has no order: give a list over wrt, or a dictionary {x: df/dx}"),
        (sympy.Eq(x, 2), "give one side of the equation, or the difference of both"),
        ("2*x", "sympy_torch_bridge.parse_expression(text) reads a formula"),
        ([lambda x: 2 * x], "code is a claim as a whole"),
        (True, "numbers and expressions are accepted here"),
        (x > 1, "numbers and expressions are accepted here"),
    ],
    ids=["Poly", "Lambda", "tensor", "array", "set", "equation", "text", "code", "bool", "relation"],
)
def test_a_claim_that_is_no_formula(claimed, hint):
    with pytest.raises(InputTypeError, match="expected a SymPy expression") as caught:
        check_gradient(x**2, claimed)
    assert hint in str(caught.value)


def test_the_hints_give_formulas():
    polynomial, function = sympy.Poly(2 * x, x), sympy.Lambda(x, 2 * x)
    array = np.array([2 * x], dtype=object)
    for claimed in (polynomial.as_expr(), function(x), array.tolist(), lambda x: 2 * x, {x: 2 * x}):
        assert check_gradient(x**2, claimed)


def test_a_function_without_its_argument_is_no_expression():
    with pytest.raises(InputTypeError, match="'expr' is a Lambda") as caught:
        check_gradient(sympy.Lambda((x, y), x**2 * y), [2 * x * y, x**2])
    assert "function(x, y)" in str(caught.value)
    with pytest.raises(InputTypeError, match="'expr' is a Poly"):
        check_gradient(sympy.Poly(x**2, x), 2 * x)


@pytest.mark.parametrize(
    ("claimed", "hint"),
    [
        (2 * x + sympy.O(x**2), "give its sum alone, as expr.removeO() does"),
        (sympy.UnevaluatedExpr(2 * x), "pass expr.doit()"),
        (sympy.Subs(2 * y, y, x), "pass expr.doit()"),
        (x + sympy.CRootOf(x**5 - x + 1, 0), "put a symbol in the place of the root"),
    ],
    ids=["series", "unevaluated", "substitution", "root"],
)
def test_formulas_without_values_say_what_to_pass(claimed, hint):
    with pytest.raises(UnsupportedFunctionError, match="which the claim holds") as caught:
        check_gradient(x**2, claimed)
    assert hint in str(caught.value)
    if "doit" in hint:
        assert check_gradient(x**2, claimed.doit())
