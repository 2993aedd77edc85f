"""The slope of a kernel as torch differentiates it: for functions whose derivative is no short formula."""

from __future__ import annotations

from functools import cache, partial

import torch
from torch import Tensor
from torch._C._functorch import peek_interpreter_stack

from ...recording_mode import recordable, recording
from ..operation import Operation

__all__ = ["kernel_slope"]


def _slope(operation: Operation, place: int, *arguments: Tensor) -> Tensor:
    """Differentiate a function of entries by one argument, at all points at once."""
    shape = torch.broadcast_shapes(*(argument.shape for argument in arguments))
    full = [argument.expand(shape) for argument in arguments]

    def of_one(argument: Tensor) -> Tensor:
        given = [*full[:place], argument, *full[place + 1 :]]
        value: Tensor = operation.function(*operation.leading, *given)
        return value

    if any(argument.requires_grad for argument in full) or peek_interpreter_stack() is not None:
        value, pullback = torch.func.vjp(of_one, full[place])  # type: ignore[misc]
        (slope,) = pullback(torch.ones_like(value))
        return slope  # type: ignore[no-any-return]
    with recording():  # nothing differentiates the slope: the short way
        full = [recordable(argument) for argument in full]
        variable = full[place].detach().requires_grad_()
        value = of_one(variable)
        if not value.requires_grad:
            return torch.zeros_like(variable)
        ones = torch.ones_like(value)
        return torch.autograd.grad(value, variable, ones, materialize_grads=True)[0]


@cache
def kernel_slope(operation: Operation, place: int) -> Operation:
    """Return the operation that computes the derivative of another by one argument.

    It is one object for each, so that derivatives of derivatives are found, and shared, like any other.

    Examples
    --------
    >>> from sympy_torch_bridge.program.operation import call
    >>> slope = kernel_slope(call(torch.sinh), 0)
    >>> slope, slope.function(torch.tensor(0.0))
    (slope_0_of_torch_sinh, tensor(1.))
    """
    name = f"slope_{place}_of_{operation.name.replace('.', '_')}"
    return Operation(name, partial(_slope, operation, place), nameless=True)
