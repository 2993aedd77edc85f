"""Modules that are saved in tests, and how they are read again."""

from __future__ import annotations

import io
import json
from typing import Any

import sympy
import torch

import sympy_torch_bridge as stb

__all__ = ["deep_formula", "facts_in", "law", "saved"]


def law(**options: Any) -> stb.SymPyModule:
    """Return a*exp(-k*x) with two parameters."""
    x, a, k = sympy.symbols("x a k")
    return stb.SymPyModule(a * sympy.exp(-k * x), **{"parameters": {a: 2.0, k: 0.5}, **options})


def saved(module: torch.nn.Module) -> dict[str, Any]:
    """Write a checkpoint and read it as one that nobody vouches for."""
    file = io.BytesIO()
    torch.save(module.state_dict(), file)
    file.seek(0)
    state: dict[str, Any] = torch.load(file, weights_only=True)
    return state


def deep_formula() -> Any:
    """Return a formula of 2,000 levels."""
    deep = 2.5 * sympy.Symbol("x")
    for _ in range(2000):
        deep = sympy.sin(deep, evaluate=False)
    return deep


def facts_in(state: dict[str, Any]) -> Any:
    """Return what a checkpoint says besides the values, without its checksum."""
    return json.loads(state["_extra_state"]["facts"].splitlines()[0])
