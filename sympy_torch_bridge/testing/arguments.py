"""What gradcheck may be asked about: a callable, and tensors that are inputs of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy
import torch
from torch import Tensor

from ..errors import InputTypeError, OptionError

__all__ = ["as_tuple", "callable_given", "inputs_given", "refuse_tolerance"]


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Return a tuple or list as a tuple, and anything else as the tuple of it alone."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def callable_given(func: Any) -> Callable[..., Any]:
    """Return the function of a gradcheck.

    Raises
    ------
    InputTypeError
        It is none, or a class that has to be called otherwise.
    """
    hint = ""
    if isinstance(func, type) and issubclass(func, torch.autograd.Function):
        hint = f"give {func.__name__}.apply"
    elif isinstance(func, sympy.Basic):
        hint = "a formula is checked by check_gradient or check_consistency"
    elif callable(func):
        function: Callable[..., Any] = func
        return function
    raise InputTypeError("func", f"{func!r}", expected="a function of tensors", hint=hint)


def inputs_given(inputs: Any) -> tuple[Any, ...]:
    """Return the inputs of a gradcheck.

    Raises
    ------
    InputTypeError
        They are no tensors, hold no numbers, or hide tensors that would have to be varied.
    """
    is_mapping = isinstance(inputs, Mapping)
    if is_mapping or (isinstance(inputs, Iterable) and not isinstance(inputs, Tensor | tuple | list)):
        raise InputTypeError(
            "inputs",
            f"a {type(inputs).__name__}",
            expected="a tensor or a tuple of them",
            hint="gradcheck(lambda a, b: func({'a': a, 'b': b}), (a, b))" if is_mapping else "",
        )
    given = as_tuple(inputs)
    for place, value in enumerate(given):
        if isinstance(value, Tensor):
            if value.is_meta:
                raise InputTypeError(f"inputs[{place}]", "a meta tensor", expected="one that has numbers")
        elif any(tensor.requires_grad for tensor in _tensors_in(value)):
            raise InputTypeError(
                f"inputs[{place}]",
                f"a {type(value).__name__} that holds a tensor with requires_grad",
                expected="every tensor as an input of its own",
                hint="what is inside is not varied: gradcheck(lambda a, b: func([a, b]), (a, b))",
            )
    return given


def _tensors_in(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    return [tensor for item in items for tensor in _tensors_in(item)]


def refuse_tolerance(name: str, value: Any) -> None:
    """Refuse what is no finite number of at least zero.

    Raises
    ------
    OptionError
    """
    if not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise OptionError(name, value, accepted=["a finite number of at least 0"])
