"""The op table for ``sympy.lambdify``: a code printer, and the namespace of the code that it prints."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any, ClassVar

import torch
from sympy.printing.lambdarepr import LambdaPrinter
from sympy.printing.printer import Printer as SymPyPrinter

from .errors import AmbiguousNameError, InputTypeError, UnsupportedFunctionError
from .ops import BY_HEAD, OPS
from .program import Program, emit_inline, in_complex_plane, lower, stabilise
from .program import assemble as assemble_module
from .program.gradients.symbolic_gradient import SymbolicGradient, symbolic_gradient
from .program.operation import KERNEL_MODULES, Operation

__all__ = ["Printer", "namespace"]

# One name for everything, and one that no formula uses: lambdify puts the symbols in the same namespace.
_ROOT = "_stb"
_name_of = LambdaPrinter().doprint  # lambdify names the arguments with it


def _label(name: str) -> str:
    return f"call_{name}"


def _root() -> SimpleNamespace:
    modules = {name: import_module(f".ops.{name}", __package__) for name in KERNEL_MODULES}
    stated: dict[str, Callable[..., Any]] = {
        _label(op.name): symbolic_gradient(op) for op in OPS if op.grad == "symbolic"
    }
    own = {"torch": torch, "math": math, "complex": complex, "assemble": assemble_module}
    return SimpleNamespace(**(modules | stated | own))  # the record file named complex gives way


namespace: dict[str, Any] = {_ROOT: _root()}
"""The names that printed code uses: one, below which torch, the kernels and the op table are found."""


class Printer(SymPyPrinter):
    """Prints an expression as torch code that calls the kernels of the op table.

    For ``sympy.lambdify(args, expr, modules=[stb.namespace], printer=stb.Printer)``, where code is tied
    to SymPy's function. :func:`lambdify` and :func:`compile` of this package do more: they take Python
    numbers, give constants the shape of the batch, and share subexpressions between the outputs.

    Each printed expression is translated as a whole, as by :func:`compile`: real arithmetic, unless the
    expression contains the imaginary unit or the setting ``complex`` is true. The arguments are tensors
    of one floating dtype, which the result keeps; an expression without symbols is a 0-d tensor.

    Parameters
    ----------
    settings : dict, optional
        ``{"complex": True}`` computes in complex arithmetic.

    Raises
    ------
    UnsupportedFunctionError
        A node is not in the op table, or it is a sum, product or integral over a bound variable, whose
        code is no single expression; :func:`lambdify` compiles those.
    AmbiguousNameError
        Two symbols of the expression have one name.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> f = sympy.lambdify([x, y], sympy.sinc(x) * sympy.sqrt(2) / y, modules=[namespace], printer=Printer)
    >>> f(torch.tensor([0.0, 1.0]), torch.tensor(2.0))
    tensor([0.7071, 0.5950])
    >>> Printer().doprint(sympy.sec(x) + sympy.Rational(1, 3))
    '_stb.kernels.sec(x) + 0.3333333333333333'
    """

    printmethod = "_torch_bridge"
    _default_settings: ClassVar[dict[str, Any]] = {"complex": False}

    def doprint(self, expr: Any) -> str:
        """Return the code of one expression."""
        program, symbols = lower(expr, complex=self._settings["complex"])
        is_complex = self._settings["complex"] or program.has_complex_numbers
        program = stabilise(in_complex_plane(program) if is_complex else program)
        return emit_inline(program, _distinct_names(symbols), root=_ROOT, labels=_labels(program))


def _distinct_names(symbols: Sequence[Any]) -> list[str]:
    names = [_name_of(symbol) for symbol in symbols]
    for name in names:
        twins = [str(symbol) for symbol, other in zip(symbols, names, strict=True) if other == name]
        if len(twins) > 1:
            raise AmbiguousNameError(name, twins)
    if _ROOT in names:
        raise InputTypeError(
            _ROOT, "a symbol", expected="another name", hint="the printed code uses this one"
        )
    return names


def _labels(program: Program) -> dict[Operation, str]:
    """Name the functions of the table that state their gradients; anything else has no fixed name."""
    labels: dict[Operation, str] = {}
    for node in program.nodes:
        operation = node.operation
        if not operation.supplied:
            continue
        function = operation.function
        if not isinstance(function, SymbolicGradient) or BY_HEAD.get(function.op.head) is not function.op:
            raise UnsupportedFunctionError(
                operation.name, [operation.name],
                hint="its code is no single expression; sympy_torch_bridge.lambdify(args, expr) compiles it",
            )  # fmt: skip
        labels[operation] = _label(function.op.name)
    return labels
