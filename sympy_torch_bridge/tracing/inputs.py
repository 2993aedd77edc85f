"""What stands for the arguments of the function: symbols, arrays of symbols, matrices, or plain values."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import sympy
import torch
from torch import Tensor

from ..errors import InputShapeError, InputTypeError
from .entries import array_of
from .traced_tensor import TracedTensor

__all__ = ["argument_of", "named_by_signature", "symbols_like"]

_EXPECTED = (
    "a Symbol, a MatrixSymbol, an IndexedBase with a shape, a Matrix, an Array or a list of expressions, "
    "a tensor, or a plain value of Python"
)


def argument_of(name: str, given: Any, dtype: torch.dtype, *, requires_grad: bool) -> Any:
    """Return the tensor of the trace for an input; tensors and values that are no expressions stay.

    Raises
    ------
    InputTypeError
        It is nothing that stands for a tensor.
    InputShapeError
        The size of a matrix is no number, or the rows of a list have different lengths.
    """
    if given is None or isinstance(given, Tensor | bool | int | float | complex | str):
        return given
    content = _content(name, given)
    like = torch.empty(tuple(map(int, content.shape)), dtype=dtype, device="meta")
    made = TracedTensor(like, content)
    return made.requires_grad_() if requires_grad else made


def _content(name: str, given: Any) -> Any:
    """Return the entries of an input, or the matrix that is read as a whole."""
    if isinstance(given, sympy.IndexedBase):
        return _indexed(name, given)
    if isinstance(given, sympy.MatrixBase | sympy.NDimArray):
        return np.array(given.tolist(), dtype=object).reshape(given.shape)
    if isinstance(given, sympy.MatrixExpr):
        _sized(name, given.shape)
        return given
    if isinstance(given, list | tuple | sympy.Tuple | np.ndarray):
        return _listed(name, given)
    if isinstance(given, sympy.Expr):
        return array_of(given)
    raise InputTypeError(name, f"a {type(given).__name__}", expected=_EXPECTED)


def _sized(name: str, shape: Any) -> tuple[int, ...]:
    if shape is None or not all(sympy.sympify(size).is_Integer for size in shape):
        raise InputShapeError(
            [(name, tuple(shape or ()))],
            why=f"'{name}' has no sizes that are numbers",
            hint="a trace needs them: sympy.MatrixSymbol('A', 3, 3), sympy.IndexedBase('w', shape=(4,))",
        )
    return tuple(map(int, shape))


def _indexed(name: str, base: Any) -> Any:
    shape = _sized(name, base.shape)
    result = np.empty(shape, object)
    for place in product(*map(range, shape)):
        result[place] = base[place]
    return result


def _listed(name: str, rows: Any) -> Any:
    """Return the entries of nested lists."""
    parts = [
        _listed(name, r) if isinstance(r, list | tuple | sympy.Tuple | np.ndarray) else _single(name, r)
        for r in rows
    ]
    if len({part.shape for part in parts}) > 1:
        raise InputShapeError(
            [(name, part.shape) for part in parts], why=f"the rows of '{name}' differ in shape"
        )
    return np.stack(parts) if parts else np.empty((0,), object)


def _single(name: str, entry: Any) -> Any:
    # A text is never evaluated.
    value = (
        sympy.sympify(entry, strict=True) if isinstance(entry, sympy.Basic | int | float | complex) else entry
    )
    if not isinstance(value, sympy.Expr):
        raise InputTypeError(name, f"a list with a {type(entry).__name__}", expected=_EXPECTED)
    return array_of(value)


def named_by_signature(function: Callable[..., Any]) -> Any:
    """Return a symbol for each parameter of a function that has no default; a formula has its own symbols.

    Raises
    ------
    InputTypeError
        Python does not know the parameters, or some of them have no name.
    """
    own = getattr(function, "inputs", None)
    if isinstance(own, tuple):
        return list(own)
    subject = function.forward if isinstance(function, torch.nn.Module) else function
    try:
        parameters = inspect.signature(subject).parameters.values()
    except (TypeError, ValueError):
        parameters = None
    if parameters is None or any(p.kind in (p.VAR_POSITIONAL, p.POSITIONAL_ONLY) for p in parameters):
        raise InputTypeError(
            "inputs", "not given", expected="one for each parameter", hint="from_torch(f, [x, y])"
        )
    named = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    return {name: sympy.Symbol(name) for name in named}


def symbols_like(name: str, tensor: Tensor) -> Any:
    """Return what stands for a parameter of a module: a symbol, or an indexed base of its shape."""
    return sympy.IndexedBase(name, shape=tuple(tensor.shape)) if tensor.dim() else sympy.Symbol(name)
