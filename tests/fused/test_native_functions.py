"""Elementary functions are the interpreter's own, value and gradient, and so those of kernels of a GPU."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch
from torch_transforms import close

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused.cuda.source import reason_against_source
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.ops import Op, complex, elementary, piecewise
from sympy_torch_bridge.program import lower, stabilise
from sympy_torch_bridge.program.record_facts import arity_of

# The inverse of erf is no function of the C library.
OPS = [op for op in (*elementary.OPS, *piecewise.OPS, *complex.OPS) if op.name != "erfinv"]
by_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)


def formula(op: Op) -> tuple[sympy.Expr, list[sympy.Symbol]]:
    symbols = list(sympy.symbols(f"a:{arity_of(op)}"))
    return sympy.Basic.__new__(op.head, *symbols), symbols


@by_op
def test_value_and_gradient_are_of_operations_of_kernels(op: Op) -> None:
    fused = FusedProgram(stabilise(lower(formula(op)[0])[0]), torch.float64)
    assert reason_against_source(fused.simplified) == ""
    assert reason_against_source(fused.with_gradient.simplified) == ""


@by_op
def test_they_are_those_of_plain_operations(op: Op) -> None:
    expr, symbols = formula(op)
    rng = np.random.default_rng(0)
    at = [
        torch.tensor(op.argument_domain(i).sample(rng, 99), dtype=torch.float64) for i in range(len(symbols))
    ]
    value, gradients = stb.compile(expr, symbols, backend="fused").value_and_grad(*at)
    expected, slopes = stb.compile(expr, symbols, backend="eager").value_and_grad(*at)
    eps = torch.finfo(torch.float64).eps
    # Two libraries, each within the error that the record states; derivatives are composed of more functions,
    # and torch takes that of tanh as a difference from 1.
    close(value, expected, rtol=16 * op.ulp * eps, atol=0)
    close(gradients, tuple(slopes), rtol=256 * op.ulp * eps, atol=2 * eps)
