"""Claims about a function in the forms that people hand in: formulas, and torch code from two sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
import torch

import sympy_torch_bridge as stb

from .functions import Function

__all__ = ["ROUTES", "by_compile", "by_lambdify", "formula_claim"]

Rows = list[list[Any]]


def formula_claim(function: Function, rows: Rows) -> Any:
    """Return a derivative as the checker takes formulas."""
    return rows if function.is_vector else rows[0]


def by_compile(function: Function, rows: Rows) -> Callable[..., torch.Tensor]:
    """Return torch code for a derivative, compiled by this library."""
    entries = [entry for row in rows for entry in row]
    return _stacked(stb.compile(tuple(entries), list(function.symbols)), function)


def by_lambdify(function: Function, rows: Rows) -> Callable[..., torch.Tensor]:
    """Return torch code for a derivative, printed by SymPy.

    Raises
    ------
    NotImplementedError
        SymPy cannot print it, or what it prints does not run.
    """
    entries = [entry for row in rows for entry in row]
    try:
        code = sympy.lambdify(list(function.symbols), entries, modules="torch")
        code(*[torch.full((2,), 0.5, dtype=torch.float64) for _ in function.symbols])
    except Exception as error:  # SymPy's printer and what it prints fail in many ways
        raise NotImplementedError(f"{type(error).__name__}: {error}") from None
    return _stacked(code, function)


ROUTES = {"compile": by_compile, "lambdify": by_lambdify}


def _stacked(code: Callable[..., Any], function: Function) -> Callable[..., torch.Tensor]:
    outputs, symbols = len(function.exprs), len(function.symbols)

    def gradient(*points: torch.Tensor) -> torch.Tensor:
        stacked = torch.stack([_like(part, points[0]) for part in code(*points)], dim=-1)
        return stacked.reshape(*points[0].shape, outputs, symbols) if function.is_vector else stacked

    return gradient


def _like(part: Any, point: torch.Tensor) -> torch.Tensor:
    """Return an entry in the shape of the batch: printed code gives constants as Python numbers."""
    if not isinstance(part, torch.Tensor):
        return torch.full_like(point, part)
    return part.to(point.dtype).expand(point.shape)
