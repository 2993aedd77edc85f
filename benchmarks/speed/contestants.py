"""Ways to value and gradient: each takes a formula and gives a function of tensors."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.fused import blocks
from sympy_torch_bridge.fused.native import NativeLibrary, native_library

from .c_kernel import CKernel

__all__ = ["CONTESTANTS", "available", "by_autograd", "lambdified", "lambdify"]

Run = Callable[[list[torch.Tensor]], Any]


def by_autograd(function: Callable[..., torch.Tensor]) -> Run:
    """Take the gradient with ``torch.autograd.grad``."""

    def run(tensors):
        leaves = [t.detach().requires_grad_() for t in tensors]
        value = function(*leaves)
        return value.detach(), torch.autograd.grad(value.sum(), leaves, materialize_grads=True)

    return run


def lambdified(expr, inputs, cse: bool):
    """Return SymPy's own translation, with numbers for roots such as sqrt(2), on which it fails."""
    numbers = [p for p in expr.atoms(sympy.Pow) if p.is_number and not p.is_Rational]
    floats = {p: sympy.Float(p.evalf(17)) for p in numbers}
    return sympy.lambdify(inputs, expr.xreplace(floats), modules="torch", cse=cse)


def lambdify(cse: bool) -> Callable[[Any, Any], Run]:
    """Return SymPy's own translation under autograd."""
    return lambda expr, inputs: by_autograd(lambdified(expr, inputs, cse))


def lambdify_derivatives(expr, inputs):
    """Return NumPy code of the value and of SymPy's derivatives, common subexpressions shared."""
    function = sympy.lambdify(inputs, [expr, *(expr.diff(s) for s in inputs)], modules="scipy", cse=True)
    return lambda tensors: function(*(t.numpy() for t in tensors))


def numba(expr, inputs):
    """Return a loop of numba over value and SymPy's derivatives; it has no gradient for autograd."""
    njit = importlib.import_module("numba").njit
    outputs = (expr, *(expr.diff(s) for s in inputs))
    one = njit(sympy.lambdify(inputs, outputs, modules="math", cse=True))
    arguments = ", ".join(f"x[{k}, i]" for k in range(len(inputs)))
    lines = [
        "def loop(x, out):",
        "    for i in range(x.shape[1]):",
        f"        found = one({arguments})",
        *(f"        out[{k}, i] = found[{k}]" for k in range(len(outputs))),
    ]
    namespace = {"one": one}
    exec("\n".join(lines), namespace)  # our own text
    loop = njit(namespace["loop"])

    def run(tensors):
        x = np.stack([t.numpy() for t in tensors])
        out = np.empty((len(outputs), x.shape[1]))
        loop(x, out)
        return out

    return run


def sympytorch(expr, inputs):
    """Return the module of the package sympytorch."""
    module = importlib.import_module("sympytorch").SymPyModule(expressions=[expr])
    names = [str(s) for s in inputs]
    return by_autograd(lambda *tensors: module(**dict(zip(names, tensors, strict=True)))[..., 0])


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


CONTESTANTS: dict[str, Callable[[Any, Any], Run]] = {
    "C": c_kernel,
    "fused, native": fused(True),
    "fused, blocks": fused(False),
    "eager": eager,
    "lambdify cse": lambdify(True),
    "lambdify": lambdify(False),
    "NumPy of sympy.diff": lambdify_derivatives,
    "numba of sympy.diff": numba,
    "sympytorch": sympytorch,
    "torch.compile": compiled,
}
_NEEDS = {"sympytorch": "sympytorch", "numba of sympy.diff": "numba"}


def available() -> dict[str, Callable[[Any, Any], Run]]:
    """Return those whose packages are installed; torch.compile, which takes minutes, only when asked for."""
    found = {n: c for n, c in CONTESTANTS.items() if importlib.util.find_spec(_NEEDS.get(n, "torch"))}
    if os.environ.get("WITH_COMPILE") != "1":
        found.pop("torch.compile")
    return found
