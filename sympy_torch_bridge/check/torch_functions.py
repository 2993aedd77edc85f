"""Torch functions of points: called by name or position, in one batch or point by point, in one shape."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from ..errors import InputShapeError, InputTypeError

__all__ = ["PointFunction", "TransposedResult", "forward_jacobian", "reverse_jacobian"]

# Cotangents that the reverse mode is seeded with, in turn: both signs, powers of two.
_COTANGENTS = (1.0, -2.0, 0.5, -0.25, 4.0)
# What code written for a single point raises when it gets a batch.
_SCALAR_CODE = (RuntimeError, ValueError, TypeError, IndexError)


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
    ) -> None:
        self._function = function
        self._shape = shape
        self._names = tuple(names)
        self._order = _order(signature or function, self._names) if order is None else tuple(order)

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
        except _SCALAR_CODE as error:
            return self._one_by_one(tensors, error)
        return result[:count]

    def _padding(self, count: int) -> int:
        """Return how many points to add so that no axis can be mistaken for the batch."""
        extra = 0
        while count + extra in (1, *self._shape):
            extra += 1
        return extra

    def _one_by_one(self, tensors: Sequence[Tensor], error: Exception) -> Tensor:
        """Call at single points; if that fails as well, the failure of the batch is the one to report."""
        try:
            results = [
                self._shaped(self._called([tensor[i] for tensor in tensors]), None)
                for i in range(tensors[0].shape[0])
            ]
        except _SCALAR_CODE:
            raise error from None
        return torch.stack(results)

    def _called(self, tensors: Sequence[Tensor]) -> Any:
        return self._function(*[tensors[i] for i in self._order])

    def _shaped(self, result: Any, batch: int | None) -> Tensor:
        """Return a result as one tensor of shape ``(batch, *shape)``, or ``shape`` without a batch."""
        lead = () if batch is None else (batch,)
        tensor = _stacked(result)
        full = (*lead, *self._shape)
        if tuple(tensor.shape) == full:
            return tensor
        flat = tuple(tensor.shape)
        if flat == lead + tuple(size for size in self._shape if size != 1):
            return tensor.reshape(full)
        if batch is not None and flat in ((), self._shape):
            return tensor.expand(full)
        swapped = (*lead, *self._shape[::-1])
        if flat == swapped and len(self._shape) == 2:
            raise TransposedResult(tensor.transpose(-1, -2))
        raise InputShapeError(
            [("result", flat), ("expected", full)],
            why="the claim returns a result of another shape",
            hint="the last axis runs over wrt: torch.stack([...], dim=-1); "
            "for several outputs the last two axes are (outputs, wrt)",
        )


class TransposedResult(Exception):  # noqa: N818 - a signal between two modules, never seen by a caller
    """A Jacobian came back in the other layout."""

    def __init__(self, jacobian: Tensor) -> None:
        super().__init__("the Jacobian is transposed")
        self.jacobian = jacobian


def _order(signature: Any, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return which input each argument of a callable takes."""
    parameters = _positional(signature)
    if parameters is None:
        return tuple(range(len(names)))
    required = [name for name, is_required in parameters if is_required and name != "ctx"]
    allowed = [name for name, _ in parameters if name != "ctx"]
    if required and set(required) <= set(names):
        return tuple(names.index(name) for name in required)
    if len(required) <= len(names) <= len(allowed):
        return tuple(range(len(names)))
    raise InputTypeError(
        "claimed",
        f"a callable of {len(required)} arguments ({', '.join(required) or 'none'})",
        expected=f"one that takes a tensor for each of {', '.join(names)}",
        hint="arguments are matched by name where the names are those of the symbols, else by position",
    )


def _positional(signature: Any) -> list[tuple[str, bool]] | None:
    """Return the positional parameters and whether each must be given; None if any number is taken."""
    try:
        parameters = inspect.signature(signature).parameters.values()
    except (TypeError, ValueError):  # builtins without a signature
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return [
        (p.name, p.default is p.empty)
        for p in parameters
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]


def _stacked(result: Any) -> Tensor:
    """Join a result given as nested lists along the last axes."""
    if isinstance(result, Tensor):
        return result
    if isinstance(result, list | tuple):
        parts = torch.broadcast_tensors(*[_stacked(part) for part in result])
        depth = _depth(result)
        return torch.stack(list(parts), dim=-depth)
    if isinstance(result, int | float):
        return torch.tensor(float(result), dtype=torch.float64)
    if isinstance(result, complex):
        return torch.tensor(result, dtype=torch.complex128)
    raise InputTypeError("the result of the claim", f"a {type(result).__name__}", expected="a tensor")


def _depth(result: Any) -> int:
    depth = 0
    while isinstance(result, list | tuple):
        depth, result = depth + 1, result[0]
    return depth


def reverse_jacobian(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], places: Sequence[int]
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by torch's reverse mode, result ``(n, m, k)``.

    Examples
    --------
    >>> reverse_jacobian(lambda x: torch.stack([x**2, 3 * x], -1), [torch.tensor([1.0, 2.0])], [0])
    tensor([[[2.],
             [3.]],
    <BLANKLINE>
            [[4.],
             [3.]]])
    """
    leaves = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    chosen = [leaves[place] for place in places]
    with torch.enable_grad():
        outputs = function(*leaves)
    if not outputs.requires_grad:
        return outputs.new_zeros(*outputs.shape, len(places))
    seed = _cotangent(outputs, tensors)
    rows = [
        torch.autograd.grad(
            column, chosen, seed, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        for column in outputs.unbind(-1)
    ]
    return torch.stack([torch.stack(row, dim=-1) / seed[:, None] for row in rows], dim=-2)


def _cotangent(outputs: Tensor, points: Sequence[Tensor]) -> Tensor:
    """Return a cotangent for each point: a backward that ignores or mishandles it is found.

    Powers of two scale the gradient without rounding, so that dividing by them gives it back
    exactly. The choice hangs on the bits of the point, so that a repeated point gets the same one.
    """
    bits = torch.zeros(len(outputs), dtype=torch.int64, device=outputs.device)
    for point in points:
        bits = bits * 31 + (point.detach().double().view(torch.int64) >> 20)
    return outputs.new_tensor(_COTANGENTS)[bits.remainder(len(_COTANGENTS))]


def forward_jacobian(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], places: Sequence[int]
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by torch's forward mode, result ``(n, m, k)``.

    Examples
    --------
    >>> forward_jacobian(lambda x: torch.stack([x**2], -1), [torch.tensor([1.0, 2.0])], [0]).flatten()
    tensor([2., 4.])
    """
    primals = [tensor.detach() for tensor in tensors]
    columns = []
    for place in places:
        # The other inputs carry no tangent: a tangent of zero times an infinite slope would give nan.
        def section(chosen: Tensor, place: int = place) -> Tensor:
            return function(*primals[:place], chosen, *primals[place + 1 :])

        with warnings.catch_warnings():
            # torch 2.13 warns of its own code when its forward-mode formulas are first loaded.
            warnings.filterwarnings("ignore", message=".*torch.jit.script", category=DeprecationWarning)
            columns.append(torch.func.jvp(section, (primals[place],), (torch.ones_like(primals[place]),))[1])
    return torch.stack(columns, dim=-1)
