"""Without balls an elliptic integral that is not real is told at once, where mpmath takes minutes."""

from __future__ import annotations

import time

import mpmath
import pytest
import sympy

from sympy_torch_bridge.exact import ExactFunction
from sympy_torch_bridge.ops import BY_HEAD

n, phi, m = sympy.symbols("n phi m")


@pytest.mark.parametrize(
    "arguments", [(3.0, 0.5), (0.5, 1.5), (3.0, 1.2, 0.4), (0.4, 1.2, 3.0), (1.5, -2.0, 0.5)], ids=str
)
def test_no_real_value_is_told_at_once(arguments):
    symbols = (n, phi, m)[: len(arguments)]
    assert sympy.elliptic_pi in BY_HEAD  # loading the table takes seconds of its own
    start = time.process_time()
    (value,) = ExactFunction(sympy.elliptic_pi(*symbols), symbols, method="mpmath")(
        dict(zip(symbols, arguments, strict=True))
    )
    assert not value.is_finite
    assert not value.is_unknown
    assert time.process_time() - start < 5


@pytest.mark.parametrize("arguments", [(0.5, 0.25), (2.0, 0.4, 2.0), (-2.0, 4.0, 0.4)], ids=str)
def test_real_values_are_those_of_mpmath(arguments):
    symbols = (n, phi, m)[: len(arguments)]
    (value,) = ExactFunction(sympy.elliptic_pi(*symbols), symbols, method="mpmath")(
        dict(zip(symbols, arguments, strict=True)), bits=80
    )
    assert float(value) == pytest.approx(float(mpmath.re(mpmath.ellippi(*arguments))), rel=1e-14)
