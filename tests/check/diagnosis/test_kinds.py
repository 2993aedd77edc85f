"""Each kind of mistake is named, with its part, from formulas as people write them."""

from __future__ import annotations

import pytest
import sympy
import torch
from sympy import (
    Abs,
    MatrixSymbol,
    Max,
    Piecewise,
    Rational,
    Trace,
    asin,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    pi,
    sin,
    sinh,
    sqrt,
    symbols,
    tan,
    tanh,
)

from sympy_torch_bridge.check import check_gradient
from sympy_torch_bridge.check.diagnosis import KINDS

x, y, z, a, n = symbols("x y z a n")
POSITIVE = {x: (0.2, 2.8)}
UNIT = {x: (-0.9, 0.9)}

# Kinds, the text after "consistent with", expression, claim, domain.
ONE_VARIABLE = [
    ("sign", "a wrong sign", exp(-(x**2)), 2 * x * exp(-(x**2)), None),
    ("sign", "a wrong sign", cosh(x), -sinh(x), None),
    ("factor-2", "a missing factor 2", sqrt(1 + x**2), x / (2 * sqrt(1 + x**2)), None),
    ("constant-factor", "a missing factor 4", x**4, x**3, None),
    ("inner-derivative", "the inner derivative of x**2 + 1 left out", log(1 + x**2), 1 / (1 + x**2), None),
    ("inner-derivative", "the inner derivative of sin(x) left out", sin(x) ** 3, 3 * sin(x) ** 2, None),
    (
        "inner-derivative",
        "the inner derivative of exp(x) + 1 left out",
        log(1 + exp(x)),
        1 / (1 + exp(x)),
        None,
    ),
    ("inner-derivative", "the inner derivative of -x left out", exp(-x), exp(-x), None),
    ("inner-derivative", "the inner derivative of 2*x left out", 3 ** (2 * x), 3 ** (2 * x) * log(3), None),
    ("dropped-term", "the term 7 left out", x**3 - 5 * x**2 + 7 * x, 3 * x**2 - 10 * x, None),
    ("flipped-term", "a wrong sign of the term -10*x", x**3 - 5 * x**2 + 7, 3 * x**2 + 10 * x, None),
    ("held-constant", "the factor x taken for a constant", x * cos(x), -x * sin(x), None),
    ("exponent", "the exponent of x**4 not lowered", x**4, 4 * x**4, None),
    ("exponent", "the exponent of x**(-2) raised by 1 rather than lowered", x**-2, -2 / x, None),
    ("exponent", "the exponent of x**n not lowered", x**n, n * x**n, POSITIVE),
    (
        "wrong-constant",
        "8 in place of the number 7 in 3*x**2 - 10*x + 7",
        x**3 - 5 * x**2 + 7 * x,
        3 * x**2 - 10 * x + 8,
        None,
    ),
    ("offset", "the constant 3 kept in the derivative", x**2 + 3, 2 * x + 3, None),
    ("factor", "the factor log(2) left out", 2**x, 2**x, None),
    ("factor", "a factor 2 missing in the term -10*x", x**3 - 5 * x**2 + 7 * x, 3 * x**2 - 5 * x + 7, None),
    ("factor", "the denominator log(10) left out", log(x) / log(10), 1 / x, POSITIVE),
    ("wrong-function", "sec*tan in place of the derivative of tan(x)", tan(x), tan(x) / cos(x), None),
    ("wrong-function", "1 - tanh in place of the derivative of tanh(x)", tanh(x), 1 - tanh(x), None),
    ("wrong-function", "exp(-u**2) in place of the derivative of erf(x)", erf(x), exp(-(x**2)), None),
    (
        "wrong-function",
        "1/sqrt(1 + u**2) in place of the derivative of asin(x)",
        asin(x),
        1 / sqrt(1 + x**2),
        UNIT,
    ),
    ("wrong-function", "1/(1 - u**2) in place of the derivative of atan(x)", atan(x), 1 / (1 - x**2), None),
    (
        "wrong-function",
        "1/(u*log(10)) in place of the derivative of log(x)",
        log(x),
        1 / (x * log(10)),
        POSITIVE,
    ),
    (
        "product-rule",
        "the derivatives multiplied in the product x**2*sin(x)",
        x**2 * sin(x),
        2 * x * cos(x),
        None,
    ),
    ("product-rule", "the derivatives multiplied in the product sin(x)**2", sin(x) ** 2, cos(x) ** 2, None),
    (
        "quotient-rule",
        "the denominator of the quotient rule not squared for sin(x)/x",
        sin(x) / x,
        (x * cos(x) - sin(x)) / x,
        None,
    ),
    (
        "quotient-rule",
        "the terms of the quotient rule in the wrong order for sin(x)/x (a wrong sign)",
        sin(x) / x,
        (sin(x) - x * cos(x)) / x**2,
        None,
    ),
    ("power-rule", "the power rule used on the exponential 2**x", 2**x, x * 2 ** (x - 1), None),
    ("power-rule", "the power rule used on x**x, whose exponent varies", x**x, x * x ** (x - 1), POSITIVE),
    ("power-rule", "base and exponent exchanged in x**3", x**3, 3**x * log(3), None),
    ("argument", "the outer derivative of cos(x**2) taken at 2*x", cos(x**2), -2 * x * sin(2 * x), None),
    (
        "argument",
        "the outer derivative of exp(sin(x)) taken at cos(x), without inner derivative",
        exp(sin(x)),
        exp(cos(x)),
        None,
    ),
    (
        "exchanged-branches",
        "the branches of Max(x/10, x) exchanged",
        Max(x, x / 10),
        Piecewise((Rational(1, 10), x > 0), (1, True)),
        None,
    ),
    ("region", "a claim that is wrong only where x < 0: a wrong sign there", Abs(x), sympy.Integer(1), None),
    ("other-order", "the function itself in place of its derivative", log(x), log(x), POSITIVE),
    ("not-finite", "", sqrt(1 + x**2), x**3 * log(x), None),
]


