"""Random programs: fused and plain evaluation differ by no more than rounding can explain."""

from __future__ import annotations

import random

import pytest
import torch
from random_formulas import SYMBOLS, differences, random_expression

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.schedule import scheduled

F64 = torch.float64


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_random_programs(start, way):
    """The unit is what other rounding errors change; benchmarks/random_programs.py compares ten thousand."""
    found = [
        each for seed in range(start, start + 20) for each in differences(seed, 12, hessian=seed % 4 == 0)
    ]
    assert max(each.units for each in found) < 2
    assert sum(each.decided for each in found) > 0.98 * sum(each.total for each in found)


def test_a_difference_is_seen(monkeypatch):
    """One that is a few units more than rounding, in the last of the results."""
    evaluate = FusedProgram.evaluate

    def off(self, inputs, **given):
        *results, last = evaluate(self, inputs, **given)
        return [*results, last * (1 + 2e-14)]

    monkeypatch.setattr(FusedProgram, "evaluate", off)
    assert max(each.units for each in differences(3, 12, hessian=False)) > 4


def gradients(function, tensors):
    value, slopes = function.value_and_grad(*tensors)
    return [value, *slopes]


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
