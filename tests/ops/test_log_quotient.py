"""The logarithm of a quotient: exact to two units in the last place, at every size of its numbers."""

from __future__ import annotations

import math
import random

import mpmath
import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops.stable_kernels import log_quotient, log_quotient_of_values, quotients

F64, F32 = torch.float64, torch.float32
INF, NAN = float("inf"), float("nan")
x, y = sympy.symbols("x y")
fused = stb.compile(sympy.log(x / y), [x, y], backend="fused")


def without_a_look(a, b):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quotients, "are_at_hand", lambda tensors: False)
        return log_quotient(a, b)


def one_by_one(a, b):
    return torch.stack([log_quotient(*pair) for pair in zip(a, b, strict=True)])


WAYS = {
    "at hand": log_quotient,
    "one by one": one_by_one,
    "without a look": without_a_look,
    "of values": log_quotient_of_values,
    "fused": lambda a, b: fused(a, b),
}


def pairs(dtype):
    """Draw numbers of all sizes whose quotients are of all sizes, many of them near 1."""
    draw = random.Random(7)
    largest = 307 if dtype is F64 else 37
    found = []
    for _ in range(600):
        b = draw.choice((1, -1)) * 10 ** draw.uniform(-largest, largest)
        near = 1 + draw.uniform(-1, 1) * 10 ** draw.uniform(-16, -1)
        far = 10 ** draw.uniform(-3, 3)
        for ratio in (near, draw.uniform(0.3, 3), draw.uniform(0.38, 0.45), far):
            found.append((b * ratio, b))
        found.append((math.copysign(10 ** draw.uniform(-largest, largest), b), b))
    numbers = torch.tensor(found, dtype=F64).to(dtype)
    numbers = numbers[torch.isfinite(numbers).all(1) & (numbers != 0).all(1)]
    return numbers[:, 0].clone(), numbers[:, 1].clone()


def ulps(found, a, b, dtype):
    worst = 0.0
    for value, above, below in zip(found.tolist(), a.tolist(), b.tolist(), strict=True):
        with mpmath.workdps(60):
            exact = mpmath.log(mpmath.mpf(above) / mpmath.mpf(below))
            size = torch.tensor(abs(float(exact)), dtype=dtype)
            unit = (torch.nextafter(size, torch.tensor(INF, dtype=dtype)) - size).item()
            error = float(abs(value - exact) / unit)
        assert error == error, (above, below)
        worst = max(worst, error)
    return worst


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dtype", [F64, F32], ids=str)
def test_units_in_the_last_place(way, dtype):
    a, b = pairs(dtype)
    assert ulps(WAYS[way](a, b), a, b, dtype) < 2


@pytest.mark.parametrize("way", WAYS)
def test_ends_of_the_numbers(way):
    for a, b, value in (
        (0.0, 2.0, -INF), (-0.0, 2.0, -INF), (0.0, -2.0, -INF), (-0.0, -2.0, -INF), (2.0, 0.0, INF),
        (-2.0, -0.0, INF), (2.0, -0.0, NAN), (0.0, 0.0, NAN), (INF, 2.0, INF), (2.0, INF, -INF),
        (-INF, -2.0, INF), (INF, INF, NAN), (-2.0, 2.0, NAN), (2.0, -1e-300, NAN), (NAN, 2.0, NAN),
        (2.0, NAN, NAN), (3.0, 3.0, 0.0), (5e-324, 5e-324, 0.0), (5e-324, 1.0, math.log(5e-324)),
        (1.7e308, 5e-324, math.log(1.7e308) - math.log(5e-324)), (1.7e308, -1.7e308, NAN),
        # Negative quotients that round to a zero, or are one for an infinite b.
        (-5e-324, 1.7e308, NAN), (2.0, -INF, NAN), (-INF, 2.0, NAN), (-2.0, -INF, -INF),
    ):  # fmt: skip
        pair = torch.tensor([a], dtype=F64), torch.tensor([b], dtype=F64)
        (found,) = WAYS[way](*pair).tolist()
        assert math.isclose(found, value, rel_tol=1e-15) or (math.isnan(found) and math.isnan(value)), (a, b)


@pytest.mark.parametrize("way", ["at hand", "without a look"])
def test_slopes_of_equal_numbers(way):
    a, b = (torch.tensor([3.0, -3.0, 1e-310], dtype=F64, requires_grad=True) for _ in range(2))
    slopes = torch.autograd.grad(WAYS[way](a, b).sum(), (a, b))
    torch.testing.assert_close(slopes, (1 / a.detach(), -1 / b.detach()), rtol=1e-15, atol=0)