@pytest.mark.parametrize(("kind", "text", "expr", "claimed", "domain"), ONE_VARIABLE, ids=str)
def test_one_variable(kind, text, expr, claimed, domain):
    report = check_gradient(expr, claimed, x, domain=domain)
    assert [mistake.kind for mistake in report.mistakes] == [kind]
    if text:
        assert report.diagnosis == f"consistent with {text}"
    assert not report.mistakes[0].component


SEVERAL = [
    (
        "exponent",
        "the exponent of y**3 not lowered in df/dy",
        x**2 * y**3,
        [2 * x * y**3, 3 * x**2 * y**3],
        [x, y],
    ),
    (
        "swapped-partials",
        "swapped partial derivatives by x and y",
        x**2 * y**3,
        [3 * x**2 * y**2, 2 * x * y**3],
        [x, y],
    ),
    (
        "transposed",
        "the transposed Jacobian (denominator layout: one row for each symbol)",
        [x**2 * y, x + y**3],
        [[2 * x * y, 1], [x**2, 3 * y**2]],
        [x, y],
    ),
    (
        "mean",
        "the 1/n of the mean forgotten (n = 3)",
        (x**2 + y**2 + z**2) / 3,
        [2 * x, 2 * y, 2 * z],
        [x, y, z],
    ),
    ("mean", "one 1/n too many (n = 3)", x**2 + y**2 + z**2, [2 * x / 3, 2 * y / 3, 2 * z / 3], [x, y, z]),
    (
        "diagonal",
        "a claim that is wrong only where x = y in df/dx",
        sin(x * y),
        [Piecewise((0, sympy.Eq(x, y)), (y * cos(x * y), True)), x * cos(x * y)],
        [x, y],
    ),
    ("factor", "the factor y left out in df/dz", x * y * z, [y * z, x * z, x], [x, y, z]),
    ("factor-2", "a missing factor 2 in df[2]/dx", [x * y, x + y, x**2], [[y, x], [1, 1], [x, 0]], [x, y]),
]


@pytest.mark.parametrize(("kind", "text", "expr", "claimed", "wrt"), SEVERAL, ids=str)
def test_several_variables(kind, text, expr, claimed, wrt):
    report = check_gradient(expr, claimed, wrt)
    assert {mistake.kind for mistake in report.mistakes} == {kind}
    assert report.diagnosis == f"consistent with {text}"


