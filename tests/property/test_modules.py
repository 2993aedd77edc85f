"""Random formulas as modules: ways back, checkpoints and arrangements give the same formula and values."""

from __future__ import annotations

from typing import Any

import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
DOMAIN = {x: stb.Interval(0.25, 2.0), y: stb.Interval(0.25, 2.0)}
AT = tuple(torch.linspace(0.3, end, 7, dtype=torch.float64) for end in (1.9, 1.1))

expressions = stb.testing.strategies.expressions([x, y], domain=DOMAIN, kinks=True)
numbers = st.lists(st.floats(0.125, 3.0).filter(lambda v: not (2 * v).is_integer()), min_size=4, max_size=4)


def with_floats(expr: Any, values: list[float]) -> Any:
    """Put a number into the formula, in and around it; equal terms may merge."""
    first, second, third, fourth = map(sympy.Float, values)
    return first * expr.xreplace({x: second * x}) + third * sympy.cos(fourth * y) + expr


@given(expressions, numbers, st.sampled_from(["floats", "none"]))
@settings(max_examples=40)
def test_it_comes_back_and_can_be_stored(expr: Any, values: list[float], parameters: str) -> None:
    formula = with_floats(expr, values)
    module = stb.SymPyModule(formula, [x, y], parameters=parameters)
    assert module.sympy() == formula
    again = stb.SymPyModule.from_state_dict(module.state_dict())
    assert again.sympy() == formula
    torch.testing.assert_close(again(*AT), module(*AT), rtol=0, atol=0, equal_nan=True)
    names = [name for name, _ in module.named_constants()]
    assert [name for name, _ in again.named_constants()] == names


@given(expressions, numbers, numbers)
@settings(max_examples=40)
def test_values_travel_by_name(expr: Any, values: list[float], others: list[float]) -> None:
    a, b, c = sympy.symbols("a b c")
    formula = a * expr + sympy.exp(-b * x) * c
    start = {a: values[0], b: values[1], c: values[2]}
    module = stb.SymPyModule(formula, [x, y], parameters=start)
    again = stb.SymPyModule(
        formula, [x, y], parameters={c: others[0], a: others[1], b: others[2]}, packed=True,
        constraints={b: "positive", a: (0, 4)},
    )  # fmt: skip
    again.load_state_dict(module.state_dict())
    assert torch.allclose(again(*AT), module(*AT), rtol=1e-12, equal_nan=True)
    back = stb.SymPyModule(formula, [x, y], parameters=dict.fromkeys((b, c, a), 1.0))
    back.load_state_dict(again.state_dict())
    found = {name: value.item() for name, value in back.named_constants()}
    expected = {name: value.item() for name, value in again.named_constants()}
    assert found == expected
