"""Gradients of pointwise torch callables by torch's own reverse and forward mode.

SymPy has no part in this: the two modes are witnesses of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ..errors import InputShapeError, InputTypeError, LostGradientError
from ..forward_mode import FORWARD_MODE_LOCK
from ..recording_mode import recordable, recording

__all__ = ["check_pointwise", "forward_gradient", "repeated_gradient", "reverse_gradient"]

Function = Callable[..., Any]


def reverse_gradient(fn: Function, *tensors: Any) -> tuple[Tensor, ...]:
    """Differentiate a pointwise function by torch's reverse mode.

    One evaluation and one backward pass give the gradients for the whole batch.

    Parameters
    ----------
    fn : callable
        Maps tensors to one tensor of their broadcast shape; every output depends on the inputs at
        its own place alone. A CompiledFunction or any torch callable.
    *tensors : Tensor or number
        Real floating inputs; a Python number becomes a float64 tensor.

    Returns
    -------
    tuple of Tensor
        For each input, in its own shape, the derivative of each output with respect to it; where an
        input was broadcast, the sum over the outputs it went into.

    Raises
    ------
    LostGradientError
        The output, or its graph, does not depend on an input although the value does: torch would
        silently train nothing. A value that truly does not change has the gradient zero.
    InputTypeError
        An input is not real and floating, or the output is not a real tensor.

    Examples
    --------
    >>> x = torch.tensor([0.0, 1.0], dtype=torch.float64)
    >>> reverse_gradient(lambda a, b: a**2 * b, x, 3.0)
    (tensor([0., 6.], dtype=torch.float64), tensor(1., dtype=torch.float64))
    """
    with recording():
        inputs = tuple(recordable(tensor).detach().requires_grad_() for tensor in _floating(tensors))
        value = _real_output(fn(*inputs))
        if not value.requires_grad:
            return tuple(_zero_if_constant(fn, inputs, i) for i in range(len(inputs)))
        try:
            gradients = torch.autograd.grad(value.sum(), inputs, allow_unused=True)
        except NotImplementedError as error:
            raise _unsupported(fn, "reverse", error) from error
    return tuple(
        _zero_if_constant(fn, inputs, i) if gradient is None else gradient
        for i, gradient in enumerate(gradients)
    )


def forward_gradient(fn: Function, *tensors: Any) -> tuple[Tensor, ...]:
    """Differentiate a pointwise function by torch's forward mode (dual numbers).

    One evaluation for each input. Parameters, result and errors are those of :func:`reverse_gradient`.

    Examples
    --------
    >>> x = torch.tensor([0.0, 1.0], dtype=torch.float64)
    >>> forward_gradient(lambda a, b: a**2 * b, x, 3.0)
    (tensor([0., 6.], dtype=torch.float64), tensor(1., dtype=torch.float64))
    """
    with recording():  # in inference mode torch follows no dual numbers either
        inputs = tuple(recordable(tensor).detach() for tensor in _floating(tensors))
        return tuple(_forward(fn, inputs, i) for i in range(len(inputs)))


def _forward(fn: Function, inputs: Sequence[Tensor], place: int) -> Tensor:
    with FORWARD_MODE_LOCK, forward_ad.dual_level():
        dual = forward_ad.make_dual(inputs[place], torch.ones_like(inputs[place]))
        try:
            value = _real_output(fn(*inputs[:place], dual, *inputs[place + 1 :]))
        except NotImplementedError as error:
            raise _unsupported(fn, "forward", error) from error
        tangent = forward_ad.unpack_dual(value).tangent
    if tangent is None:
        return _zero_if_constant(fn, inputs, place)
    summed: Tensor = tangent.sum_to_size(inputs[place].shape).to(inputs[place].dtype)
    return summed


def repeated_gradient(fn: Function, tensor: Tensor, order: int) -> Tensor:
    """Differentiate a pointwise function of one input ``order`` times by reverse mode.

    Parameters and errors are those of :func:`reverse_gradient`.

    Examples
    --------
    >>> repeated_gradient(torch.sin, torch.zeros(1, dtype=torch.float64), 3)
    tensor([-1.], dtype=torch.float64)
    """
    (point,) = _floating((tensor,))
    with recording():
        point = recordable(point).detach().requires_grad_()
        value = _real_output(fn(point))
        if not value.requires_grad:
            return _zero_if_constant(fn, (point,), 0)
        for _ in range(order):
            # A derivative without a graph is a constant: the next one is zero.
            if not value.requires_grad:
                return torch.zeros_like(point)
            try:
                (value,) = torch.autograd.grad(value.sum(), point, create_graph=True, materialize_grads=True)
            except NotImplementedError as error:
                raise _unsupported(fn, "reverse", error) from error
    return value.detach()


def _floating(tensors: Sequence[Any]) -> list[Tensor]:
    inputs = []
    for place, given in enumerate(tensors):
        value = torch.tensor(given, dtype=torch.float64) if isinstance(given, int | float) else given
        if not (isinstance(value, Tensor) and value.is_floating_point()):
            kind = str(value.dtype) if isinstance(value, Tensor) else f"a {type(value).__name__}"
            raise InputTypeError(_ordinal(place), kind, expected="a real floating tensor or a number")
        inputs.append(value)
    return inputs


def _real_output(value: Any) -> Tensor:
    if not isinstance(value, Tensor) or value.is_complex():
        kind = str(value.dtype) if isinstance(value, Tensor) else f"a {type(value).__name__}"
        raise InputTypeError("the value of the function", kind, expected="one real tensor")
    return value


def _zero_if_constant(fn: Function, inputs: Sequence[Tensor], place: int) -> Tensor:
    """Return zeros if the value stands still while one input moves; else the gradient was lost."""
    still = [tensor.detach() for tensor in inputs]
    moved = still[place]
    step = torch.finfo(moved.dtype).eps ** (1 / 3) * moved.abs().clamp(min=1)
    with torch.no_grad():
        here = fn(*still)
        for shifted in (moved - step, moved + step):
            there = fn(*still[:place], shifted, *still[place + 1 :])
            if not torch.equal(torch.nan_to_num(here.double()), torch.nan_to_num(there.double())):
                raise LostGradientError(
                    _name(fn),
                    _ordinal(place),
                    why="the value depends on it, but torch's graph does not: the connection was cut",
                    hint="look for .detach(), .item(), torch.no_grad() or an operation without a derivative, "
                    "such as torch.special.bessel_j0",
                )
    return torch.zeros_like(moved)


def _unsupported(fn: Function, mode: str, error: Exception) -> LostGradientError:
    first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
    return LostGradientError(
        _name(fn),
        f"{mode} mode",
        why=f"torch says: {first_line}",
        hint="use the other mode, or another operation",
    )


def _ordinal(place: int) -> str:
    return f"input {place + 1}"


def _name(fn: Function) -> str:
    return str(getattr(fn, "__name__", None) or repr(fn))


def check_pointwise(value: Any, shape: torch.Size) -> Tensor:
    """Return the output of a pointwise function in the shape of its batch; a constant is broadcast."""
    output = _real_output(value)
    if output.shape == shape:
        return output
    if output.numel() == 1:
        return output.reshape(()).expand(shape)
    raise InputShapeError(
        [("input", tuple(shape)), ("value", tuple(output.shape))],
        why="the function is not pointwise",
        hint="it must map a batch of points of shape (n,) to n values of shape (n,)",
    )
