"""Every expression of the battery is fully right, or refused with an error that names the node.

Fully right: value to 1e-10 and gradient to 1e-8, on a batch, float32 in gives float32 out. The
references come from SymPy's evaluation and from differences of it, not from any derivative.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator
from typing import Any

import mpmath
import pytest
import sympy
import torch
from translation import reference
from translation.expressions import EXPRESSIONS, INTEGERS, POINTS

import sympy_torch_bridge as stb

pytestmark = [
    pytest.mark.collection,
    pytest.mark.filterwarnings("ignore::sympy_torch_bridge.errors.PerformanceWarning"),
]

CASES = [
    pytest.param(expr, id=f"{category}: {str(expr)[:80]}")
    for category, expressions in EXPRESSIONS.items()
    for expr in expressions
]
COUNT = len(POINTS[sympy.Symbol("x")])


def inputs_of(expr: Any) -> list[Any]:
    """Return the symbols of an expression; a constant is a function of x."""
    return sorted(expr.free_symbols, key=str) or [sympy.Symbol("x")]


def points_of(expr: Any) -> list[dict[Any, float]]:
    return [{s: POINTS[s][row] for s in inputs_of(expr)} for row in range(COUNT)]


def batch_of(expr: Any, dtype: torch.dtype = torch.float64) -> list[torch.Tensor]:
    return [torch.tensor(POINTS[s], dtype=dtype) for s in inputs_of(expr)]


def is_close(got: Any, exact: Any, relative: float, floor: float = 0.0) -> bool:
    """Compare a number with the exact one; nan equals nan and infinities themselves."""
    if isinstance(exact, bool):
        return got is exact
    if mpmath.isnan(exact):
        return cmath.isnan(got)
    if mpmath.isinf(exact):
        return got == complex(exact)
    return abs(got - complex(exact)) <= relative * max(abs(complex(exact)), floor)


def as_real(exact: Any) -> Any:
    """Return what a real program gives for a value: nan where it is complex."""
    if isinstance(exact, bool) or abs(exact.imag) <= abs(exact.real) * mpmath.mpf(10) ** -25:
        return exact
    return mpmath.mpc("nan")


@pytest.mark.parametrize("expr", CASES)
def test_expression_is_fully_right(expr: Any) -> None:
    function = stb.compile(expr, inputs_of(expr))
    got = function(*batch_of(expr))
    assert got.shape == (COUNT,)
    exact = [reference.value(expr, at) for at in points_of(expr)]
    exact = exact if got.is_complex() else [as_real(number) for number in exact]
    for number, true in zip(got.tolist(), exact, strict=True):
        assert is_close(number, true, 1e-10), (got, exact)
    if got.dtype is torch.bool:
        return
    expected = torch.complex64 if got.is_complex() else torch.float32
    assert function(*batch_of(expr, torch.float32)).dtype is expected
    for where, slope, true in slopes(expr, function, exact):
        assert is_close(slope, true, 1e-8, floor=1e-5), (where, slope, true)


def slopes(expr: Any, function: Any, exact: list[Any]) -> Iterator[tuple[Any, float, Any]]:
    """Yield the derivative of each part by each real input at each point, with the exact one."""
    inputs = inputs_of(expr)
    leaves = [t.requires_grad_(s not in INTEGERS) for s, t in zip(inputs, batch_of(expr), strict=True)]
    result = function(*leaves)
    for part in (torch.real, torch.imag) if result.is_complex() else (torch.real,):
        wanted = [leaf for leaf in leaves if leaf.requires_grad]
        if not wanted:
            return
        found = iter(torch.autograd.grad(part(result).sum(), wanted, retain_graph=True, allow_unused=True))
        for symbol, leaf in zip(inputs, leaves, strict=True):
            if not leaf.requires_grad or (gradient := next(found)) is None:
                continue
            for row, at in enumerate(points_of(expr)):
                if math.isfinite(abs(complex(exact[row]))):
                    true = reference.slope(expr, at, symbol) if symbol in expr.free_symbols else mpmath.mpc(0)
                    true = true.real if part is torch.real else true.imag
                    yield (symbol, at), gradient[row].item(), mpmath.mpc(true)
