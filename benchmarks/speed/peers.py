"""Other ways to value and gradient, of packages that may be installed: each takes a formula."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
import torch

__all__ = ["PEERS", "by_autograd", "lambdified", "lambdify"]

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
    # Each input by itself: to put them into one array would cost more than the loop of a short formula.
    names = ", ".join(f"x{k}" for k in range(len(inputs)))
    arguments = ", ".join(f"x{k}[i]" for k in range(len(inputs)))
    lines = [
        f"def loop({names}, out):",
        "    for i in range(out.shape[1]):",
        f"        found = one({arguments})",
        *(f"        out[{k}, i] = found[{k}]" for k in range(len(outputs))),
    ]
    namespace = {"one": one}
    exec("\n".join(lines), namespace)  # our own text
    loop = njit(namespace["loop"])

    def run(tensors):
        out = np.empty((len(outputs), tensors[0].numel()))
        loop(*(t.numpy() for t in tensors), out)
        return out

    return run


def sympytorch(expr, inputs):
    """Return the module of the package sympytorch."""
    module = importlib.import_module("sympytorch").SymPyModule(expressions=[expr])
    names = [str(s) for s in inputs]
    return by_autograd(lambda *tensors: module(**dict(zip(names, tensors, strict=True)))[..., 0])


def torchsympy(expr, inputs):
    """Return the function that the package torchsympy makes."""
    made = importlib.import_module("torchsympy").TorchSymPy()
    return by_autograd(made.torchify(expr, variables=list(inputs)))


def numexpr(expr, inputs):
    """Return numexpr of value and SymPy's derivatives, one call an output, on one thread."""
    numexpr = importlib.import_module("numexpr")
    numexpr.set_num_threads(1)
    names = [str(s) for s in inputs]
    printer = sympy.printing.lambdarepr.NumExprPrinter()
    outputs = (expr, *(expr.diff(s) for s in inputs))
    texts = [printer.doprint(one).removeprefix("numexpr.evaluate('").split("'")[0] for one in outputs]

    def run(tensors):
        given = dict(zip(names, (t.numpy() for t in tensors), strict=True))
        return [numexpr.evaluate(text, local_dict=given, global_dict={}) for text in texts]

    return run


def sympy2jax(expr, inputs):
    """Return what XLA makes of the module of sympy2jax and its gradient, compiled together."""
    # One thread, as everybody, and no memory of a GPU beforehand; to be set before jax starts.
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    module = importlib.import_module("sympy2jax").SymbolicModule(expr)
    names = [str(s) for s in inputs]

    def total(*arrays):
        value = module(**dict(zip(names, arrays, strict=True)))
        return value.sum(), value

    joint = jax.jit(jax.value_and_grad(total, argnums=tuple(range(len(names))), has_aux=True))

    def run(tensors):
        # From an array of NumPy it starts sooner on the CPU; numbers of a GPU stay there.
        given = (jax.dlpack.from_dlpack(t) if t.is_cuda else t.numpy() for t in tensors)
        return jax.block_until_ready(joint(*given))

    return run


def compiled_lambdify(expr, inputs):
    """Return torch.compile of SymPy's own translation, under autograd."""
    return by_autograd(torch.compile(lambdified(expr, inputs, cse=True), fullgraph=True))


# Each with the packages that it needs.
PEERS: dict[str, tuple[Callable[[Any, Any], Run], tuple[str, ...]]] = {
    "lambdify cse": (lambdify(True), ()),
    "lambdify": (lambdify(False), ()),
    "NumPy of sympy.diff": (lambdify_derivatives, ()),
    "numexpr of sympy.diff": (numexpr, ("numexpr",)),
    "numba of sympy.diff": (numba, ("numba",)),
    "sympytorch": (sympytorch, ("sympytorch",)),
    "torchsympy": (torchsympy, ("torchsympy",)),
    "sympy2jax": (sympy2jax, ("sympy2jax", "jax")),
    "torch.compile of lambdify cse": (compiled_lambdify, ()),
}
