"""Ways to value and gradient on a GPU: each takes a formula and gives a function of tensors of the device."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import torch

import sympy_torch_bridge as stb

from .contestants import compiled, eager
from .cuda_kernel import CudaKernel
from .peers import PEERS, compiled_lambdify

__all__ = ["CONTESTANTS", "available"]

Run = Callable[[list[torch.Tensor]], Any]


def fused(expr, inputs):
    """Return this library's kernel for value and gradient."""
    function = stb.compile(expr, inputs, backend="fused")
    return lambda tensors: function.value_and_grad(*tensors)


CONTESTANTS: dict[str, tuple[Callable[[Any, Any], Run], tuple[str, ...]]] = {
    "CUDA": (CudaKernel, ("cupy",)),
    "fused": (fused, ()),
    "fused, torch.compile": (compiled, ()),
    "eager": (eager, ()),
    "torch.compile of lambdify cse": (compiled_lambdify, ()),
    "lambdify cse": PEERS["lambdify cse"],
    "sympytorch": PEERS["sympytorch"],
    "torchsympy": PEERS["torchsympy"],
    "sympy2jax": PEERS["sympy2jax"],
}


def available() -> dict[str, Callable[[Any, Any], Run]]:
    """Return those whose packages are installed."""
    return {
        name: make
        for name, (make, needs) in CONTESTANTS.items()
        if all(importlib.util.find_spec(package) for package in needs)
    }
