"""What limit_table refuses, and why."""

from __future__ import annotations

import math
import re

import pytest
import sympy
import torch

from sympy_torch_bridge import limit_table
from sympy_torch_bridge.errors import (
    DomainError,
    InputTypeError,
    MissingInputError,
    OptionError,
    UnknownSymbolError,
)

x, y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("expr", "at"),
    [
        (sympy.log(x), -1),
        (1 / x, 0),
        (sympy.sqrt(x), -1),
        (sympy.sin(x) / x, 0),
        (sympy.tan(x), sympy.pi / 2),
        (1 / sympy.sin(x), sympy.pi),
    ],
)
def test_point_outside_the_domain(expr, at):
    with pytest.raises(DomainError, match=rf"at x = {at}\."):
        limit_table(expr, x, at=at)


def test_callable_outside_its_domain():
    with pytest.raises(DomainError):
        limit_table(torch.log, at=-1.0)


def test_isolated_point_of_the_domain():
    with pytest.raises(DomainError, match="at the point alone"):
        limit_table(sympy.sqrt(-(x**2)), x, at=0)


def test_unknown_symbols():
    with pytest.raises(UnknownSymbolError, match="known symbols: x, y"):
        limit_table(x * y, sympy.Symbol("z"), at=1)
    with pytest.raises(UnknownSymbolError, match="another symbol of that name"):
        limit_table(x**2, sympy.Symbol("x", positive=True), at=1)
    with pytest.raises(UnknownSymbolError, match="z"):
        limit_table(x * y, at={x: 1, y: 1}, direction={sympy.Symbol("z"): 1})


def test_missing_values():
    with pytest.raises(MissingInputError, match=r"subs=\{y: \.\.\.\}") as caught:
        limit_table(x * y, x, at=1)
    assert caught.value.missing == ("y",)
    with pytest.raises(MissingInputError, match="name the point"):
        limit_table(x**2, x)
    namesake = sympy.Symbol("y", real=True)
    with pytest.raises(MissingInputError, match="another symbol of that name"):
        limit_table(x * y, x, at=1, subs={namesake: 2})


@pytest.mark.parametrize("h", [0, -0.1, math.inf, math.nan, [0.1, 0], [], "0.1"], ids=str)
def test_steps_must_be_positive(h):
    with pytest.raises(OptionError, match=r"^h="):
        limit_table(x**2, x, at=1, h=h)


@pytest.mark.parametrize(
    "arguments",
    [
        {"f": x * y, "at": 1},
        {"f": x * y, "x": x, "at": {x: 1, y: 1}, "direction": {x: 1}},
        {"f": x * y, "at": {x: 1, y: 1}, "direction": {x: 0}},
        {"f": x * y, "at": 1, "direction": {x: 1}},
        {"f": x * y, "x": x, "at": 1, "subs": {x: 2, y: 1}},
        {"f": x * y, "x": x, "at": (1, 2, 3)},
        {"f": x**2, "x": x, "at": sympy.oo},
        {"f": x**2, "x": x, "at": 1, "order": 0},
        {"f": torch.sin, "at": 1.0, "subs": {x: 1}},
        {"f": torch.sin, "at": 1.0, "x": 1},
        {"f": torch.sin, "at": (1.0,), "direction": (1, 2)},
        {"f": torch.sin, "at": math.nan},
    ],
    ids=lambda options: re.sub(" at 0x[0-9a-f]+", "", str(options)),
)
def test_unusable_options(arguments):
    with pytest.raises(OptionError):
        limit_table(**arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"f": "x**2", "x": x, "at": 1},
        {"f": sympy.Matrix([x]), "x": x, "at": 1},
        {"f": x > 1, "x": x, "at": 1},
        {"f": x**2, "x": "x", "at": 1},
        {"f": x**2, "x": x, "at": {"x": 1}},
        {"f": x**2, "x": x, "at": sympy.I},
        {"f": x**2, "x": x, "at": y},
    ],
    ids=lambda options: re.sub(" at 0x[0-9a-f]+", "", str(options)),
)
def test_unusable_types(arguments):
    with pytest.raises(InputTypeError):
        limit_table(**arguments)
