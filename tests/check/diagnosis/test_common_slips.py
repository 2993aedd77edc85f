"""Slips that were nameless, or named as two other ones, before people's claims showed them."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import exp, log, sqrt

from sympy_torch_bridge.check import check_gradient

x, y, z, u = sympy.symbols("x y z u", real=True)
a, k, q, t, v = sympy.symbols("a k q t v", positive=True)
SQUARES = -((x - u * y) ** 2) / 2 - (z - u * x) ** 2 / 2
TOTAL = exp(x) + exp(y) + exp(z)
THREE = {x: (-2, 2), y: (-2, 2), z: (-2, 2), u: (-1, 1)}


@pytest.mark.parametrize(
    ("expr", "claim", "wrt", "text"),
    [
        (sqrt((1 + v) / (1 - v)), 1 / (2 * sqrt((1 + v) / (1 - v))), v, "the inner derivative of (v + 1)/(1 - v) left out"),
        (a / (v * (v + k)), -a / (v * (v + k)) ** 2, v, "the inner derivative of v*(k + v) left out"),
        (exp(-k * t) - exp(-q * t), -exp(-k * t) + exp(-q * t), t, "the inner derivatives of all functions left out but for their signs"),
        (SQUARES, (x - u * y) + (z - u * x), u, "the inner derivatives of all functions left out but for their signs"),
        (log(1 + v**2), log(2 * v), v, "log(v**2 + 1) with its inside differentiated in place of its derivative"),
        (sqrt(1 + v**4), sqrt(4 * v**3), v, "sqrt(v**4 + 1) with its inside differentiated in place of its derivative"),
        (exp(-x), -exp(-x) + x / 8, x, "a term 0.125*x too much"),
    ],
    ids=["power-of-a-quotient", "reciprocal-of-a-product", "two-rates", "two-squares", "inside-a-logarithm", "inside-a-root", "decay"],
)  # fmt: skip
def test_named(expr, claim, wrt, text):
    domain = {**{symbol: bounds for symbol, bounds in THREE.items() if expr.has(symbol)}, v: (0.1, 0.8)}
    report = check_gradient(expr, claim, wrt, domain={s: b for s, b in domain.items() if expr.has(s)})
    assert report.diagnosis == f"consistent with {text}"


def test_logarithms_of_a_softmax_are_named():
    def gradient(*scores):
        label = torch.tensor([1.0, 0.0, 0.0], dtype=scores[0].dtype)
        return torch.log_softmax(torch.stack(scores, -1), -1) - label

    report = check_gradient(log(TOTAL) - x, gradient, [x, y, z], domain={s: THREE[s] for s in (x, y, z)})
    assert {mistake.kind for mistake in report.mistakes} == {"wrong-function"}
    assert "the logarithm of exp(y)/(exp(x) + exp(y) + exp(z)) in place of it in df/dy" in report.diagnosis


def test_a_rule_is_not_said_to_be_misused_where_a_factor_was_held():
    expr = a * k * t / (k + q + t)
    report = check_gradient(expr, a * k * t / (k + q + t) ** 2, t)
    assert "quotient-rule" not in {mistake.kind for mistake in report.mistakes}, report.diagnosis


def test_a_constant_of_two_variables_is_not_said_to_be_differentiated():
    expr = (x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2
    report = check_gradient(expr, 4 * (x - y), x, domain={s: THREE[s] for s in (x, y, z)})
    assert "offset" not in {mistake.kind for mistake in report.mistakes}, report.diagnosis
    report = check_gradient(a * log(t) + k * log(q), a / t + k / q, t)
    assert report.diagnosis == "consistent with the constant k*log(q) differentiated like a function of t"
