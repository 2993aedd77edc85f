"""Slips of the whole derivative: one habit at every place, other variables, the incoming gradient."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import atan, cos, exp, log, sin, sqrt, tanh

from sympy_torch_bridge.check import check_gradient

x, y = sympy.symbols("x y", real=True)
p, q = sympy.symbols("p q", positive=True)
w = sympy.symbols("w", positive=True)
BUMP = exp(x) / (1 + exp(3 * x))
WITH_LOGARITHM = p**2 - log(p)
MEAN = p / sqrt((p**2 + q**2 + w**2) / 3 + 1)
CUT = sympy.Rational("3.14")
CASES = [
    (
        "inner-derivative",
        "the inner derivatives of all functions left out",
        sin(2 * x) + exp(3 * x) + atan(5 * x),
        cos(2 * x) + exp(3 * x) + 1 / (1 + 25 * x**2),
        x,
    ),
    (
        "factor",
        "the factor of the power rule left out for all powers",
        2 * x**3 / 3 - 5 * x**2 / 2 + 7 * x**4,
        2 * x**2 / 3 - 5 * x / 2 + 7 * x**3,
        x,
    ),
    (
        "exponent",
        "the exponents of all powers not lowered",
        x**3 - 5 * x**2 + 7 * x**4,
        3 * x**3 - 10 * x**2 + 28 * x**4,
        x,
    ),
    ("argument", "the derivative with p and q exchanged", p / q**3, [1 / p**3, -3 * q / p**4], [p, q]),
    ("argument", "the derivative taken at -x", BUMP, BUMP.diff(x).subs(x, -x), x),
    ("argument", "the derivative taken at the value of the function", atan(x), 1 / (1 + atan(x) ** 2), x),
    ("argument", "x in place of exp(x)", exp(x), x, x),
    ("argument", "x in place of 3*x", log(1 + exp(3 * x)) / 3, 1 / (1 + exp(-x)), x),
    (
        "argument",
        "u*(1 - u) in place of s*(1 - s), the derivative of the sigmoid s of u = 2*x",
        1 / (1 + exp(-2 * x)),
        2 * (2 * x) * (1 - 2 * x),
        x,
    ),
    ("wrong-function", "the derivative by p in place of that by q", sqrt(p / q), 1 / (2 * sqrt(p * q)), q),
    (
        "wrong-function",
        "the derivative by log(p/(1 - p)) in place of that by p",
        -q * log(p) - (1 - q) * log(1 - p),
        p - q,
        p,
    ),
    (
        "wrong-function",
        "the derivative by sqrt(p) in place of that by p",
        WITH_LOGARITHM,
        WITH_LOGARITHM.diff(p) * 2 * sqrt(p),
        p,
    ),
    (
        "mean",
        "the 1/n of the mean p**2/3 + q**2/3 + w**2/3 + 1 forgotten (n = 3)",
        MEAN,
        MEAN / p - MEAN**3 / p,
        p,
    ),
    ("quotient-rule", "the denominator replaced by its derivative in p**(-3)", p**-3, 1 / (3 * p**2), p),
    ("wrong-constant", "3.14 in place of pi", sin(sympy.pi * x), CUT * cos(CUT * x), x),
    ("wrong-constant", "3 in place of the number 9 in 9*x**2", atan(3 * x), 3 / (1 + 3 * x**2), x),
    (
        "factor",
        "the denominator p**2 left out in the term -2*x*y/p**3",
        cos(x) - x**2 * y / p**3,
        -sin(x) - 2 * x * y / p,
        x,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "expr", "claim", "wrt"), CASES, ids=[case[1] for case in CASES])
def test_a_slip_of_the_whole_derivative_is_named(kind, text, expr, claim, wrt):
    domain = dict.fromkeys(expr.free_symbols, (0.05, 0.95)) if "log(" in text else None
    report = check_gradient(expr, claim, wrt, domain=domain)
    assert report.verdict == "refuted"
    assert report.diagnosis == f"consistent with {text}", report.diagnosis
    assert report.mistakes[0].kind == kind


def test_a_slip_in_one_branch_is_named_by_the_rules_of_its_formula():
    expr = sympy.Piecewise((x, x > 0), (p * (exp(x) - 1), True))
    claim = sympy.Piecewise((1, x > 0), (exp(x), True))
    (mistake,) = check_gradient(expr, claim, x).mistakes
    assert (mistake.other_kinds, mistake.part, mistake.region) == (("factor",), "p", "x < 0")


def test_one_habit_in_all_entries_is_preferred_to_another_slip_in_each():
    (mistake,) = check_gradient(p / q, [1 / p, -q / p**2], [p, q]).mistakes
    assert mistake.text == "the derivative with p and q exchanged"


@pytest.mark.parametrize(
    ("backward", "text"),
    [
        (lambda t, g: t.log() + 1, "the gradient of the output ignored"),
        (lambda t, g: g * g * (t.log() + 1), "the gradient of the output used twice (its square)"),
        (lambda t, g: g.abs() * (t.log() + 1), "the absolute value of the gradient of the output"),
    ],
    ids=["ignored", "twice", "absolute"],
)
def test_what_a_backward_pass_does_with_the_incoming_gradient_is_named(backward, text):
    class Entropy(torch.autograd.Function):
        @staticmethod
        def forward(ctx, t):
            ctx.save_for_backward(t)
            return t * t.log()

        @staticmethod
        def backward(ctx, g):
            return backward(*ctx.saved_tensors, g)

    report = check_gradient(p * log(p), Entropy, p)
    assert [mistake.kind for mistake in report.mistakes] == ["cotangent"]
    assert text in report.diagnosis


def test_first_derivatives_in_a_hessian_are_named():
    expr = exp(x) * sin(y)
    gradient = [expr.diff(symbol) for symbol in (x, y)]
    products = [[a * b for b in gradient] for a in gradient]
    report = check_gradient(expr, products, [x, y], order=2)
    assert "the product of two first derivatives" in report.diagnosis
    diagonal = [[gradient[0], 0], [0, gradient[1]]]
    report = check_gradient(expr, diagonal, [x, y], order=2)
    assert report.diagnosis == "consistent with the gradient on the diagonal"


def test_a_sign_is_preferred_to_the_square_of_the_first_derivative():
    (mistake,) = check_gradient(log(p), 1 / p**2, p, order=2).mistakes
    assert mistake.kind == "sign"


def test_a_row_copied_from_another_function_is_named():
    claim = [[y, x], [y, x], [1, 1]]
    report = check_gradient([x * y, tanh(x + y**2), x + y], claim, [x, y])
    assert report.diagnosis == "consistent with the derivatives of f[0] in place of those of f[1]"


class Once(torch.nn.Module):
    def forward(self, a, b):
        return torch.sin(a) * torch.exp(a)


def test_a_module_with_the_shape_of_the_function_and_other_values_is_told_so():
    report = check_gradient(sin(x) * exp(y), Once(), [x, y], domain={x: (-2, 2), y: (-2, 2)})
    assert report.verdict == "refuted"
    assert "forward" in {mistake.kind for mistake in report.mistakes}


def test_a_derivative_with_bound_symbols_is_left_as_it_is():
    n = sympy.symbols("n", positive=True)
    expr = sympy.besselj(n, p)
    report = check_gradient([expr, n * p], [[0, expr.diff(p)], [p, n]], [n, p], domain={n: (1, 3), p: (1, 4)})
    assert report.verdict == "refuted"
