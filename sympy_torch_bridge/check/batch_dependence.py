"""Whether a computation gives a point the same numbers again, and the same ones among other points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from .real_values import real_values

__all__ = ["is_random", "mixes_points"]

# Relative change by which numbers differ that rounding and the order of a loop leave alone.
_CHANGED = 1e-3
# Beside the largest number of a point so small a change may be rounding, as of a derivative that is zero.
_ROUNDING = 1e-9

Batch = Callable[..., Tensor]
Read = Callable[[Tensor], Tensor]


def is_random(compute: Batch, tensors: Sequence[Tensor], read: Read = real_values) -> bool:
    """Tell whether a second run gives other numbers, to the last digit.

    Examples
    --------
    >>> x = torch.tensor([0.1, 0.7, 1.3])
    >>> is_random(torch.cos, [x]), is_random(torch.nn.Dropout(0.5), [x.repeat(20)])
    (False, True)
    """
    first, second = read(compute(*tensors)), read(compute(*tensors))
    return not torch.equal(first.nan_to_num(), second.nan_to_num())


def mixes_points(
    compute: Batch, tensors: Sequence[Tensor], read: Read = real_values, among_all: Tensor | None = None
) -> bool:
    """Tell whether half of the points alone, in reverse order, have other numbers than among all of them.

    It is enough that this is so of one entry of a derivative, as where the gradient of one input is summed.
    The numbers among all are computed unless they are given. A single point stands among copies of itself.

    Examples
    --------
    >>> x = torch.tensor([0.1, 0.7, 1.3, 0.9])
    >>> mixes_points(torch.cos, [x]), mixes_points(lambda x: x.cumsum(0), [x])
    (False, True)
    """
    count = len(tensors[0])
    if count == 1:
        among_all, alone = (read(compute(*[t.repeat(copies) for t in tensors]))[:1] for copies in (5, 3))
    else:
        half = count // 2
        among_all = (read(compute(*tensors)) if among_all is None else among_all)[half:]
        alone = read(compute(*[tensor[half:].flip(0) for tensor in tensors])).flip(0)
    among_all, alone = (numbers.reshape(len(numbers), -1) for numbers in (among_all, alone))
    is_known = torch.isfinite(among_all) & torch.isfinite(alone)
    size = torch.where(is_known, torch.maximum(among_all.abs(), alone.abs()), 0.0)
    least = torch.maximum(_CHANGED * size, _ROUNDING * size.amax(dim=1, keepdim=True))
    changed = is_known & ((among_all - alone).abs() > least)
    return bool((changed.sum(dim=0) * 2 > is_known.sum(dim=0)).any())
