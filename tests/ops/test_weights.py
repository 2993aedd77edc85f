"""Weights of sums of exponentials that are Python numbers: what tensors give, by fewer operations."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import sympy
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import exponential_sums

WEIGHTS: tuple[float, ...] = (2, 0.75, -0.5, 1, 1e-3, 0)
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
    for weights in itertools.product(WEIGHTS, WEIGHTS[:4]):
        found = computed(KERNELS[name], weights, exponents, batched)
        tensors = [torch.tensor(w, dtype=dtype) for w in weights]
        expected = computed(KERNELS[name], tensors, exponents, batched)
        for one, other in zip(found, expected, strict=True):
            # The shift is another number where its logarithm is rounded otherwise, and a second slope has a
            # dozen operations after it.
            torch.testing.assert_close(one, other, rtol=12 * torch.finfo(dtype).eps, atol=0, equal_nan=True)


EXTREME: dict[torch.dtype, tuple[float, ...]] = {
    torch.float64: (1e200, 1e-200, 1e300, 1e-310, 5e-324),
    torch.float32: (1e30, 1e-30, 1e38, 1e-42, 1e-46, 1e-60),
    torch.float16: (1e4, 1e-4, 1e-8, 1e-12),
}


@pytest.mark.parametrize("dtype", EXTREME, ids=str)
@pytest.mark.parametrize("backend", ["eager", "fused"])
def test_numbers_beyond_the_range_of_the_type(dtype: torch.dtype, backend: Any) -> None:
    """A weight of 1e-46 is 0 in single precision, its product with exp(120) is not."""
    x = sympy.Symbol("x", real=True)
    largest = 0.9 * math.log(torch.finfo(dtype).max)
    points = torch.linspace(-2 * largest, 2 * largest, 41, dtype=torch.float64).to(dtype)
    eps = torch.finfo(dtype).eps
    for weight in EXTREME[dtype]:
        expr = sympy.log(sympy.Float(weight, 17) * sympy.exp(x) + 3 * sympy.exp(-x))
        f = stb.compile(expr, [x], backend=backend)
        value, (slope,) = f.value_and_grad(points)
        batched = torch.vmap(torch.func.grad(f))(points)
        with mpmath.workdps(400):
            terms = [(weight * mpmath.exp(p), 3 * mpmath.exp(-p)) for p in points.tolist()]
            logarithms = [float(mpmath.log(a + b)) for a, b in terms]
            slopes = [float((a - b) / (a + b)) for a, b in terms]
        # Eight operations round. Half precision has no room for what the logarithm of 2 loses, so that the
        # exponent is as wrong as a product with it.
        known = (8 + (abs(math.log(weight)) if dtype is torch.float16 else 0)) * eps
        torch.testing.assert_close(
            value.double(), torch.tensor(logarithms, dtype=torch.float64), rtol=known, atol=known
        )
        for found in (slope, batched):
            torch.testing.assert_close(
                found.double(), torch.tensor(slopes, dtype=torch.float64), rtol=known, atol=known
            )


@pytest.mark.parametrize("backend", ["eager", "fused"])
def test_numbers_beside_tensors(backend: Any) -> None:
    """Each of them bounds how far the exponents may go without a shift."""
    x, w = sympy.symbols("x w", positive=True)
    f = stb.compile(sympy.log(w * sympy.exp(-x) + sympy.exp(-2 * x) / 1000), [x, w], backend=backend)
    at = torch.tensor([1.0, 100.0, 600.0], dtype=torch.float64)
    eps = torch.finfo(torch.float64).eps
    for weight in (1e-250, 1e-3, 1e250):
        value, (slope, _) = f.value_and_grad(at, torch.full_like(at, weight))
        with mpmath.workdps(400):
            terms = [(weight * mpmath.exp(-p), mpmath.exp(-2 * p) / 1000) for p in at.tolist()]
            logarithms = [float(mpmath.log(a + b)) for a, b in terms]
            slopes = [float((-a - 2 * b) / (a + b)) for a, b in terms]
        # A logarithm beside a shift; a quotient of sums of two products.
        assert value.tolist() == pytest.approx(logarithms, rel=4 * eps)
        assert slope.tolist() == pytest.approx(slopes, rel=4 * eps)


class Counted(TorchDispatchMode):
    """Counts operations."""

    count = 0

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


def test_what_is_no_weight_is_a_tensor() -> None:
    x, y = sympy.symbols("x y", real=True)
    quotient = stb.compile(sympy.exp(y) / (3 * sympy.exp(x) + 2 * sympy.exp(2 * x)), [x, y])
    assert "quotient_weighted_sum_exp(y, 2, 2*x, 3, x)" in quotient.source
    constant = stb.compile(
        sympy.log(2 * sympy.exp(x) + 3 * sympy.exp(2 * x) + 5 * sympy.exp(-x) * sympy.E**2), [x]
    )
    assert "sum_exp(" in constant.source
    at = torch.tensor([0.5, 800.0], dtype=torch.float64)
    exact = [math.log(2 * math.exp(0.5) + 3 * math.e + 5 * math.exp(1.5)), 1600 + math.log(3)]
    assert constant(at).tolist() == pytest.approx(exact, rel=4 * torch.finfo(torch.float64).eps)
