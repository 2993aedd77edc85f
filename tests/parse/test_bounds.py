"""No text may keep the parser busy: each bound is shown biting, and shown to leave room."""

from __future__ import annotations

import time

import pytest

from sympy_torch_bridge.errors import ExpressionSyntaxError
from sympy_torch_bridge.parse import parse_expression
from sympy_torch_bridge.parse.bounds import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH

NINES = "9" * MAX_DIGITS

# name -> (text, part of the reason)
REFUSED = {
    "length": ("x" * (MAX_LENGTH + 1), f"the text has {MAX_LENGTH + 1} characters"),
    "digits": ("9" * (MAX_DIGITS + 1), f"the number has {MAX_DIGITS + 1} digits"),
    "decimal-exponent": ("1e99999999", "the exponent 99999999 is out of range"),
    "decimal-exponent-length": ("1e" + "9" * 40_000, "is out of range"),
    "power-tower": ("9**9**9**9", "the exponent is too large"),
    "power": ("9**9999", "the power is a number of more than 4096 bits"),
    "power-of-fraction": ("(1/3)**-9999", "the power is a number of more than 4096 bits"),
    "power-of-float": ("1.5**1.5**" * 20 + "9", "the exponent is too large"),
    "power-of-coefficient": ("(2*x)**9999", "the power is a number of more than 4096 bits"),
    "power-nested": ("((2*x)**4000)**4000", "the power is a number of more than 4096 bits"),
    "exponent": ("x**(10**9)", "the exponent is too large"),
    "exponent-term": ("x**(y + 10**9)", "the exponent is too large"),
    "product": ("*".join([NINES] * 40), "this is a number of more than 4096 bits"),
    "root-of-coefficient": (f"sqrt({NINES}*x*{NINES})", "this is a number of more than 4096 bits"),
    "factorial": ("factorial(10**9)", "a number inside factorial() is too large; 200 is the limit"),
    "binomial": ("binomial(10**9, 5*10**8)", "a number inside binomial() is too large"),
    "rising": ("rf(x, 10**6)", "a number inside rf() is too large"),
    "order": ("legendre(10**6, x)", "a number inside legendre() is too large"),
    "order-of-jacobi": ("jacobi(40, x, y, z)", "a number inside jacobi() is too large; 10 is the limit"),
    "list": ("hyper((10**9,), (1,), x)", "a number inside hyper() is too large"),
    "power-of-small-fraction": ("(2/3)**(1/10**30)", "the root is of too high an order; 10000 is the limit"),
    "root-order": ("root(10, 10**-100)", "the exponent is too large"),
    "real-root-order": ("real_root(10, 10**-100)", "the exponent is too large"),
    "exp-tower": ("floor(exp(exp(exp(3))))", "a number inside exp() is too large; 10000 is the limit"),
    "exp-of-log": ("exp(10**9*log(2) + x)", "a number inside exp() is too large"),
    "exp-product": ("*".join(["exp(9999)"] * 9), "this is a number beyond 2**20000"),
    "fraction-growth": (
        f"binomial(frac({'7' * 500}/{'3' * 499}1), 200)",
        "this is a number of more than 4096 bits",
    ),
    "integral-at-numbers": (
        "lowergamma(E + 1, -1e-10)", "the value of lowergamma() at numbers alone is not computed here"
    ),
    "series-at-numbers": ("hyper((1, 2), (3,), 1/2)", "the value of hyper() at numbers alone"),
    "special-at-nan": ("polygamma(nan, 2)", "polygamma() has no value at nan"),
    "special-at-zoo": ("gamma(1/0)", "gamma() has no value at zoo"),
    "depth-of-parentheses": ("(" * 5_000 + "x" + ")" * 5_000, "nested too deeply; 200 levels"),
    "depth-of-brackets": ("[" * 50_000, "nested too deeply"),
    "depth-of-calls": ("sin(" * 5_000 + "x" + ")" * 5_000, "nested too deeply"),
    "depth-of-signs": ("-" * 5_000 + "x", "nested too deeply"),
    "depth-of-not": ("not " * 5_000 + "x", "nested too deeply"),
    "depth-of-powers": ("**".join(["x"] * 5_000), "nested too deeply"),
    "extremes": (f"Max({', '.join(f'x{i}' for i in range(60))})", "60 values; 50 are the limit"),
    "extremes-nested": (
        f"Max({', '.join(f'x{i}' for i in range(30))}, Max({', '.join(f'y{i}' for i in range(30))}))",
        "60 values; 50 are the limit",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, reason", REFUSED.values(), ids=REFUSED)
def test_beyond_the_bound_is_refused_at_once(text, reason):
    start = time.perf_counter()
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_expression(text)
    assert reason in caught.value.reason
    # Without the bound these take minutes or forever.
    assert time.perf_counter() - start < 5


WITHIN = {
    "length": "x" + " " * (MAX_LENGTH - 1),
    "digits": NINES,
    "decimal-exponent": "1e308",
    "power": "2**4000",
    "power-of-symbol": "(x + 1)**1000",
    "exponent-of-float": "x**1e-300",
    "factorial": "factorial(170)",
    "order": "legendre(20, x)",
    "large-numbers-outside": "sin(10**30*x) + besselj(0, 10**30*x)",
    "exp": "exp(-700) + exp(10**6*x)",
    "special-at-numbers": "gamma(1/3) + zeta(3) + besselj(0, 1.5) + erf(0.5) + gamma(oo)",
    "depth": "(" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1),
    "depth-of-calls": "sin(" * 100 + "x" + ")" * 100,
    "depth-of-roots": "sqrt(1 + " * 90 + "x" + ")" * 90,
    "extremes": f"Max({', '.join(f'x{i}' for i in range(20))})",
}


@pytest.mark.parametrize("text", WITHIN.values(), ids=WITHIN)
def test_formulas_of_ordinary_size_pass(text):
    assert parse_expression(text) is not None


def test_the_hint_of_a_large_number_helps():
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_expression("loggamma(1000)*x")
    assert caught.value.hint == "write the value of loggamma() as a decimal number"
    assert parse_expression("5905.220423209181*x").is_Mul
