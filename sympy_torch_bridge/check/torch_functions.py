"""Torch functions of points: called by name or position, in one batch or point by point, in one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from ..errors import InputShapeError, InputTypeError
from .argument_order import argument_order, takes_one_vector
from .real_values import with_numbers

__all__ = ["SCALAR_CODE", "OnePointError", "PointFunction", "TransposedResult", "stacked"]

# What code written for a single point raises when it gets a batch.
SCALAR_CODE = (RuntimeError, ValueError, TypeError, IndexError)


class PointFunction:
    """A torch callable with one result of a known shape at each point.

    Parameters
    ----------
    function : callable
    names : sequence of str
        Names of the inputs. Parameters with these names get the inputs of their names, whatever the
        order; otherwise the inputs are passed by position.
    shape : tuple of int
        Shape of the result at one point.
    signature : callable, optional
        What to read the parameters from, if not ``function``.
    order : sequence of int, optional
        Which input each argument takes, where that is known without looking at parameters.
    hint : str
        How to get results of the right shape, for the error that refuses others.
    also : tuple of int, optional
        Another shape with the same entries in the same order.
    vector : sequence of int, optional
        Which inputs make up the vector for a function of one argument that is not named like an input.

    Examples
    --------
    >>> both = PointFunction(lambda y, x: torch.stack([y, 2 * x], -1), ["x", "y"], (2,))
    >>> both(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 7.0]))
    tensor([[ 3.,  2.],
            [ 7., 10.]])
    """

    def __init__(
        self,
        function: Callable[..., Any],
        names: Sequence[str],
        shape: tuple[int, ...],
        *,
        signature: Any = None,
        order: Sequence[int] | None = None,
        hint: str = "",
        also: tuple[int, ...] | None = None,
        vector: Sequence[int] | None = None,
    ) -> None:
        self._function = function
        self._shape = shape
        self._hint = hint
        self._also = also
        self._names = tuple(names)
        self._is_packed = order is None and takes_one_vector(signature or function, self._names)
        if order is not None:
            self._order = tuple(order)
        elif self._is_packed:
            self._order = tuple(range(len(self._names)) if vector is None else vector)
        else:
            self._order = argument_order(signature or function, self._names)

    def __call__(self, *tensors: Tensor) -> Tensor:
        """Return the results at points given by tensors of shape ``(n,)``, shape ``(n, *shape)``.

        Raises
        ------
        InputShapeError
            The result has another shape, for a batch and for a single point.
        """
        count = tensors[0].shape[0]
        padded = [torch.cat([t, t[-1:].expand(self._padding(count))]) for t in tensors]
        try:
            result = self._shaped(self._called(padded), padded[0].shape[0])
        except TransposedResult as transposed:
            raise TransposedResult(transposed.jacobian[:count]) from None
        except SCALAR_CODE as error:
            return self._one_by_one(tensors, error)
        return result[:count]

    def _padding(self, count: int) -> int:
        """Return how many points to add so that no axis can be mistaken for the batch."""
        extra = 0
        while count + extra in (1, *self._shape, *(self._also or ())):
            extra += 1
        return extra

    def _one_by_one(self, tensors: Sequence[Tensor], error: Exception) -> Tensor:
        """Call at single points; if that fails as well, the failure of the batch is the one to report.

        Unless the batch was not even tried.
        """
        try:
            results = [
                self._shaped(self._called([tensor[i] for tensor in tensors]), None)
                for i in range(tensors[0].shape[0])
            ]
        except SCALAR_CODE as failure:
            raise failure if isinstance(error, OnePointError) else error from None
        return torch.stack(results)

    def _called(self, tensors: Sequence[Tensor]) -> Any:
        arguments = [tensors[i] for i in self._order]
        return (
            self._function(torch.stack(arguments, dim=-1)) if self._is_packed else self._function(*arguments)
        )

    def _shaped(self, result: Any, batch: int | None) -> Tensor:
        """Return a result as one tensor of shape ``(batch, *shape)``, or ``shape`` without a batch."""
        lead = () if batch is None else (batch,)
        tensor = stacked(result)
        full = (*lead, *self._shape)
        if tuple(tensor.shape) == full:
            return tensor
        if self._also is not None and tuple(tensor.shape) == (*lead, *self._also):
            return tensor.reshape(full)
        flat = tuple(tensor.shape)
        if flat == lead + tuple(size for size in self._shape if size != 1):
            return tensor.reshape(full)
        if batch is not None and flat in ((), self._shape):
            return tensor.expand(full)
        if len(self._shape) > 1 and flat == (*lead, *self._shape[1:], self._shape[0]):
            raise TransposedResult(tensor.movedim(-1, len(lead)))
        raise InputShapeError(
            [("result", flat), ("expected", full)],
            why="the claim returns a result of another shape",
            hint=self._hint,
        )


class OnePointError(ValueError):
    """A callable that is known to take single points was given a batch; seen by no caller."""


class TransposedResult(Exception):  # noqa: N818 - a signal between two modules, never seen by a caller
    """A Jacobian came back in the other layout."""

    def __init__(self, jacobian: Tensor) -> None:
        super().__init__("the Jacobian is transposed")
        self.jacobian = jacobian


def stacked(result: Any) -> Tensor:
    """Join a result given as nested lists along the last axes.

    Examples
    --------
    >>> stacked([[1, 2], [3, torch.tensor(4)]])
    tensor([[1., 2.],
            [3., 4.]], dtype=torch.float64)
    """
    if isinstance(result, Tensor):
        return with_numbers(result)
    if isinstance(result, list | tuple):
        parts = torch.broadcast_tensors(*[stacked(part) for part in result])
        depth = _depth(result)
        return torch.stack(list(parts), dim=-depth)
    if isinstance(result, int | float):
        return torch.tensor(float(result), dtype=torch.float64)
    if isinstance(result, complex):
        return torch.tensor(result, dtype=torch.complex128)
    raise InputTypeError(
        "the result of the claim",
        "None" if result is None else f"a {type(result).__name__}",
        expected="a tensor",
        hint="is a return missing?" if result is None else "return torch.stack([...], dim=-1), over wrt",
    )


def _depth(result: Any) -> int:
    depth = 0
    while isinstance(result, list | tuple):
        depth, result = depth + 1, result[0]
    return depth
