"""Constraints in half and single precision: values stay inside, and begin where they are put."""

from __future__ import annotations

import math

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.transforms import Above, Below, Between, Simplex, Transform

x, k = sympy.symbols("x k")
DTYPES = [torch.float16, torch.bfloat16, torch.float32]
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)

# Bounds that no binary number has exactly, powers of two, and narrow intervals.
BOUNDS = [
    (0.1, math.inf), (-0.1, math.inf), (1000.3, math.inf), (-math.inf, 3.1), (-math.inf, -0.7),
    (0.0, 1.0), (0.1, 0.7), (-0.7, -0.1), (100.1, 103.3), (1.0, 2.0), (-1.0, 1e9),
]  # fmt: skip


def transform(lower: float, upper: float) -> Transform:
    if math.isinf(upper):
        return Above("k", lower, "")
    return Below("k", upper, "") if math.isinf(lower) else Between("k", lower, upper, "")


@dtypes
@pytest.mark.parametrize(("lower", "upper"), BOUNDS)
def test_every_value_lies_inside(lower: float, upper: float, dtype: torch.dtype) -> None:
    free = torch.cat([torch.linspace(-6e4, 6e4, 301), torch.linspace(-20, 20, 4001)]).to(dtype)
    found = transform(lower, upper)(free).double()
    assert bool(((found > lower) & (found < upper) & found.isfinite()).all())


@dtypes
def test_all_numbers_inside_can_be_kept(dtype: torch.dtype) -> None:
    """The last number below a power of two is inside as well: nothing moves it."""
    eps = torch.finfo(dtype).eps
    unit, beyond = Between("k", 0.0, 1.0, ""), Between("k", 1.0, 2.0, "")
    assert unit(torch.tensor(6e4, dtype=dtype)).item() == 1 - eps / 2
    assert beyond(torch.tensor(-6e4, dtype=dtype)).item() == 1 + eps


@dtypes
def test_a_value_begins_where_it_is_put(dtype: torch.dtype) -> None:
    """As far as the free number can say: its rounding is relative to its own size."""
    eps = torch.finfo(dtype).eps
    for value in (0.002, 0.01, 0.1, 0.7, 1.0, 3.0, 50.0, 1000.0):
        given = torch.tensor(value, dtype=dtype)
        rate = Above("k", 0.0, "")
        free = rate.right_inverse(given)
        allowed = eps * (1 + 0.5 * abs(free.item()) * min(1.0, value) / value)
        assert rate(free).item() == pytest.approx(given.item(), rel=allowed)
    for value in (-900.0, -0.5, 0.0, 7.0, 1500.0):
        given = torch.tensor(value, dtype=dtype)
        wide = Between("k", -1000.0, 2000.0, "")
        free = wide.right_inverse(given)
        slope = 3000 * torch.sigmoid(free.double()).item() * torch.sigmoid(-free.double()).item()
        # The interval is computed in single precision, whose rounding is relative to its ends.
        working = 2 * torch.finfo(torch.float32).eps * 2000
        allowed = working + eps * (abs(given.item()) + 0.5 * slope * abs(free.item()))
        assert wide(free).item() == pytest.approx(given.item(), rel=0, abs=allowed)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_an_interval_without_a_number_is_refused(dtype: torch.dtype) -> None:
    module = stb.SymPyModule(k * x, parameters={k: 1.0002}, constraints={k: (1.0, 1.0005)})
    assert 1.0 < module.float().k.item() < 1.0005
    with pytest.raises(
        stb.ConstraintError, match=f"no number of {dtype} lies between 1.0 and 1.0005"
    ) as caught:
        module.to(dtype)(torch.ones(2, dtype=dtype))
    assert caught.value.parameter == "k"


@dtypes
def test_shares(dtype: torch.dtype) -> None:
    simplex = Simplex("w", (3,), "")
    shares = torch.tensor([0.2, 0.3, 0.5], dtype=dtype)
    again = simplex(simplex.right_inverse(shares))
    torch.testing.assert_close(again, shares, rtol=2 * torch.finfo(dtype).eps, atol=0)
    far = simplex(torch.tensor([-200.0, 0.0], dtype=dtype))
    assert bool((far > 0).all())
    with pytest.raises(stb.ConstraintError):
        simplex.right_inverse(torch.tensor([0.2, 0.3, 0.6], dtype=dtype))


@dtypes
def test_training_keeps_the_bounds(dtype: torch.dtype) -> None:
    module = stb.SymPyModule(k * x, parameters={k: 0.5}, constraints={k: (0.1, 0.7)}).to(dtype)
    optimizer = torch.optim.SGD(module.parameters(), lr=100.0)
    for _ in range(3):
        optimizer.zero_grad()
        module(torch.ones(4, dtype=dtype)).sum().neg().backward()
        optimizer.step()
        assert 0.1 < module.k.item() < 0.7