A, B, v = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3), MatrixSymbol("v", 3, 1)
C, D, X = (MatrixSymbol(name, 2, 2) for name in "CDX")
SUM = "the sum of the derivative and its transpose"
MATRICES = [
    ("unsymmetrized", "2*A in place of the symmetric sum A + A.T", v.T * A * v, 2 * A * v, v),
    ("unsymmetrized", "A in place of the symmetric sum A + A.T", v.T * A * v, A * v, v),
    ("factor-2", "a missing factor 2", v.T * A * v, (A + A.T) * v / 2, v),
    ("flipped-term", "a wrong sign of the term A.T", v.T * A * v, (A - A.T) * v, v),
    ("transposed", "the transpose of the derivative", A * v, A.T, v),
    ("transposed", "the transpose of the derivative", Trace(A * B), A, B),
    ("order-of-product", "the factors of C.T*D.T in the order D.T*C.T", Trace(C * X * D), D.T * C.T, X),
    ("transposed", "all transposes left out of C.T*D.T", Trace(C * X * D), C * D, X),
    ("sign", "a wrong sign", Trace(A * B), -A.T, B),
    ("symmetric-variable", f"B taken for symmetric: {SUM}", Trace(A * B), A + A.T, B),
]


@pytest.mark.parametrize(("kind", "text", "expr", "claimed", "wrt"), MATRICES, ids=str)
def test_matrices(kind, text, expr, claimed, wrt):
    report = check_gradient(expr, claimed, wrt)
    assert [mistake.kind for mistake in report.mistakes] == [kind]
    assert report.diagnosis == f"consistent with {text}"


TWO = [
    (("inner-derivative", "sign"), cos(x**2), sin(x**2)),
    (("inner-derivative",), exp(2 * x) * sin(3 * x), exp(2 * x) * (sin(3 * x) + cos(3 * x))),
    (("flipped-term",), x**4 + x**3 - 5 * x**2 + 7 * x, 4 * x**3 - 3 * x**2 + 10 * x + 7),
    (("inner-derivative", "held-constant"), x * sin(x**2), x * cos(x**2)),
]


@pytest.mark.parametrize(("kinds", "expr", "claimed"), TWO, ids=str)
def test_two_mistakes_at_once(kinds, expr, claimed):
    report = check_gradient(expr, claimed, x)
    assert len(report.mistakes) == 2
    assert {mistake.kind for mistake in report.mistakes} == set(kinds)


NOTHING = [
    (sin(x), exp(sin(x)), None),
    (x**3, 3 * x**2 + sin(50 * x) / 1000, None),
    (exp(x), 37 * sin(x), None),
    (log(2 - exp(x)), -sin(x - log(2 - exp(x))), None),
    (sin(x) * exp(x), cos(3 * x) + x**5, None),
    (1 / (1 + x**2), atan(x) + tanh(x), None),
    (sqrt(1 + x**4), 1 / (3 + cos(x)), None),
    (x**2 * exp(-x), pi * sin(x) ** 5, None),
]


@pytest.mark.parametrize(("expr", "claimed", "domain"), NOTHING, ids=str)
def test_what_is_no_slip_has_no_name(expr, claimed, domain):
    report = check_gradient(expr, claimed, x, domain=domain)
    assert (report.verdict, report.diagnosis, report.mistakes) == ("refuted", None, ())
    assert "no known mistake fits" in str(report)


def test_kinds_of_mistakes_are_those_of_the_table():
    named = {kind for kind, *_ in (*ONE_VARIABLE, *SEVERAL, *MATRICES)}
    z = sympy.Symbol("z")
    for claim in (sympy.conjugate(sympy.exp(z)), sympy.re(sympy.exp(z))):
        report = check_gradient(sympy.exp(z), claim, z, dtype=torch.complex128)
        named |= {mistake.kind for mistake in report.mistakes}
    # Only code is random, mixes points, is detached, has a forward pass or a cotangent, or no gradient for an
    # input: its tests name these. Those of matrices by matrices name what is stacked wrongly, those of
    # structured variables what is not projected.
    elsewhere = {"batch", "cotangent", "detached", "forward", "no-gradient", "random", "stacking"}
    structured = {"triangle-convention", "unprojected"}
    assert named | elsewhere | structured == set(KINDS)
