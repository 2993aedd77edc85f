"""Ways to value and gradient: each takes a formula and gives a function of tensors."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.native import NativeLibrary, native_library

from .c_kernel import CKernel
from .peers import PEERS, by_autograd

__all__ = ["OURS", "available"]

Run = Callable[[list[torch.Tensor]], Any]


def eager(expr, inputs):
    """Return this library's plain operations under autograd."""
    return by_autograd(stb.compile(expr, inputs))


def fused(is_native: bool) -> Callable[[Any, Any], Run]:
    """Return this library's fused program, with or without the native interpreter."""

    def make(expr, inputs):
        function = stb.compile(expr, inputs, backend="fused")
        library = native_library() if is_native else NativeLibrary({}, "turned off")

        def run(tensors):
            blocks.native_library, kept = (lambda: library), blocks.native_library
            try:
                return function.value_and_grad(*tensors)
            finally:
                blocks.native_library = kept

        return run

    return make


def compiled(expr, inputs):
    """Return torch.compile of the joint program, without autograd around it."""
    function = stb.compile(expr, inputs, backend="fused")
    joint = torch.compile(lambda *tensors: function.value_and_grad(*tensors), fullgraph=True)
    return lambda tensors: joint(*tensors)


def c_kernel(expr, inputs):
    """Return one fused loop in C."""
    return CKernel(expr, inputs)


OURS: dict[str, Callable[[Any, Any], Run]] = {
    "C": c_kernel,
    "fused, native": fused(True),
    "fused, blocks": fused(False),
    "eager": eager,
    "torch.compile": compiled,
}
_LONG = ("torch.compile", "torch.compile of lambdify cse")


def available() -> dict[str, Callable[[Any, Any], Run]]:
    """Return those whose packages are installed; torch.compile, which takes minutes, only when asked for."""
    found = OURS | {
        name: make
        for name, (make, needs) in PEERS.items()
        if all(importlib.util.find_spec(package) for package in needs)
    }
    is_asked = os.environ.get("WITH_COMPILE") == "1"
    return {name: make for name, make in found.items() if is_asked or name not in _LONG}
