"""How far values and first derivatives of a form, as written and as rewritten, are from the exact ones."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import sympy
import torch

from sympy_torch_bridge.exact import ExactFunction
from sympy_torch_bridge.program import argument_names, emit, load, lower, stabilise

Columns = list[list[float]]
# One point may hit a written form by luck; its neighbours show what it is worth.
NEIGHBOURS = 5
ULPS = 16


def torch_function(expr: Any, symbols: Sequence[Any], *, stable: bool) -> Callable[..., Any]:
    """Load the program of an expression, with or without the pass."""
    program, _ = lower(expr, symbols)
    program = stabilise(program) if stable else program
    return load(emit(program, argument_names(symbols)), program)


def value_and_gradient(function: Callable[..., Any], points: Sequence[Sequence[float]]) -> Columns:
    """Return the column of values, then one column of derivatives for each input."""
    tensors = [torch.tensor(c, dtype=torch.float64, requires_grad=True) for c in zip(*points, strict=True)]
    value = function(*tensors)
    return [value.tolist(), *(g.tolist() for g in torch.autograd.grad(value.sum(), tensors))]


def error(measured: float, exact: Any) -> float:
    """Return the absolute error; an overflow is right where the exact number rounds to infinity."""
    if measured == float(exact):
        return 0.0
    if not math.isfinite(measured) or not math.isfinite(float(exact)):
        return math.inf
    with mpmath.workprec(2200):
        return float(abs(mpmath.mpf(measured) - exact))


def draw(count: int, width: int, seed: int) -> list[list[float]]:
    """Draw points of both signs and all magnitudes; some with two coordinates that nearly agree."""
    rng = random.Random(seed)
    points = []
    for _ in range(count):
        low, high = rng.choice([(-300, 300), (-20, 4), (-2, 1)])
        point = [10 ** rng.uniform(low, high) * rng.choice([1, 1, -1]) for _ in range(width)]
        if width > 1 and rng.random() < 0.3:
            point[1] = point[0] * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-16, -1))
        points.append(point)
    return points


def losses(
    expr: Any, points: Sequence[Sequence[float]], stable: Callable[..., Any] | None = None
) -> list[tuple[Any, ...]]:
    """List the places at which the rewritten form is worse than the written one."""
    symbols = sorted(expr.free_symbols, key=str)
    crowd = [[c * (1 + k * 2.0**-51) for c in point] for point in points for k in range(NEIGHBOURS)]
    written = value_and_gradient(torch_function(expr, symbols, stable=False), crowd)
    rewritten = value_and_gradient(stable or torch_function(expr, symbols, stable=True), crowd)
    exact = ExactFunction([expr, *(sympy.diff(expr, s) for s in symbols)], symbols)
    found = []
    for row, point in enumerate(points):
        first = row * NEIGHBOURS
        values = [exact(dict(zip(symbols, crowd[first + k], strict=True))) for k in range(NEIGHBOURS)]
        for column in range(1 + len(symbols)):
            numbers = [enclosures[column] for enclosures in values]
            pair = written[column][first], rewritten[column][first]
            if not values[0][0].is_finite:
                # Outside the domain the value stays what it was: undefined, or the same infinity.
                if column == 0 and math.isfinite(pair[1]) and not math.isfinite(pair[0]):
                    found.append((column, point, *pair, "undefined"))
                continue
            is_believed_zero = not numbers[0].center and numbers[0].radius
            if not numbers[0].is_finite or is_believed_zero:
                continue
            noise = max(
                error(written[column][first + k], n.center) for k, n in enumerate(numbers) if n.is_finite
            )
            ulp = math.ulp(float(numbers[0].center)) if math.isfinite(float(numbers[0].center)) else 0.0
            if not error(pair[1], numbers[0].center) <= 2 * noise + ULPS * ulp:
                found.append((column, point, *pair, float(numbers[0].center)))
    return found
