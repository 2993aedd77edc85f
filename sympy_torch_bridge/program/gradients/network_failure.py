"""What is wrong when the code of a network fails: its dtype, its device, or the number of columns.

Nothing is looked at before a call fails: a network that converts its points itself is never refused.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import torch
from torch import Tensor, nn

from ...errors import InputShapeError, InputTypeError

__all__ = ["explained"]

_OF_DTYPE: Final = re.compile(r"dtype|scalar type|Input type|data type|same type")
_OF_DEVICE: Final = re.compile(r"device|meta tensor|on meta")
_OF_SHAPE: Final = re.compile(
    r"shapes cannot be multiplied|size mismatch|inconsistent tensor size|must match"
)


def explained(
    error: Exception, name: str, function: Callable[..., Any], points: Sequence[Any], *, is_stacked: bool
) -> Exception | None:
    """Return an error that says what does not fit, or None where the code failed for a reason of its own.

    Parameters
    ----------
    error : Exception
        What the code raised.
    name : str
        The undefined function, for messages.
    function : callable
        A module, or a function whose code uses one.
    points : sequence of Tensor
        One for each argument, of one shape.
    is_stacked : bool
        Whether they were passed in one tensor.

    Examples
    --------
    >>> points = torch.zeros(3, dtype=torch.float64)
    >>> error = RuntimeError("mat1 and mat2 must have the same dtype")
    >>> print(explained(error, "u", nn.Linear(1, 1), [points], is_stacked=True))
    'u' is a Linear with weights of torch.float32, called with points of torch.float64; expected one dtype.
      convert the network with .to(torch.float64), or the points with .to(torch.float32)
    """
    arity = 1 if is_stacked else len(points)
    if isinstance(error, TypeError):
        return _of_arguments(name, function, arity)
    said = str(error)
    for key, value in _weights(function):
        kind = type(function).__name__ if isinstance(function, nn.Module) else "callable"
        point = points[0]
        if _OF_DEVICE.search(said) and value.device != point.device:
            return _mixed(name, kind, "on", value.device, point.device, "device", key)
        if _OF_DTYPE.search(said) and value.dtype != point.dtype:
            return _mixed(name, kind, "of", value.dtype, point.dtype, "dtype", key)
    return _of_columns(error, name, function, points) if is_stacked and _OF_SHAPE.search(said) else None


def _mixed(
    name: str, kind: str, word: str, own: object, given: object, what: str, key: str
) -> InputTypeError:
    where = f" ('{key}')" if key and key != "weight" else ""
    return InputTypeError(
        name,
        f"a {kind} with weights {word} {own}{where}, called with points {word} {given}",
        expected=f"one {what}",
        hint=f"convert the network with .to({_written(given)}), or the points with .to({_written(own)})",
    )


def _written(value: object) -> str:
    return repr(str(value)) if isinstance(value, torch.device) else str(value)


def _of_arguments(name: str, function: Callable[..., Any], arity: int) -> InputTypeError | None:
    """Say how many arguments the code takes, if it cannot be called with as many as were given."""
    called = function.forward if isinstance(function, nn.Module) else function
    try:
        signature = inspect.signature(called)
    except (TypeError, ValueError):  # built in
        return None
    try:
        signature.bind(*range(arity))
    except TypeError as failure:
        return InputTypeError(
            name,
            f"called with {arity} tensor{'s' * (arity > 1)}, and its callable takes {signature}: {failure}",
            expected="a callable that takes them",
            hint="Network(..., inputs='stacked') passes all arguments in one tensor, whose last axis holds "
            "them, inputs='separate' each in its own",
        )
    return None


def _of_columns(
    error: Exception, name: str, function: Callable[..., Any], points: Sequence[Any]
) -> InputShapeError:
    number = len(points)
    first = next((layer for layer in _layers(function) if isinstance(layer, nn.Linear)), None)
    takes = f", and its first Linear takes {first.in_features}" if first is not None else ""
    return InputShapeError(
        [("given", (*points[0].shape, number))],
        why=f"the callable for '{name}' is given {number} number{'s' * (number > 1)} a point, one for each "
        f"argument{takes}: {str(error).splitlines()[0]}",
        hint=f"let it take a last axis of {number}, or pass the arguments apart with inputs='separate'",
    )


def _weights(function: Callable[..., Any]) -> Iterator[tuple[str, Tensor]]:
    """Yield the floating weights and buffers of the modules that the code uses."""
    for module in _modules(function):
        for key, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if nn.parameter.is_lazy(tensor):  # has no numbers before a call
                continue
            if tensor.is_floating_point() or tensor.is_complex():
                yield key, tensor


def _layers(function: Callable[..., Any]) -> Iterator[nn.Module]:
    for module in _modules(function):
        yield from module.modules()


def _modules(function: Any) -> list[nn.Module]:
    """List a module, or those that a function refers to: its own, around it, or among its globals."""
    if isinstance(function, nn.Module):
        return [function]
    inner = getattr(function, "__wrapped__", getattr(function, "func", function))
    found = [getattr(inner, "__self__", None)]
    try:
        around = inspect.getclosurevars(inner)
    except (TypeError, ValueError):  # built in, or a cell that is not filled yet
        pass
    else:
        found += [*around.nonlocals.values(), *around.globals.values()]
    return [one for one in found if isinstance(one, nn.Module)]
