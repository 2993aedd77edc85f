"""A function of the user's that is computed point by point, with one value or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ...errors import BridgeError, InputShapeError, InputTypeError
from ..taylor import Expansion, stacked
from .network import Network, check_sizes, is_stacked, uncompiled
from .network_failure import explained

__all__ = ["PointwiseFunction"]


class PointwiseFunction:
    """A torch callable as a function of one tensor per argument.

    Parameters
    ----------
    name : str
        For messages.
    network : Network or callable
        Called with tensors of one shape, or with one tensor whose last axis holds the arguments.
    arity : int, optional
        The number of arguments; without it they are passed one by one.
    components : tuple of str
        The names of the functions whose values the callable returns, along the last axis or as a
        tuple; empty: it returns one value per point.

    Raises
    ------
    InputShapeError
        The layers of the network say that it takes or returns another number of values.
    """

    def __init__(
        self, name: str, network: Any, arity: int | None = None, components: tuple[str, ...] = ()
    ) -> None:
        self.__name__ = name
        self.network = uncompiled(network if isinstance(network, Network) else Network(network))
        self.components = components
        self.is_stacked = arity is not None and is_stacked(self.network, arity)
        if arity is not None:
            check_sizes(self.network, name, arity, max(len(components), 1))

    def __call__(self, *arguments: Any) -> Any:
        """Evaluate on broadcastable tensors, or on expansions of one shape.

        Returns
        -------
        Tensor or Expansion
            Of the shape of the arguments, followed by an axis for the components if there are any.

        Raises
        ------
        InputTypeError, InputShapeError
            What the callable returns is not one value per point and component; or its weights have
            another dtype or device than the points, or it takes another number of them.
        """
        points = arguments
        if not isinstance(arguments[0], Expansion):
            points = torch.broadcast_tensors(*arguments)
        value = self._called(points)
        if isinstance(value, tuple | list) and self.components:
            value = stacked(value)
        if not isinstance(value, Tensor | Expansion):
            got = f"a {type(value).__name__} from the supplied callable"
            raise InputTypeError(self.__name__, got, expected="a tensor")
        return self._of_points(value, points[0].shape)

    def _called(self, points: Sequence[Any]) -> Any:
        """Run the code of the network, and say what does not fit where it fails."""
        function = self.network.function
        if torch.compiler.is_compiling():
            return function(stacked(points)) if self.is_stacked else function(*points)
        try:
            return function(stacked(points)) if self.is_stacked else function(*points)
        except (RuntimeError, TypeError) as error:
            if isinstance(error, BridgeError):
                raise
            better = explained(error, self.__name__, function, points, is_stacked=self.is_stacked)
            if better is None:
                raise
            raise better from error

    def _of_points(self, value: Any, shape: torch.Size) -> Any:
        """Return the value without the axis of a single output, or refuse its shape."""
        if self.is_stacked and not self.components and tuple(value.shape) == (*shape, 1):
            value = value.squeeze(-1)
        wanted = (*shape, len(self.components)) if self.components else tuple(shape)
        if tuple(value.shape) == wanted:
            return value
        number = len(self.components)
        promise = f"{number} values per point, along its last axis" if number else "one value per point"
        hint = (
            f"its last layer is nn.Linear(..., {number}), one value for each of {', '.join(self.components)}"
            if number
            else "make its last layer nn.Linear(..., 1)"
            if self.is_stacked
            else "stack the arguments inside it and squeeze what it returns, for example "
            "lambda x, t: network(torch.stack([x, t], dim=-1)).squeeze(-1)"
        )
        raise InputShapeError(
            [("each argument", tuple(shape)), ("result", tuple(value.shape))],
            why=f"the callable for '{self.__name__}' has to return {promise}",
            hint=hint,
        )
