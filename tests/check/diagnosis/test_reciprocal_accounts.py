"""A reciprocal of slope one is explained by the chain rule, not by a division of derivatives."""

from __future__ import annotations

import sympy

import sympy_torch_bridge as stb

a, b = sympy.symbols("a b", positive=True)


def test_outer_derivative_alone_is_a_forgotten_inner_derivative():
    focal = 1 / (1 / a + 1 / b)
    (mistake,) = stb.check_gradient(focal, -(focal**2), a).mistakes
    assert mistake.kind == "inner-derivative"


def test_reciprocal_of_the_slope_is_named_as_such():
    (mistake,) = stb.check_gradient(1 / sympy.sin(a), 1 / sympy.cos(a), a).mistakes
    assert mistake.text == "the denominator replaced by its derivative in 1/sin(a)"
