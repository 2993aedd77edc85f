"""Symbols are told apart by what they are; any name works, whatever Python makes of it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import sympy
import torch
from sympy import Dummy, Symbol, Wild

from sympy_torch_bridge import SymPyModule, compile
from sympy_torch_bridge.errors import AmbiguousNameError

NAMES = [
    "lambda",
    "None",
    "True",
    "import",
    "class",
    "_",
    "__",
    "__init__",
    "",
    " ",
    "x y",
    "x\ny",
    "\\",
    '"',
    "'",
    "x'",
    "x''",
    "α",
    "λ",
    "Δx",
    "变量",
    "ﬁ",
    "ℌ",
    "x²",
    "x₁",
    "é",
    "1",
    "1x",
    "x.y",
    "x-y",
    "x + 1",
    "x[0]",
    "{x}",
    "#",
    "torch",
    "math",
    "kernels",
    "stable_kernels",
    "assemble",
    "host",
    "complex",
    "f",
    "v0",
    "v12",
    "call_x",
    "call_sin_0",
    "sin",
    "exp",
    "Max",
    "sec",
    "self",
    "args",
    "kwargs",
    "inputs",
    "dtype",
    "print",
    "x_",
    '__import__("os").abort()',
]


def checked(symbols: list[Any], expr: Any) -> Any:
    """Compile, compare value and gradient with SymPy's at one point, and return the function."""
    points = [0.25 * (i + 2) for i in range(len(symbols))]
    inputs = [torch.tensor([p, 1.0], dtype=torch.float64, requires_grad=True) for p in points]
    f = compile(expr, symbols)
    value = f(*inputs)
    slopes = torch.autograd.grad(value.sum(), inputs)
    at = dict(zip(symbols, points, strict=True))
    assert value[0].item() == pytest.approx(float(expr.subs(at, simultaneous=True)), rel=1e-14)
    for symbol, slope in zip(symbols, slopes, strict=True):
        assert slope[0].item() == pytest.approx(
            float(expr.diff(symbol).subs(at, simultaneous=True)), rel=1e-13
        )
    return f


def mixed(symbols: list[Any]) -> Any:
    """Use every symbol, a shared subexpression, and a kernel whose module the source imports."""
    shared = sympy.exp(symbols[0] / 3)
    return sympy.Add(*(sympy.sec(s / 5) * s**i * shared for i, s in enumerate(symbols, 1))) + sympy.sin(
        shared
    )


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_works(name: str) -> None:
    symbols = [Symbol(name), Symbol("y")]
    f = checked(symbols, mixed(symbols))
    at = torch.tensor(0.5), torch.tensor(2.0)
    assert f(**{name: at[0], "y": at[1]}) == f(*at)
    assert pickle.loads(pickle.dumps(f))(*at) == f(*at)
    assert copy.deepcopy(f)(*at) == f(*at)
    assert SymPyModule(f.expr, symbols)(*at) == f(*at)


@pytest.mark.parametrize(
    "symbols",
    [
        [Symbol("x"), Symbol("x", positive=True)],
        [Symbol("x", real=True), Symbol("x", integer=True), Symbol("x")],
        [Dummy("x"), Dummy("x")],
        [Dummy(), Dummy(), Symbol("Dummy_1")],
        [Dummy("x"), Symbol("x")],
        [Symbol("x'"), Symbol('x"'), Symbol("x."), Symbol("x_"), Symbol("x__2"), Symbol("x")],
        [Symbol("v0"), Symbol("x_v0"), Symbol("v1")],
        [Symbol("torch"), Symbol("torch_"), Symbol("kernels")],
        [Wild("w"), Symbol("w")],
    ],
)
def test_symbols_of_one_name_are_told_apart(symbols: list[Any]) -> None:
    checked(symbols, mixed(symbols))


def test_difference_of_two_symbols_of_one_name_is_not_zero() -> None:
    plain, positive = Symbol("x"), Symbol("x", positive=True)
    f = compile(positive - plain, [positive, plain])
    assert f(torch.tensor(3.0), torch.tensor(1.0)) == 2
    with pytest.raises(AmbiguousNameError, match=r"(?s)ambiguous.*by position"):
        f(x=torch.tensor(1.0))


def test_function_and_symbol_of_one_name() -> None:
    u, symbol = sympy.Function("u"), Symbol("u")
    f = compile(u(symbol) + symbol, [symbol], functions={"u": torch.square})
    assert f(torch.tensor(3.0)) == 12
    label = Symbol("call_u_0")
    assert compile(u(label) + label, [label], functions={"u": torch.square})(torch.tensor(3.0)) == 12


def test_many_symbols_keep_their_order() -> None:
    symbols = [Symbol("x" + mark) for mark in ("'", "''", "_", "__", "-", " ", ".", "!")]
    f = compile(sympy.Add(*(10**i * s for i, s in enumerate(symbols))), symbols)
    assert f(*(torch.tensor(float(i)) for i in range(8))) == 76543210
