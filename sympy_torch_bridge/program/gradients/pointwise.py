"""Partial derivatives of functions that act on each element of a batch by itself.

Such a function has a diagonal Jacobian, so that one backward pass with a cotangent of ones gives
the derivative at every element.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

__all__ = ["differentiated", "partial_of", "slopes"]

Function = Callable[..., Tensor]
Pullback = Callable[[tuple[Tensor, ...]], tuple[Tensor, ...]]


def slopes(
    pullback: Pullback, values: Sequence[Tensor], chosen: int, arguments: Sequence[Tensor]
) -> tuple[Tensor, ...]:
    """Return the derivative of one of several results by every argument.

    Parameters
    ----------
    pullback : callable
        From ``torch.func.vjp`` of a function that returns the tuple ``values``.
    values : sequence of Tensor
    chosen : int
        Which result to differentiate.
    arguments : sequence of Tensor
        Where the pullback was taken.
    """

    def pulled(unit: complex) -> tuple[Tensor, ...]:
        cotangents = [torch.zeros_like(value) for value in values]
        cotangents[chosen] = torch.full_like(values[chosen], unit)
        return pullback(tuple(cotangents))

    along_real = pulled(1)
    if not values[chosen].is_complex():
        return along_real
    # A pullback is conjugate-linear: along the real axis it gives one part of the derivative at a time.
    # A complex argument takes that direction too: only a holomorphic function has one slope in all of them.
    along_imaginary = pulled(1j)
    return tuple(
        torch.complex(_real_part(real), _real_part(imaginary))
        for real, imaginary in zip(along_real, along_imaginary, strict=True)
    )


def _real_part(tensor: Tensor) -> Tensor:
    return tensor.real if tensor.is_complex() else tensor


def partial_of(function: Function, position: int) -> Function:
    """Return the derivative of a pointwise function by one of its arguments, itself differentiable.

    Examples
    --------
    >>> slope = partial_of(lambda x, y: x**2 * y, 0)
    >>> slope(torch.tensor([1.0, 2.0]), torch.tensor([5.0, 5.0]))
    tensor([10., 20.])
    """

    def derivative(*arguments: Tensor) -> Tensor:
        def of_one(argument: Tensor) -> tuple[Tensor]:
            return (function(*arguments[:position], argument, *arguments[position + 1 :]),)

        aligned = torch.broadcast_tensors(*arguments)
        value, pullback = torch.func.vjp(of_one, aligned[position])[:2]
        return slopes(pullback, value, 0, (aligned[position],))[0]

    return derivative


def differentiated(function: Function, positions: Sequence[int]) -> Function:
    """Return the derivative by each of the positions in turn."""
    for position in positions:
        function = partial_of(function, position)
    return function
