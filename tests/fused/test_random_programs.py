"""Random programs: fused and plain evaluation differ by no more than rounding can explain."""

from __future__ import annotations

import random

import pytest
import sympy as sp
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.schedule import scheduled

F64 = torch.float64
SYMBOLS = sp.symbols("a b c", real=True)
UNARY = (
    sp.sin, sp.cos, sp.tanh, sp.exp, sp.atan, sp.asinh, sp.erf, sp.sinc, sp.Abs, sp.sech,
    lambda u: sp.log(1 + u**2), lambda u: sp.sqrt(1 + u**2), lambda u: 1 / (2 + u**2), lambda u: u**3,
    lambda u: sp.log(1 + sp.exp(u)), lambda u: -u, lambda u: u / 3,
)  # fmt: skip
BINARY = (
    lambda u, v: u + v, lambda u, v: u - v, lambda u, v: u * v, lambda u, v: u / (1 + v**2), sp.Max, sp.Min,
    lambda u, v: sp.Piecewise((u, u > v), (v**2, True)), sp.atan2, lambda u, v: (1 + u**2) ** v,
)  # fmt: skip


def random_expression(draw, size):
    """Combine leaves until one expression is left; some of them are used twice."""
    parts = [*SYMBOLS, *(sp.Rational(draw.randint(-9, 9), 4) for _ in range(2))]
    for _ in range(size):
        if draw.random() < 0.5:
            parts.append(draw.choice(UNARY)(draw.choice(parts)))
        else:
            parts.append(draw.choice(BINARY)(draw.choice(parts), draw.choice(parts)))
    return sum(parts[-3:])


def gradients(function, tensors):
    value, slopes = function.value_and_grad(*tensors)
    return [value, *slopes]


def compare(seed, size):
    draw = random.Random(seed)
    expr = random_expression(draw, size)
    plain = stb.compile(expr, SYMBOLS)
    fused = stb.compile(expr, SYMBOLS, backend="fused")
    points = [torch.tensor([draw.uniform(-2, 2) for _ in range(16)], dtype=F64) for _ in SYMBOLS]
    assert stb.explain(fused, *points).chosen != "eager"
    expected, found = gradients(plain, points), gradients(fused, points)
    # What the rounding of the inputs changes, rounding on the way may change too.
    spread = [torch.zeros_like(points[0])] * len(expected)
    for step in (1 - 4e-15, 1 + 4e-15):
        near = gradients(plain, [p * step for p in points])
        spread = [torch.maximum(s, (n - e).abs()) for s, n, e in zip(spread, near, expected, strict=True)]
    for e, f, s in zip(expected, found, spread, strict=True):
        allowed = 1e-12 * (1 + e.abs()) + 50 * s
        same = ((e - f).abs() <= allowed) | (e == f) | (torch.isnan(e) & torch.isnan(f))
        # A value next to a kink, or a number out of range, is either side's.
        is_rough = ~torch.isfinite(s) | (s > 1e-6 * (1 + e.abs()))
        assert bool((same | is_rough).all()), (seed, expr, e[~same], f[~same])
        assert bool(is_rough.sum() <= is_rough.numel() // 2) or not bool(torch.isfinite(e).any())


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_random_programs(start, way):
    for seed in range(start, start + 20):
        compare(seed, size=12)


def joint_results(seeds):
    found = []
    for seed in seeds:
        draw = random.Random(seed)
        fused = stb.compile(random_expression(draw, 12), SYMBOLS, backend="fused")
        points = [torch.linspace(-2, draw.uniform(-1, 2), 1500, dtype=F64) for _ in SYMBOLS]
        found += [each.numpy().tobytes() for each in gradients(fused, points)]
    return found


def test_what_is_left_out_changes_no_bit(way, monkeypatch):
    found = joint_results(range(30))
    monkeypatch.setattr(
        blocks, "scheduled_in_regions", lambda program, uniform, **_: (program, scheduled(program, uniform))
    )
    assert found == joint_results(range(30))
