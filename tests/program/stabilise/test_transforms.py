"""Every rewritten form in every dtype and under every transform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.program import argument_names, emit, load, lower, stabilise
from sympy_torch_bridge.program.stabilise import REWRITES, Rewrite

by_form = pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.form)
COMPILED = ("log(1 + exp(x))", "x**2 - y**2", "sqrt(x**2 + y**2)", "(1 + x)**n", "log(x*exp(y) + 2*exp(z))")


def functions(rewrite: Rewrite) -> tuple[Callable[..., Any], Callable[..., Any], int]:
    expr = sympy.sympify(rewrite.form)
    symbols = sorted(expr.free_symbols, key=str)
    written, _ = lower(expr, symbols)
    names = argument_names(symbols)
    stable = stabilise(written)
    return load(emit(written, names), written), load(emit(stable, names), stable), len(symbols)


def inputs(count: int, dtype: torch.dtype = torch.float64) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [
        (torch.rand(5, generator=generator, dtype=torch.float64) * 0.6 + 0.1 + 0.5 * k).to(dtype)
        for k in range(count)
    ]


@by_form
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_dtype_is_kept(rewrite: Rewrite, dtype: torch.dtype) -> None:
    written, stable, count = functions(rewrite)
    batch = inputs(count, dtype)
    value = stable(*batch)
    assert value.dtype is dtype
    allowed = 40 * torch.finfo(dtype).eps
    exact = written(*(tensor.double() for tensor in batch))
    torch.testing.assert_close(value.double(), exact, rtol=allowed, atol=allowed, equal_nan=True)


@by_form
def test_complex_tensors_get_the_form_as_written(rewrite: Rewrite) -> None:
    written, stable, count = functions(rewrite)
    if "erf" in rewrite.form:
        pytest.skip("torch has no complex error function")
    generator = torch.Generator().manual_seed(2)
    batch = [torch.randn(9, dtype=torch.complex128, generator=generator) for _ in range(count)]
    torch.testing.assert_close(stable(*batch), written(*batch), rtol=1e-9, atol=1e-12, equal_nan=True)


@by_form
def test_second_derivatives_and_vmap(rewrite: Rewrite) -> None:
    written, stable, count = functions(rewrite)
    batch, places = inputs(count), tuple(range(count))
    torch.testing.assert_close(torch.func.vmap(stable)(*batch), stable(*batch), equal_nan=True)
    for transform in (torch.func.hessian, torch.func.jacrev, torch.func.jacfwd):
        expected = torch.func.vmap(transform(written, argnums=places))(*batch)
        found = torch.func.vmap(transform(stable, argnums=places))(*batch)
        torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-10, equal_nan=True)


@pytest.mark.slow
@pytest.mark.parametrize("form", COMPILED)
def test_full_graph(form: str) -> None:
    function = stb.compile(sympy.sympify(form))
    batch = inputs(len(function.inputs))
    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(*batch), function(*batch))


def test_the_gradient_of_a_length_at_the_origin_is_zero() -> None:
    x, y, z = sympy.symbols("x y z")
    zero = torch.zeros(3, dtype=torch.float64)
    for length in (sympy.sqrt(x**2), sympy.sqrt(x**2 + y**2), sympy.sqrt(x**2 + y**2 + z**2)):
        function = stb.compile(length)
        value, gradients = function.value_and_grad(*[zero] * len(function.inputs))
        assert value.tolist() == [0, 0, 0]
        assert all(gradient.tolist() == [0, 0, 0] for gradient in gradients)


def test_the_second_derivative_of_a_smooth_root_at_zero_is_right() -> None:
    x, y = sympy.symbols("x y")
    function = stb.compile(sympy.sqrt(x**2 + y**2 + 4))
    zero = torch.zeros((), dtype=torch.float64)
    hessian = torch.func.hessian(function, argnums=(0, 1))(zero, zero)
    assert [[entry.item() for entry in row] for row in hessian] == [[0.5, 0], [0, 0.5]]


def test_infinite_arguments_give_the_limits() -> None:
    x = sympy.Symbol("x")
    ends = torch.tensor([-torch.inf, torch.inf], dtype=torch.float64)
    limits = {
        1 / (1 + sympy.exp(-x)): [0, 1],
        sympy.log(1 + sympy.exp(x)): [0, torch.inf],
        sympy.sqrt(1 + x**2) - 1: [torch.inf, torch.inf],
        sympy.exp(x) - 1: [-1, torch.inf],
        1 - sympy.tanh(x): [2, 0],
        x**2 - 1: [torch.inf, torch.inf],
        1 / (sympy.exp(x) - 1): [-1, 0],
    }
    for expr, expected in limits.items():
        assert stb.compile(expr)(ends).tolist() == expected, expr
