"""The order of the constants in the packed vector: that of their places, whatever their values."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from saved_modules import saved

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
AT = torch.linspace(0.1, 2, 5, dtype=torch.float64)

FORMULAS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "terms": lambda a, b, c: a * sympy.sin(x) + b * sympy.cos(x) + c,
    "arguments": lambda a, b, c: a * sympy.sin(x) + b * sympy.sin(y) + c * sympy.sin(x * y),
    "factors": lambda a, b, c: sympy.sin(a + x) * sympy.cos(b + x) * sympy.exp(c * x),
    "inside and around": lambda a, b, c: a * sympy.exp(-b * x) + c * sympy.exp(-b * x**2),
    "powers": lambda a, b, c: x**a + y**b + (x + y) ** c,
    "several": lambda a, b, c: [a * x + b * x**2, c * x],
    "a matrix": lambda a, b, c: sympy.Matrix([[a * x, b * x + c * x**2]]),
}
formulas = pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)


def packed(expr: Any) -> stb.SymPyModule:
    return stb.SymPyModule(expr, packed=True)


def names(module: Any) -> list[str]:
    return [name for name, _ in module.named_constants()]


@formulas
def test_values_do_not_decide(formula: Callable[..., Any]) -> None:
    values = [(0.3, 7.25, 2.75), (7.25, 2.75, 0.3), (2.75, -0.3, -7.25), (-4.5, 1e-9, 1e9)]
    modules = [packed(formula(*one)) for one in values]
    assert len({tuple(names(module)) for module in modules}) == 1
    assert len({tuple(names(stb.SymPyModule(formula(*one)))) for one in values}) == 1
    first, second = modules[:2]
    with torch.no_grad():  # the vector alone, without a name
        second.packed.copy_(first.packed)
    assert second.sympy() == first.sympy()


@formulas
def test_training_and_the_way_back_keep_it(formula: Callable[..., Any]) -> None:
    module = packed(formula(0.3, 7.25, 2.75))
    before = names(module)
    with torch.no_grad():
        module.packed.mul_(-1).add_(torch.arange(module.packed.numel()) * 3.5)
    assert names(module) == before
    again = packed(module.sympy())
    assert names(again) == before
    assert torch.equal(again.packed, module.packed)
    restored = stb.SymPyModule.from_state_dict(saved(module))
    assert names(restored) == before
    assert torch.equal(restored.packed, module.packed)


def test_twins_that_can_change_places_without_a_difference() -> None:
    """SymPy holds one expression for both orders of writing; training moves none of the two."""
    module = packed(sympy.sin(0.5 * x) + sympy.sin(2.5 * x))
    other = packed(sympy.sin(2.5 * x) + sympy.sin(0.5 * x))
    assert torch.equal(module.packed, other.packed)
    with torch.no_grad():
        module.packed.copy_(module.packed.flip(0) * 3)
    restored = stb.SymPyModule.from_state_dict(saved(module))
    assert torch.equal(restored.packed, module.packed)
    torch.testing.assert_close(packed(module.sympy())(AT), module(AT), rtol=1e-15, atol=0)


def test_twins_keep_what_belongs_to_them() -> None:
    """The factor and the rate of one term are not mixed with those of the other."""
    first = packed(0.3 * sympy.exp(-7.25 * x) + 5.5 * sympy.exp(-2.25 * x))
    second = packed(9.5 * sympy.exp(-0.25 * x) + 0.1 * sympy.exp(-4.5 * x))
    with torch.no_grad():
        second.packed.copy_(first.packed)
    torch.testing.assert_close(second(AT), first(AT), rtol=1e-15, atol=0)


CODE = """
import sympy, sympy_torch_bridge as stb
x, y = sympy.symbols("x y")
module = stb.SymPyModule(1.5*sympy.sin(x) + 2.5*sympy.sin(y) + 3.5*sympy.cos(x*y) + 4.5*x**0.75, packed=True)
print(list((name, value.item()) for name, value in module.named_constants()))
"""


@pytest.mark.slow
def test_processes_agree() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", CODE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert "factor_sin" in found.pop()
