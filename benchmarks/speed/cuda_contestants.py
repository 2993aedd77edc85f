"""Ways to value and gradient on a GPU: each takes a formula and gives a function of tensors of the device."""

from __future__ import annotations

import importlib
import importlib.util
import os
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


def sympy2jax(expr, inputs):
    """Return what XLA makes of the module of sympy2jax and its gradient, compiled together."""
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    module = importlib.import_module("sympy2jax").SymbolicModule(expr)
    names = [str(s) for s in inputs]

    def total(*arrays):
        value = module(**dict(zip(names, arrays, strict=True)))
        return value.sum(), value

    joint = jax.jit(jax.value_and_grad(total, argnums=tuple(range(len(names))), has_aux=True))
    return lambda tensors: jax.block_until_ready(joint(*(jax.dlpack.from_dlpack(t) for t in tensors)))


CONTESTANTS: dict[str, tuple[Callable[[Any, Any], Run], tuple[str, ...]]] = {
    "CUDA": (CudaKernel, ("cupy",)),
    "fused": (fused, ()),
    "fused, torch.compile": (compiled, ()),
    "eager": (eager, ()),
    "torch.compile of lambdify cse": (compiled_lambdify, ()),
    "lambdify cse": PEERS["lambdify cse"],
    "sympytorch": PEERS["sympytorch"],
    "torchsympy": PEERS["torchsympy"],
    "sympy2jax": (sympy2jax, ("sympy2jax", "jax")),
}


def available() -> dict[str, Callable[[Any, Any], Run]]:
    """Return those whose packages are installed."""
    return {
        name: make
        for name, (make, needs) in CONTESTANTS.items()
        if all(importlib.util.find_spec(package) for package in needs)
    }
