"""What the parser accepts, and what it makes of it."""

from __future__ import annotations

import pytest
import sympy
from sympy import (
    And,
    E,
    Eq,
    Float,
    I,
    Integer,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Symbol,
    besselj,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
    tan,
)  # fmt: skip

from sympy_torch_bridge.errors import InputTypeError
from sympy_torch_bridge.parse import parse_expression, parse_expressions
from sympy_torch_bridge.parse.vocabulary import CONSTANTS, WORDS

x, y, z = symbols("x y z")

ACCEPTED = {
    "x": x,
    " x\n+ 1": x + 1,
    "2*x + 1/3": 2 * x + Rational(1, 3),
    "-x**2": -(x**2),
    "2**-x": 2 ** (-x),
    "x**-y**2": x ** (-(y**2)),
    "x**y**z": x ** (y**z),
    "x/y/z": x / (y * z),
    "x - y - z": x - y - z,
    "-2*x": -2 * x,
    "+x": x,
    "--x": x,
    ".5*x": Float(".5") * x,
    "2.*x": Float("2.") * x,
    "1.5e-3": Float("1.5e-3"),
    "exp(-x**2/2)/sqrt(2*pi)": exp(-(x**2) / 2) / sqrt(2 * pi),
    "log(x, 2)": log(x, 2),
    "ln(x)": log(x),
    "abs(x)": sympy.Abs(x),
    "x if x > 0 else 0": Piecewise((x, x > 0), (0, True)),
    "x + 1 if x > 0 and y < 1 else -x": Piecewise((x + 1, And(x > 0, y < 1)), (-x, True)),
    "0 if x < -3 else 1 if x > 3 else x/6": Piecewise((0, x < -3), (1, x > 3), (x / 6, True)),
    "2*(x if not x < 0 else y) - 1": 2 * Piecewise((x, x >= 0), (y, True)) - 1,
    "Max(x if x > y else y, 0)": sympy.Max(Piecewise((x, x > y), (y, True)), 0),
    "E**x": exp(x),
    "I*x": I * x,
    "besselj(0, x)": besselj(0, x),
    "Max(x, y, 1)": sympy.Max(x, y, 1),
    "root(x, 3)": sympy.root(x, 3),
    "hyper((1, 2), (3,), x)": sympy.hyper((1, 2), (3,), x),
    "hyper([1, 2], [3], x)": sympy.hyper((1, 2), (3,), x),
    "meijerg(((1,), ()), ((1,), ()), x)": sympy.meijerg(((1,), ()), ((1,), ()), x),
    "x < y": x < y,
    "0 < x <= 1": And(sympy.Lt(0, x), x <= 1),
    "x == y": Eq(x, y),
    "x != y": Ne(x, y),
    "x > 0 and not y > 1 or z < 0": Or(And(x > 0, Not(y > 1)), z < 0),
    "(x > 0) & ~(y > 1) | (z < 0)": Or(And(x > 0, Not(y > 1)), z < 0),
    "not x == y": Ne(x, y),
    "Eq(x, 1)": Eq(x, 1),
    "True": sympy.true,
    "Piecewise((x, x > 0), (0, True))": Piecewise((x, x > 0), (0, True)),
    "ITE(x > 0, y > 0, z > 0)": sympy.ITE(x > 0, y > 0, z > 0),
    "θ*sin(θ)": Symbol("θ") * sin(Symbol("θ")),
    "((((x))))": x,
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_formula_becomes_the_sympy_object(text):
    assert parse_expression(text) == ACCEPTED[text]


ROUND_TRIPS = [
    x + y * z - 3,
    sin(x) ** 2 / (1 + cos(x * y)),
    Rational(2, 7) * x ** Rational(3, 2),
    Float(0.1) * x,
    Float("0.1234567890123456789012345", 25) * x,
    exp(-(x**2)) * log(1 + x),
    sqrt(x + sqrt(y)),
    Piecewise((x**2, (x > 0) & (x < 1)), (tan(x), Eq(x, 2) | (x < -3)), (oo, True)),
    sympy.Max(x, 0) + sympy.Abs(y),
    sympy.Heaviside(x) * sympy.DiracDelta(y),
    sympy.polygamma(2, x) + sympy.zeta(x) * sympy.EulerGamma,
    sympy.hyper((1, x), (Rational(1, 2),), z),
    sympy.atan2(y, x) * E**pi,
    (x + I * y) * sympy.conjugate(z),
    sympy.elliptic_pi(x, y, z) + sympy.lowergamma(x, y),
    sympy.zoo * 1,
    x - x / 10**30,
    sympy.floor(x) + sympy.Mod(x, y) + sympy.factorial(z),
    Not(Eq(x, y)) & (z > 0),
]


@pytest.mark.parametrize("expression", ROUND_TRIPS, ids=str)
def test_text_of_an_expression_reads_back(expression):
    assert parse_expression(str(expression)) == expression


def test_every_function_of_the_vocabulary_reads_back():
    arguments = symbols("a b c d e f")
    for word in WORDS.values():
        if word.takes != "numbers":
            continue
        expression = word.make(*arguments[: word.fewest])
        assert parse_expression(str(expression)) == expression, word.name


def test_every_constant_reads_back():
    for name, value in CONSTANTS.items():
        assert parse_expression(name) is value
        assert parse_expression(str(value)) is value


def test_given_symbols_keep_their_assumptions_and_shadow_sympy():
    positive = Symbol("x", positive=True)
    own = {name: Symbol(name) for name in ("E", "I", "beta", "lambda", "max")} | {"x": positive}
    assert parse_expression("sqrt(x**2)", symbols=own) == positive
    assert parse_expression("E*I*beta*lambda*max", symbols=own) == sympy.Mul(
        *(own[name] for name in ("E", "I", "beta", "lambda", "max"))
    )


def test_symbols_must_be_symbols():
    with pytest.raises(InputTypeError, match=r"'symbols\['A'\]' is MatrixSymbol; expected a Symbol"):
        parse_expression("A", symbols={"A": sympy.MatrixSymbol("A", 2, 2)})


def test_decimal_numbers_keep_their_digits():
    assert parse_expression("0.1") == Float("0.1")
    assert str(parse_expression("0.12345678901234567890123")) == "0.12345678901234567890123"
    # One rounding, not two: the nearest double to 1/3.
    assert float(parse_expression("1.0/3")) == 1.0 / 3


def test_lists_of_formulas():
    assert parse_expressions("cos(x), -y") == (cos(x), -y)
    assert parse_expressions("[cos(x), -y]") == (cos(x), -y)
    assert parse_expressions("(cos(x), -y)") == (cos(x), -y)
    assert parse_expressions("x") == (x,)
    assert parse_expressions("[x]") == (x,)
    assert parse_expressions("[[x, 1], [2, y]]") == ((x, 1), (2, y))
    assert parse_expressions("x, [1, 2]") == (x, (Integer(1), Integer(2)))


def test_a_long_sum_and_a_long_product_are_read():
    names = [f"x{i}" for i in range(5_000)]
    assert len(parse_expression(" - ".join(names)).args) == 5_000
    assert len(parse_expression("*".join(["2", *names])).args) == 5_001


def test_conditions_are_refused_on_request_and_accepted_inside_piecewise():
    text = "Piecewise((x, x > 0), (0, True))"
    assert parse_expression(text, allow_relations=False) == ACCEPTED[text]
    assert parse_expression("x", allow_relations=False) == x
