"""The op table read backwards: what a record lowers to is read as its function again."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import sympy
import torch
from sympy.codegen import cfunctions

import sympy_torch_bridge as stb
from sympy_torch_bridge.ops import OPS
from sympy_torch_bridge.ops.host import HostKernel
from sympy_torch_bridge.tracing.readings.from_op_table import formula_of

ARITIES = range(1, 8)
# SymPy has no value of these with symbols alone: their arguments are places and degrees.
WITHOUT_SYMBOLS = ("motzkin", "chebyshevt_root", "chebyshevu_root")
# The own kernels of elementary functions; the others iterate, and an expression of their steps is of no use.
ROUND = ("cot", "sec", "csc", "sinc", "acot", "asec", "acsc")
HYPERBOLIC = ("coth", "sech", "csch", "acoth", "asech", "acsch")
SUMS = ("fma", "cosm1", "logaddexp", "logaddexp2", "log10", "Cbrt", "erf2")
KINKS = ("maximum", "minimum", "Max", "Min", "sign", "frac", "Heaviside")
OWN = (*ROUND, *HYPERBOLIC, *SUMS, *KINKS)


def with_symbols(op):
    """Apply the function of a record to as many real symbols as its samples have, or as few as it takes."""
    for arity in [len(op.samples[0])] if op.samples else ARITIES:
        symbols = sympy.symbols(f"x:{arity}", real=True)
        try:
            return op.head(*symbols), symbols
        except (TypeError, ValueError):
            continue
    raise AssertionError(f"no number of symbols fits {op.name}")


def named(ops):
    return [pytest.param(op, id=op.name) for op in ops]


@pytest.mark.parametrize("op", named(op for op in OPS if op.name not in WITHOUT_SYMBOLS))
def test_a_compiled_function_is_read_as_itself(op):
    expression, symbols = with_symbols(op)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stb.PerformanceWarning)
        function = stb.compile(expression, symbols)
    assert stb.from_torch(lambda *tensors: function(*tensors) + 1, list(symbols)) == expression + 1


@pytest.mark.parametrize(
    "op", named(op for op in OPS if op.kernel == "torch" and op.name not in ("re", "adjoint"))
)
def test_an_operation_of_torch_is_read_as_the_function(op):
    _, symbols = with_symbols(op)
    read = stb.from_torch(op.lower, list(symbols))
    assert read == formula_of(op.head)(*symbols)
    if op.head.__module__ == cfunctions.__name__:
        assert not read.has(op.head)
        point = dict(zip(symbols, (0.3, 0.7), strict=False))
        assert float(read.subs(point)) == pytest.approx(float(op.reference(*point.values())), rel=1e-14)


@pytest.mark.parametrize(
    "op", named(op for op in OPS if isinstance(op.lower, HostKernel) and op.name not in WITHOUT_SYMBOLS)
)
def test_a_kernel_outside_torch_is_read_as_the_function(op):
    expression, symbols = with_symbols(op)
    assert stb.from_torch(op.lower, list(symbols)) == expression


@pytest.mark.parametrize("op", named(op for op in OPS if op.kernel == "own" and op.name in OWN))
def test_the_steps_of_an_own_kernel_have_its_values(op):
    _, symbols = with_symbols(op)
    result = stb.from_torch(op.lower, list(symbols))
    domains = [op.argument_domain(k) for k in range(len(symbols))]
    generator = np.random.default_rng(1)
    for _ in range(3):
        point = [max(d.lower, -2.0) + generator.uniform(0.1, 0.7) for d in domains]
        value = float(result.subs(dict(zip(symbols, point, strict=True))))
        assert value == pytest.approx(float(op.reference(*point)), rel=1e-12)
        assert value == pytest.approx(float(op.lower(*map(_tensor, point))), rel=1e-12)


def _tensor(number):
    return torch.tensor(number, dtype=torch.float64)
