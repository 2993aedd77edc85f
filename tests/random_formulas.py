"""Random formulas, and by how much their fused evaluation differs from plain operations and autograd."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import sympy as sp
import torch
from torch import Tensor

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.noise import deviation

__all__ = ["SYMBOLS", "Difference", "differences", "random_expression"]

F64 = torch.float64
SYMBOLS = sp.symbols("a b c", real=True)
UNARY: tuple[Callable[[Any], Any], ...] = (
    sp.sin, sp.cos, sp.tanh, sp.exp, sp.atan, sp.asinh, sp.erf, sp.sinc, sp.Abs, sp.sech,
    lambda u: sp.log(1 + u**2), lambda u: sp.sqrt(1 + u**2), lambda u: 1 / (2 + u**2), lambda u: u**3,
    lambda u: sp.log(1 + sp.exp(u)), lambda u: -u, lambda u: u / 3,
)  # fmt: skip
BINARY: tuple[Callable[[Any, Any], Any], ...] = (
    lambda u, v: u + v, lambda u, v: u - v, lambda u, v: u * v, lambda u, v: u / (1 + v**2), sp.Max, sp.Min,
    lambda u, v: sp.Piecewise((u, u > v), (v**2, True)), sp.atan2, lambda u, v: (1 + u**2) ** v,
)  # fmt: skip


def random_expression(draw: random.Random, size: int) -> Any:
    """Combine leaves until one expression is left; some of them are used twice."""
    parts: list[Any] = [*SYMBOLS, *(sp.Rational(draw.randint(-9, 9), 4) for _ in range(2))]
    for _ in range(size):
        if draw.random() < 0.5:
            made = draw.choice(UNARY)(draw.choice(parts))
        else:
            made = draw.choice(BINARY)(draw.choice(parts), draw.choice(parts))
        if not made.has(sp.nan, sp.zoo, sp.oo, -sp.oo):  # of numbers alone, as atan2(0, 0) is
            parts.append(made)
    return sum(parts[-3:])


class Difference(NamedTuple):
    """How two evaluations of the value, the gradient or the Hessian differ.

    ``units`` is the largest difference among the points, divided by what other rounding errors on the way
    change in the plain evaluation (which contains the condition of the formula) and one unit in the last
    place of the number; ``decided`` counts the numbers that rounding leaves any digits, of ``total``.
    """

    quantity: str
    units: float
    decided: int
    total: int


def differences(
    seed: int, size: int, points: int = 16, *, hessian: bool = True, device: str = "cpu"
) -> list[Difference]:
    """Compare the evaluation of a random formula by ``backend="fused"`` with the plain one, on one device."""
    draw = random.Random(seed)
    expr = random_expression(draw, size)
    plain, fused = (stb.compile(expr, SYMBOLS, backend=b) for b in ("eager", "fused"))
    at = [torch.tensor([draw.uniform(-2, 2) for _ in range(points)], dtype=F64) for _ in SYMBOLS]
    there = [p.to(device) for p in at]
    assert stb.explain(fused, *there).chosen != "eager"
    expected, found = (_derivatives(f, hessian)(*there).cpu() for f in (plain, fused))
    noise = deviation(_derivatives(plain, hessian), at, seed=seed)
    return [
        _difference(name, expected[:, part], found[:, part], noise[:, part])
        for name, part in (("value", slice(1)), ("gradient", slice(1, 4)), ("hessian", slice(4, None)))
        if name != "hessian" or hessian
    ]


def _derivatives(function: Any, hessian: bool) -> Callable[..., Tensor]:
    """Return a function that gives value, gradient and, where wanted, Hessian as columns."""

    def columns(*points: Tensor) -> Tensor:
        points = tuple(p.detach().requires_grad_() for p in points)
        value, gradients = function.value_and_grad(*points)
        found = [value, *gradients]
        for gradient in gradients if hessian else ():
            rows: Any = [None] * len(points)
            if gradient.requires_grad:
                rows = torch.autograd.grad(gradient.sum(), points, retain_graph=True, allow_unused=True)
            found += [
                torch.zeros_like(p) if row is None else row for p, row in zip(points, rows, strict=True)
            ]
        return torch.stack([column.detach() for column in found], dim=-1)

    return columns


def _difference(quantity: str, expected: Tensor, found: Tensor, noise: Tensor) -> Difference:
    last_place = torch.finfo(F64).eps * expected.abs() + torch.finfo(F64).tiny
    is_same = (expected == found) | (expected.isnan() & found.isnan())
    # Next to a kink, or where all digits are lost, or out of range, the number is either side's.
    is_decided = torch.isfinite(expected) & (noise < 1e-3 * (expected.abs() + 1e-3))
    units = torch.where(is_same, 0.0, (found - expected).abs() / (noise + last_place))
    units = torch.where(is_decided, torch.nan_to_num(units, nan=torch.inf), 0.0)
    # What has no number however it is rounded has none here.
    is_without = ~torch.isfinite(expected) & (noise == 0)
    units = torch.where(is_without & torch.isfinite(found), torch.inf, units)
    return Difference(quantity, float(units.max()), int(is_decided.sum()), is_decided.numel())
