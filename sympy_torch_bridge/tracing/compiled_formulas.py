"""A compiled formula inside a traced function is read as the formula, not as the steps of its kernels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy
import torch
from torch import Tensor
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from ..compiled_function import CompiledFunction
from ..ops.differentiable import Differentiable
from ..symbolic import derivative
from .entries import Entries, elementwise
from .traced_tensor import TracedTensor

__all__ = ["value_of_formula"]


class _Formula(Differentiable):
    """An expression as a function of tensors of the trace; its derivatives are expressions again."""

    def __init__(self, expression: Any, symbols: Sequence[Any]) -> None:
        super().__init__("formula")
        self.expression = expression
        self.symbols = tuple(symbols)

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Put the entries of the arguments in the place of the symbols."""
        entries = [a.entries if isinstance(a, TracedTensor) else _refused() for a in arguments]
        dtype = _dtype(arguments) if isinstance(self.expression, sympy.Expr) else torch.bool
        like = torch.empty(arguments[0].shape, dtype=dtype, device="meta")
        return TracedTensor(like, self._substituted(entries))

    def _substituted(self, entries: Sequence[Entries]) -> Entries:
        def value(*given: Any) -> Any:
            return self.expression.subs(dict(zip(self.symbols, given, strict=True)), simultaneous=True)

        return elementwise(value, *entries)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Differentiate the expression by one symbol."""
        return _Formula(derivative(self.expression, self.symbols[position]), self.symbols)(*arguments)


def _refused() -> Any:
    raise AssertionError("the arguments of a formula have entered the trace")


def _dtype(arguments: Sequence[Tensor]) -> torch.dtype:
    dtype = arguments[0].dtype
    for argument in arguments[1:]:
        dtype = torch.promote_types(dtype, argument.dtype)
    return dtype if dtype.is_floating_point or dtype.is_complex else torch.get_default_dtype()


def value_of_formula(function: CompiledFunction, values: Sequence[Any]) -> Any:
    """Return what a compiled function gives in a trace, or NotImplemented where its steps are to be traced.

    Those are traced of a formula with matrices as inputs, of one with the user's own torch functions, and
    of one without symbols.
    """
    symbols = function.inputs
    is_scalar = all(isinstance(symbol, sympy.Symbol) for symbol in symbols) and symbols
    if not _is_traced() or not is_scalar or function.options["functions"] or function.options["ops"]:
        return NotImplemented
    if not _is_readable(function.expr) or not any(isinstance(v, Tensor) for v in values):
        return NotImplemented
    dtype = _dtype([v for v in values if isinstance(v, Tensor)])
    tensors = torch.broadcast_tensors(*(_tensor(v, dtype) for v in values))
    return _value(function.expr, symbols, tensors)


def _is_readable(expr: Any) -> bool:
    """Tell whether an expression consists of numbers and truth values, in containers or matrices."""
    if isinstance(expr, dict):
        return all(map(_is_readable, expr.values()))
    if isinstance(expr, list | tuple | sympy.Tuple):
        return all(map(_is_readable, expr))
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        return True
    return not isinstance(expr, sympy.MatrixExpr) and isinstance(
        expr, sympy.Expr | sympy.logic.boolalg.Boolean
    )


def _is_traced() -> bool:
    """Tell whether this thread traces: another one may compute at the same time."""
    return any(getattr(mode, "reads_formulas", False) for mode in _get_current_dispatch_mode_stack())


def _tensor(value: Any, dtype: torch.dtype) -> Tensor:
    """Return a tensor of the trace for a number or for a tensor from outside."""
    if isinstance(value, TracedTensor):
        return value
    # The product is an operation of the trace, which the tensor enters by it.
    return torch.as_tensor(value, dtype=None if isinstance(value, Tensor) else dtype) * 1


def _value(expr: Any, symbols: Sequence[Any], tensors: Sequence[Tensor]) -> Any:
    if isinstance(expr, dict):
        return {key: _value(item, symbols, tensors) for key, item in expr.items()}
    if isinstance(expr, list | tuple | sympy.Tuple):
        items = [_value(item, symbols, tensors) for item in expr]
        return items if isinstance(expr, list) else tuple(items)
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        entries = [_value(item, symbols, tensors) for item in np.array(expr.tolist(), object).reshape(-1)]
        return torch.stack(entries, dim=-1).reshape(*tensors[0].shape, *expr.shape)
    return _Formula(expr, symbols)(*tensors)
