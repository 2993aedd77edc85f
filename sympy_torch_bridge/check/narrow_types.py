"""Code that computes in a narrower type than it was given: its rounding hides mistakes of that size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from .rounding import CONSTANTS, is_inexact

__all__ = ["narrow_type", "narrow_type_notes"]


class _Narrowest(TorchDispatchMode):
    """Keeps the coarsest floating type of all results; comparisons and indices are of no account."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.found: torch.dtype | None = None

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operation and look at the type of what it gives."""
        result = func(*args, **(kwargs or {}))
        # What is computed of tensors is rounded; a constant that is made in another type may be exact.
        is_constant = str(func.overloadpacket.__name__) in CONSTANTS
        for leaf in tree_leaves(result) if is_constant or _has_tensors(args) else ():
            if not isinstance(leaf, Tensor) or not _is_inexact(leaf.dtype):
                continue
            if _is_coarser(leaf.dtype, self.found) and not (is_constant and not is_inexact(leaf).any()):
                self.found = leaf.dtype
        return result


def narrow_type(compute: Callable[..., Tensor], points: Sequence[Tensor]) -> torch.dtype | None:
    """Return the type in which a computation is rounded, if it is narrower than that of its points.

    Parameters
    ----------
    compute : callable
    points : sequence of Tensor, shape (n,)

    Examples
    --------
    >>> x = torch.tensor([0.1, 0.7], dtype=torch.float64)
    >>> narrow_type(lambda x: torch.cos(x.float()).double(), [x])
    torch.float32
    >>> narrow_type(torch.cos, [x]) is None
    True
    """
    with _Narrowest() as mode:
        result = compute(*points)
    found = [dtype for dtype in (mode.found, result.dtype) if dtype is not None and _is_inexact(dtype)]
    own = max((torch.finfo(point.dtype).eps for point in points if _is_inexact(point.dtype)), default=0.0)
    narrow = max(found, key=lambda dtype: torch.finfo(dtype).eps, default=None)
    return narrow if narrow is not None and points and torch.finfo(narrow).eps > own else None


def narrow_type_notes(compute: Callable[..., Tensor], points: Sequence[Tensor]) -> list[str]:
    """Say that code rounds to a narrower type on its way.

    Parameters
    ----------
    compute : callable
    points : sequence of Tensor, shape (n,)

    Examples
    --------
    >>> x = torch.tensor([0.1, 0.7], dtype=torch.float64)
    >>> narrow_type_notes(lambda x: torch.cos(x.float()), [x])
    ['the code computes in float32 although it gets float64: its rounding hides mistakes below 1.2e-07']
    """
    narrow = narrow_type(compute, points)
    if narrow is None:
        return []
    given = str(points[0].dtype).removeprefix("torch.")
    return [
        f"the code computes in {str(narrow).removeprefix('torch.')} although it gets {given}: its rounding "
        f"hides mistakes below {torch.finfo(narrow).eps:.1e}"
    ]


def _is_coarser(dtype: torch.dtype, other: torch.dtype | None) -> bool:
    return other is None or torch.finfo(dtype).eps > torch.finfo(other).eps


def _is_inexact(dtype: torch.dtype) -> bool:
    return dtype.is_floating_point or dtype.is_complex


def _has_tensors(args: Any) -> bool:
    return any(isinstance(leaf, Tensor) and _is_inexact(leaf.dtype) for leaf in tree_leaves(args))
