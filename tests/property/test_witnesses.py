"""Random expressions: all witnesses agree on the truth, and all of them reject a falsehood."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
DOMAIN = {x: stb.Interval(0.25, 2.0), y: stb.Interval(0.25, 2.0)}

bounded = [sympy.sin, sympy.cos, sympy.tanh, sympy.atan, sympy.asinh, sympy.erf]
expressions = stb.testing.strategies.expressions(
    [x, y], [*bounded, sympy.exp, sympy.log, sympy.sqrt], domain=DOMAIN, kinks=True
).filter(lambda e: e.has(x))


@given(expressions, st.integers(0, 2**16))
@settings(max_examples=60)
def test_all_witnesses_agree(expr: Any, seed: int) -> None:
    report = stb.check_consistency(expr, domain=DOMAIN, n_points=8, seed=seed)
    assert report.verdict != "refuted", f"{expr}\n{report}"


@pytest.mark.slow
@given(expressions, st.sampled_from([-1, 2, sympy.Rational(1001, 1000)]), st.integers(0, 2**16))
@settings(max_examples=60)
def test_a_wrong_gradient_is_refuted(expr: Any, factor: Any, seed: int) -> None:
    right = stb.derivative(expr, x)
    assume(right != 0 and not right.has(sympy.Piecewise, sympy.Max, sympy.Heaviside))
    values = stb.compile(right, [x, y])(*(torch.linspace(0.3, 1.9, 9, dtype=torch.float64),) * 2)
    assume(bool((values.abs() > 1e-200).all()))
    report = stb.check_gradient(expr, factor * right, x, domain=DOMAIN, n_points=8, seed=seed)
    assert report.verdict == "refuted", f"{expr}\n{report}"
    assert stb.check_gradient(expr, right, x, domain=DOMAIN, n_points=8, seed=seed).verdict == "consistent"


@given(expressions)
@settings(max_examples=60)
def test_dtype_batch_and_vmap(expr: Any) -> None:
    f = stb.compile(expr, [x, y])
    at = [torch.linspace(0.3, 1.9, 6).reshape(2, 3), torch.linspace(0.5, 1.5, 3)]
    got = f(*at)
    assert got.shape == (2, 3)
    assert got.dtype is torch.float32
    wide = [t.double().expand(2, 3) for t in at]
    assert torch.equal(torch.func.vmap(torch.func.vmap(f))(*wide), f(*wide))
