"""Slips that were nameless, or named as two other ones, before people's claims showed them."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import Rational, exp, log, sqrt

from sympy_torch_bridge.check import check_gradient

x, y, z, u = sympy.symbols("x y z u", real=True)
a, k, q, t, v = sympy.symbols("a k q t v", positive=True)
SQUARES = -((x - u * y) ** 2) / 2 - (z - u * x) ** 2 / 2
TOTAL = exp(x) + exp(y) + exp(z)
THREE = {x: (-2, 2), y: (-2, 2), z: (-2, 2)}
DOMAIN = {**THREE, u: (-1, 1), v: (0.1, 0.8)}


SIGNS_KEPT = "the inner derivatives of all functions left out but for their signs"
INSIDE = "with its inside differentiated in place of its derivative"
ROOT = (v / (v + a)) ** Rational(2, 3)
SHIFT = sqrt((1 + v) / (1 - v))
NAMED = {
    "power-of-a-quotient": (SHIFT, 1 / (2 * SHIFT), v, "the inner derivative of (v + 1)/(1 - v) left out"),
    "root-beside-a-power": (v * ROOT, ROOT, v, "the factor (v/(a + v))**(2/3) taken for a constant"),
    "inside-a-root-beside": (
        v * ROOT,
        ROOT + v * Rational(2, 3) / (v / (v + a)) ** Rational(1, 3),
        v,
        "the inner derivative of v/(a + v) left out",
    ),
    "geometric-mean": (
        (k * q * v) ** Rational(1, 3),
        (k * q * v) ** Rational(-2, 3) / 3,
        v,
        "the inner derivative of k*q*v left out",
    ),
    "reciprocal-of-a-product": (
        a / (v * (v + k)),
        -a / (v * (v + k)) ** 2,
        v,
        "the inner derivative of v*(k + v) left out",
    ),
    "two-rates": (exp(-k * t) - exp(-q * t), -exp(-k * t) + exp(-q * t), t, SIGNS_KEPT),
    "two-squares": (SQUARES, (x - u * y) + (z - u * x), u, SIGNS_KEPT),
    "inside-a-logarithm": (log(1 + v**2), log(2 * v), v, f"log(v**2 + 1) {INSIDE}"),
    "inside-a-root": (sqrt(1 + v**4), sqrt(4 * v**3), v, f"sqrt(v**4 + 1) {INSIDE}"),
    "decay": (exp(-x), -exp(-x) + x / 8, x, "a term 0.125*x too much"),
}


@pytest.mark.parametrize(("expr", "claim", "wrt", "text"), NAMED.values(), ids=NAMED)
def test_named(expr, claim, wrt, text):
    domain = {symbol: bounds for symbol, bounds in DOMAIN.items() if expr.has(symbol)}
    report = check_gradient(expr, claim, wrt, domain=domain)
    assert report.diagnosis == f"consistent with {text}"


def test_logarithms_of_a_softmax_are_named():
    def gradient(*scores):
        label = torch.tensor([1.0, 0.0, 0.0], dtype=scores[0].dtype)
        return torch.log_softmax(torch.stack(scores, -1), -1) - label

    report = check_gradient(log(TOTAL) - x, gradient, [x, y, z], domain=THREE)
    assert {mistake.kind for mistake in report.mistakes} == {"wrong-function"}
    assert "the logarithm of exp(y)/(exp(x) + exp(y) + exp(z)) in place of it in df/dy" in report.diagnosis


def test_a_rule_is_not_said_to_be_misused_where_a_factor_was_held():
    expr = a * k * t / (k + q + t)
    report = check_gradient(expr, a * k * t / (k + q + t) ** 2, t)
    assert "quotient-rule" not in {mistake.kind for mistake in report.mistakes}, report.diagnosis


def test_a_constant_of_two_variables_is_not_said_to_be_differentiated():
    expr = (x - y) ** 2 + (y - z) ** 2 + (z - x) ** 2
    report = check_gradient(expr, 4 * (x - y), x, domain=THREE)
    assert "offset" not in {mistake.kind for mistake in report.mistakes}, report.diagnosis
    report = check_gradient(a * log(t) + k * log(q), a / t + k / q, t)
    assert report.diagnosis == "consistent with the constant k*log(q) differentiated like a function of t"


def test_one_account_of_all_entries_is_preferred_to_two_different_ones():
    def exchanged(first, second):
        return torch.stack([torch.sigmoid(first - second), -torch.sigmoid(first - second)], -1)

    report = check_gradient(log(1 + exp(y - x)), exchanged, [x, y], domain={x: (-2, 2), y: (-2, 2)})
    assert report.diagnosis == "consistent with the derivative of the function with x and y exchanged"
    assert [mistake.kind for mistake in report.mistakes] == ["argument"]


def test_a_rare_account_of_all_entries_does_not_replace_common_ones_of_each():
    length = sqrt(x**2 + y**2)
    outer = [[x * x, x * y], [x * y, y * y]]
    claim = [[int(i == j) / length + outer[i][j] / length**3 for j in (0, 1)] for i in (0, 1)]
    report = check_gradient([x / length, y / length], claim, [x, y], domain={x: (0.3, 2), y: (0.3, 2)})
    assert {mistake.kind for mistake in report.mistakes} == {"quotient-rule", "sign"}
    assert "a wrong sign in df[0]/dy, df[1]/dx" in report.diagnosis
