"""The emitted source is what a person would write: golden texts, looked at one by one."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Eq, Max, Ne, Piecewise, Rational, Symbol, exp, log, pi, sin, sqrt, symbols

from sympy_torch_bridge.program import argument_names, emit, load, lower

x, y, n = symbols("x y n")

GOLDEN: list[tuple[Any, str]] = [
    (3 * x**2 - 4 * x, "return 3*x**2 - 4*x"),
    (x + 1, "return x + 1"),
    (x - y, "return x - y"),
    (1 - x, "return 1 - x"),
    (-x - y - 1, "return -x - y - 1"),
    (-x * y - 2, "return -x*y - 2"),
    (x / y, "return x/y"),
    (1 / (x + y), "return 1/(x + y)"),
    (x / (3 * y**2), "return 0.3333333333333333*x/y**2"),
    (Rational(3, 4) * x, "return 0.75*x"),
    (2 * x / 3, "return 0.6666666666666666*x"),
    (x / 3, "return x/3"),
    (sqrt(2) * x, "return 1.4142135623730951*x"),
    (exp(-(x**2) / 2) / sqrt(2 * pi), "return 0.3989422804014327*torch.exp(-0.5*x**2)"),
    (sqrt(x) + 1 / sqrt(y), "return torch.sqrt(x) + torch.rsqrt(y)"),
    (x ** Rational(1, 3), "return x**0.3333333333333333"),
    (x**n, "return x**n"),
    (2**x, "return 2**x"),
    (x ** (y**n), "return x**y**n"),
    ((x**y) ** n, "return (x**y)**n"),
    (x - (y - n), "return n + x - y"),
    (sympy.Add(x, sympy.Mul(-1, y + n, evaluate=False), evaluate=False), "return x - (n + y)"),
    (x + pi + 2, "return x + 5.141592653589793"),
    (log(x) * sin(y), "return torch.log(x)*torch.sin(y)"),
    (x > y, "return x > y"),
    (Eq(x, y), "return x == y"),
    (sympy.And(x > 0, y > 0), "return torch.logical_and(x > 0, y > 0)"),
    (Max(x, y), "return kernels.maximum(x, y)"),
    (Piecewise((x, x > 0), (-x, True)), "return torch.where(x > 0, x, -x)"),
]


@pytest.mark.parametrize(("expr", "text"), GOLDEN, ids=lambda item: item if isinstance(item, str) else "")
def test_source_reads_as_written_by_hand(expr: Any, text: str) -> None:
    program, inputs = lower(expr)
    lines = emit(program, argument_names(inputs)).rstrip().splitlines()
    assert lines[-1].strip() == text


def test_shared_subexpression_is_named_once() -> None:
    program, inputs = lower(sin(x) ** 2 + sin(x))
    source = emit(program, argument_names(inputs))
    assert source.count("torch.sin") == 1


def test_source_can_be_pasted() -> None:
    """The text holds its own imports and runs outside the library."""
    import torch

    expr = Piecewise((sin(x) / x, Ne(x, 0)), (1, True)) + Max(x, 0)
    program, inputs = lower(expr)
    source = emit(program, argument_names(inputs))
    at = torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64)
    assert torch.equal(load(source, program)(at), load(source, program)(at))
    namespace: dict[str, Any] = {}
    exec(source, namespace)  # the text under test
    assert torch.equal(namespace["f"](at), load(source, program)(at))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["x", "lambda"], ["x", "lambda_"]),
        (["x'", "x_"], ["x_", "x__2"]),
        (["1a", ""], ["x_1a", "x_"]),
        (["torch", "math", "f"], ["torch_", "math_", "f_"]),
        (["v1", "__import__"], ["x_v1", "x___import__"]),
        (["α", "a b"], ["_", "a_b"]),
    ],
)
def test_any_name_becomes_an_identifier(names: list[str], expected: list[str]) -> None:
    assert argument_names([Symbol(name) for name in names]) == expected


def test_a_name_cannot_smuggle_code() -> None:
    evil = Symbol("x): import os; os.abort() #")
    program, inputs = lower(evil + 1)
    (name,) = argument_names(inputs)
    assert name.isidentifier()
    assert "abort()" not in emit(program, [name])
