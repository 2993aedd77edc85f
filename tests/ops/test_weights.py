"""Weights of sums of exponentials that are Python numbers: what tensors give, by fewer operations."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import exponential_sums

MODERATE: tuple[float, ...] = (2, 0.75, -0.5, 1)
EXTREME: dict[torch.dtype, tuple[float, ...]] = {
    torch.float64: (0, 1e-3, 1e200, 1e-200, -1e300, 5e-324),
    torch.float32: (0, 1e-3, 1e30, 1e-30, -1e38, 1e-44),
}
EXPONENTS = (
    -1e4,
    -745.0,
    -400.0,
    -90.0,
    -1.0,
    0.0,
    2.0,
    44.0,
    90.0,
    300.0,
    705.0,
    1e4,
    float("inf"),
    float("nan"),
)
KERNELS: dict[str, Callable[..., Tensor]] = {
    "log": exponential_sums.log_weighted_sum_exp,
    "log1p": exponential_sums.log1p_weighted_sum_exp,
    "quotient": lambda *pairs: exponential_sums.quotient_weighted_sum_exp(pairs[1] / 2, *pairs),
}


def computed(
    kernel: Callable[..., Tensor], weights: Any, exponents: list[Tensor], batched: bool
) -> list[Tensor]:
    """Return value, slopes, and slopes of these, where a kernel may look at its numbers or not."""

    def value(*exponents: Tensor) -> Tensor:
        first, second = (w.to(exponents[0]) if isinstance(w, Tensor) else w for w in weights)
        return kernel(first, exponents[0], second, exponents[1])

    def slope(*exponents: Tensor) -> Tensor:
        found: Tensor = torch.func.grad(lambda *a: value(*a).sum())(*exponents)
        return found

    functions = [value, slope, lambda *a: torch.func.grad(lambda *b: slope(*b).sum())(*a)]
    return [torch.vmap(f)(*exponents) if batched else f(*exponents) for f in functions]


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("batched", [False, True], ids=["at hand", "batched"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_numbers_are_as_tensors(name: str, batched: bool, dtype: torch.dtype) -> None:
    columns = torch.tensor(list(itertools.product(EXPONENTS, EXPONENTS)), dtype=dtype).unbind(-1)
    exponents = [column.contiguous() for column in columns]
    for weights in itertools.product((*MODERATE, *EXTREME[dtype]), MODERATE):
        found = computed(KERNELS[name], weights, exponents, batched)
        tensors = [torch.tensor(w, dtype=dtype) for w in weights]
        expected = computed(KERNELS[name], tensors, exponents, batched)
        for one, other in zip(found, expected, strict=True):
            # The shift is another number where its logarithm is rounded otherwise, and a second slope has a
            # dozen operations after it.
            torch.testing.assert_close(one, other, rtol=12 * torch.finfo(dtype).eps, atol=0, equal_nan=True)


class Counted(TorchDispatchMode):
    """Counts operations."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))


def test_a_formula_has_them_as_numbers() -> None:
    x, w = sympy.symbols("x w", real=True)
    counts = []
    for weight in (sympy.Rational(4, 3), w):
        f = stb.compile(sympy.log(weight * sympy.exp(-(x**2)) + 2 * sympy.exp(x)), [x, w])
        assert (weight is w) is not ("1.3333333333333333, -x**2" in f.source)
        with Counted() as counted:
            f(torch.ones(3), torch.ones(()))
        counts.append(counted.count)
    assert counts[0] < 0.7 * counts[1]
