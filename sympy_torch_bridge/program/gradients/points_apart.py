"""A check by numbers that the value at each point comes from that point alone.

A backward pass with a cotangent of ones gives the derivative at every point only if the Jacobian is
diagonal. Then a pass with other cotangents gives the same numbers times these: exactly so for powers
of two, which change no rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import Tensor, nn
from torch._C import _functorch as functorch  # pyright: ignore[reportAttributeAccessIssue]
from torch.utils._python_dispatch import _get_current_dispatch_mode

from ...errors import UnsupportedFunctionError
from .pointwise import Pullback

__all__ = ["can_tell_apart", "require_apart"]

_EXPONENTS: Final = 8
_GOLDEN: Final = (math.sqrt(5) - 1) / 2


def can_tell_apart(points: Sequence[Tensor]) -> bool:
    """Whether an influence of one point on another would show: there are two that differ, to be read.

    Examples
    --------
    >>> can_tell_apart([torch.zeros(4)]), can_tell_apart([torch.arange(4.0)])
    (False, True)
    """
    if points[0].numel() < 2 or not all(point.is_floating_point() or point.is_complex() for point in points):
        return False
    # Who records operations is given no values.
    if _get_current_dispatch_mode() is not None or (
        torch.cuda.is_available() and torch.cuda.is_current_stream_capturing()
    ):
        return False
    plain = [_plain(point) for point in points]
    if not all(map(_is_readable, plain)):
        return False
    return any(bool((one != one.flatten()[0]).any()) for one in plain)


def require_apart(
    name: str,
    values: Sequence[Tensor],
    pullback: Pullback,
    points: Sequence[Tensor],
    operations: Sequence[str] = (),
) -> bool:
    """Refuse a function whose value at a point depends on other points.

    Nothing but a derivative through another point is refused: a number from all points that is taken
    out by ``detach()``, and weights that belong to the points, change nothing here.

    Parameters
    ----------
    name : str
        The undefined function, for messages.
    values : sequence of Tensor
        The value of each component, of the shape of the points.
    pullback : callable
        From ``torch.func.vjp`` of the function that returns ``values``.
    points : sequence of Tensor
        One tensor for each argument.
    operations : sequence of str
        What in the function may have done it, for the message.

    Returns
    -------
    bool
        Whether there was a derivative to look at.

    Raises
    ------
    UnsupportedFunctionError
        A derivative by another point is not zero.

    Examples
    --------
    >>> at = torch.tensor([1.0, 2.0, 4.0])
    >>> value, pullback = torch.func.vjp(lambda z: (z * z.flip(0),), at)
    >>> require_apart("u", value, pullback, [at])
    Traceback (most recent call last):
        ...
    sympy_torch_bridge.errors.UnsupportedFunctionError: cannot differentiate 'u' point by point: a value ...
    """
    operations = tuple(operations)  # those of the function, before any here
    has_seen = False
    factors = _factors(points[0])
    for chosen in range(len(values)):
        pulled = _pulled(values, pullback, chosen)
        slopes, scaled = pulled(torch.ones_like(factors)), pulled(factors)
        for slot, (slope, other) in enumerate(zip(slopes, scaled, strict=True)):
            influence = other - factors * slope
            gap, bound = _plain(influence.abs()), _plain(other.abs())
            if not (_is_readable(gap) and _is_readable(bound)):
                return False
            is_finite = gap.isfinite() & bound.isfinite()
            has_seen = has_seen or bool(is_finite.any())
            gap, bound = (torch.where(is_finite, one, 0).max() for one in (gap, bound))
            if bool(gap > _allowed(values[chosen].dtype) * bound):
                raise _refusal(name, _pair(pulled, slot, influence), slot, operations)
    return has_seen


def _pulled(
    values: Sequence[Tensor], pullback: Pullback, chosen: int
) -> Callable[[Tensor], tuple[Tensor, ...]]:
    """Return the pullback of one of the values, by every argument."""

    def pulled(cotangent: Tensor) -> tuple[Tensor, ...]:
        cotangents = [torch.zeros_like(value) for value in values]
        cotangents[chosen] = cotangent.to(values[chosen].dtype).expand_as(values[chosen])
        return pullback(tuple(cotangents))

    return pulled


def _allowed(dtype: torch.dtype) -> float:
    """Return the rounding, relative to the largest derivative, of sums that come in another order."""
    eps = torch.finfo(dtype).eps
    return min(math.sqrt(eps), 1e4 * eps)


def _factors(points: Tensor) -> Tensor:
    """Return powers of two, different at points that a shift, a reversal or a sort would exchange."""
    places = torch.arange(points.numel(), dtype=torch.float64, device=points.device)
    if points.numel() > _EXPONENTS:
        places = torch.floor(torch.remainder(places * _GOLDEN, 1.0) * _EXPONENTS)
    dtype = points.dtype.to_real() if points.is_complex() else points.dtype
    return torch.exp2(places).to(dtype).reshape(points.shape)


def _plain(tensor: Tensor) -> Tensor:
    """Return the numbers of a tensor of torch.func, those of all examples of a vmap together."""
    while functorch.is_functorch_wrapped_tensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor.detach()


def _is_readable(tensor: Tensor) -> bool:
    """Whether it has numbers in this process: not so of tensors that are traced, spread, or without data."""
    return type(tensor) in (Tensor, nn.Parameter) and not tensor.is_meta


def _pair(pulled: Callable[[Tensor], tuple[Tensor, ...]], slot: int, gap: Tensor) -> tuple[int, int] | None:
    """Return a point and another whose value depends on it, by halving where the influence comes from."""
    if _plain(gap).shape != gap.shape:  # many examples at once
        return None
    size = torch.where(gap.isfinite(), gap.abs(), 0).flatten()
    source = int(size.argmax())

    def reaches(first: int, last: int) -> bool:
        chosen = torch.zeros_like(size)
        chosen[first:last] = 1
        chosen[source] = 0
        return bool(pulled(chosen.reshape(gap.shape))[slot].flatten()[source] != 0)

    first, last = 0, gap.numel()
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (first, middle) if reaches(first, middle) else (middle, last)
    return (source, first) if reaches(first, last) else None


def _refusal(
    name: str, pair: tuple[int, int] | None, slot: int, operations: Sequence[str]
) -> UnsupportedFunctionError:
    shown = ", ".join(dict.fromkeys(operations)) or "a value that comes from several"
    what = f"{shown} over the points in the derivative of '{name}'"
    where = (
        f"the value at point {pair[1]} changes with argument {slot + 1} of point {pair[0]}"
        if pair
        else f"the values change with argument {slot + 1} of other points"
    )
    hint = (
        f"{where}: it has no derivative at its own point alone; let the network compute each point by "
        "itself, or take what comes from other points out of the derivative by detach()"
    )
    headline = f"cannot differentiate '{name}' point by point: {what}."
    path = [name, *dict.fromkeys(operations)]
    return UnsupportedFunctionError(what, path, hint=hint, headline=headline)
