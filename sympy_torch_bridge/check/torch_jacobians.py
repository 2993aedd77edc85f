"""Derivatives by torch's own modes: reverse, reverse through reverse, forward, forward through reverse."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Sequence

import torch
from torch import Tensor

from ..forward_mode import FORWARD_MODE_LOCK

__all__ = [
    "cotangent",
    "forward_jacobian",
    "forward_over_reverse",
    "inputs_without_gradient",
    "reverse_jacobian",
    "single_input_jacobian",
]

# Cotangents that the reverse mode is seeded with, in turn: both signs, powers of two.
_COTANGENTS = (1.0, -2.0, 0.5, -0.25, 4.0)


def reverse_jacobian(
    function: Callable[..., Tensor],
    tensors: Sequence[Tensor],
    places: Sequence[int],
    order: int = 1,
    frozen: Collection[int] = (),
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by torch's reverse mode, result ``(n, m, k)``.

    For a higher order the reverse mode goes through itself, and the result is ``(n, m * k**(order-1), k)``.
    Inputs whose places are in ``frozen`` need no gradient.

    Examples
    --------
    >>> reverse_jacobian(lambda x: torch.stack([x**2, 3 * x], -1), [torch.tensor([1.0, 2.0])], [0])
    tensor([[[2.],
             [3.]],
    <BLANKLINE>
            [[4.],
             [3.]]])
    """
    leaves = _leaves(tensors, frozen)
    chosen = [leaves[place] for place in places]
    with torch.enable_grad():
        result = function(*leaves)
        for level in range(order):
            outputs = result.flatten(1)
            result = _pulled_back(outputs, chosen, cotangent(outputs, tensors), again=level < order - 1)
    return result.detach()


def _leaves(tensors: Sequence[Tensor], frozen: Collection[int] = ()) -> list[Tensor]:
    return [t.detach().clone().requires_grad_(place not in frozen) for place, t in enumerate(tensors)]


def single_input_jacobian(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], places: Sequence[int], order: int = 1
) -> Tensor:
    """Differentiate by one input at a time, none of the others needing a gradient.

    Parameters and result are those of :func:`reverse_jacobian`. Mixed derivatives of a higher order need
    two inputs: they are those of all inputs together.

    Examples
    --------
    >>> single_input_jacobian(
    ...     lambda x, y: (x * y)[:, None], [torch.tensor([3.0]), torch.tensor([5.0])], [0, 1]
    ... )
    tensor([[[5., 3.]]])
    """
    columns = []
    for place in places:
        frozen = set(range(len(tensors))) - {place}
        columns.append(reverse_jacobian(function, tensors, [place], order, frozen))
    if order == 1:
        return torch.cat(columns, dim=-1)
    result = reverse_jacobian(function, tensors, places, order)
    entries = result.view(len(result), -1, len(places) ** order)
    stride = sum(len(places) ** level for level in range(order))  # from one pure derivative to the next
    for number, column in enumerate(columns):
        entries[:, :, number * stride] = column[..., 0]
    return result


def inputs_without_gradient(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], places: Sequence[int]
) -> list[int]:
    """Return which of ``places`` are those of inputs for which torch has None for a gradient.

    Examples
    --------
    >>> x, y = torch.tensor([3.0]), torch.tensor([5.0])
    >>> inputs_without_gradient(lambda x, y: (x * y.detach())[:, None], [x, y], [0, 1])
    [1]
    """
    leaves = _leaves(tensors)
    with torch.enable_grad():
        outputs = function(*leaves)
    if not outputs.requires_grad:
        return list(places)
    chosen = [leaves[place] for place in places]
    gradients = torch.autograd.grad(outputs, chosen, torch.ones_like(outputs), allow_unused=True)
    return [place for place, gradient in zip(places, gradients, strict=True) if gradient is None]


def _pulled_back(outputs: Tensor, leaves: Sequence[Tensor], seed: Tensor, *, again: bool) -> Tensor:
    """Return the gradients of outputs ``(n, m)``, shape ``(n, m, k)``, to be differentiated again or not."""
    if not outputs.requires_grad:
        return outputs.new_zeros(*outputs.shape, len(leaves))
    rows = []
    for column in outputs.unbind(-1):
        row = torch.autograd.grad(
            column,
            leaves,
            seed,
            retain_graph=True,
            create_graph=again,
            allow_unused=True,
            materialize_grads=True,
        )
        rows.append(torch.stack(row, dim=-1) / seed[:, None])
    return torch.stack(rows, dim=-2)


def cotangent(outputs: Tensor, points: Sequence[Tensor]) -> Tensor:
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

        with FORWARD_MODE_LOCK, warnings.catch_warnings():
            # torch 2.13 warns of its own code when its forward-mode formulas are first loaded.
            warnings.filterwarnings("ignore", message=".*torch.jit.script", category=DeprecationWarning)
            columns.append(torch.func.jvp(section, (primals[place],), (torch.ones_like(primals[place]),))[1])
    return torch.stack(columns, dim=-1)


def forward_over_reverse(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], places: Sequence[int], order: int
) -> Tensor:
    """Differentiate ``order - 1`` times by reverse mode and once more by forward mode through it.

    Parameters and result are those of :func:`reverse_jacobian`.

    Examples
    --------
    >>> cube = lambda x: torch.stack([x**3], -1)
    >>> forward_over_reverse(cube, [torch.tensor([1.0, 2.0])], [0], 2).flatten()
    tensor([ 6., 12.])
    """
    gradient = function
    for _ in range(order - 1):
        gradient = _functional_gradient(gradient, places)
    return forward_jacobian(gradient, tensors, places)


def _functional_gradient(function: Callable[..., Tensor], places: Sequence[int]) -> Callable[..., Tensor]:
    """Return the gradients of outputs ``(n, m)`` as a function with results ``(n, m * k)``."""

    def gradient(*tensors: Tensor) -> Tensor:
        def outputs(*chosen: Tensor) -> Tensor:
            everything = list(tensors)
            for place, tensor in zip(places, chosen, strict=True):
                everything[place] = tensor
            return function(*everything)

        chosen = [tensors[place] for place in places]
        result, pullback, *_ = torch.func.vjp(outputs, *chosen)
        rows = []
        for column in range(result.shape[1]):
            seed = torch.zeros_like(result)
            seed[:, column] = 1
            rows.append(torch.stack(pullback(seed), dim=-1))
        return torch.stack(rows, dim=-2).flatten(1)

    return gradient
