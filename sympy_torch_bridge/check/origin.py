"""Whether a computation leaves torch on its way: what NumPy or plain Python rounds, noise cannot show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from .rounding import is_inexact

__all__ = ["leaves_torch"]

_BUILT_IN = ("aten", "prims", "prim")
_FROM_PYTHON = ("lift_fresh", "lift_fresh_copy")


class _Origins(TorchDispatchMode):
    """Tells the memory that operations of torch wrote from memory that came from elsewhere."""

    def __init__(self, points: Sequence[Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        # Storages are held, so that no address is used twice.
        self.known: dict[int, Any] = {}
        self.foreign: dict[int, Any] = {}
        self.is_opaque = False
        for point in points:
            self._learn(point)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operation and note where its arguments come from."""
        kwargs = kwargs or {}
        name = str(func.overloadpacket.__name__)
        given = [leaf for leaf in tree_leaves((args, kwargs)) if _is_stored(leaf)]
        if func.namespace not in _BUILT_IN or (name == "_local_scalar_dense" and given):
            self.is_opaque = True
        for tensor in given:
            if name in _FROM_PYTHON and (tensor.numel() < 2 or not bool(is_inexact(tensor).any())):
                self._learn(tensor)
            elif _address(tensor) not in self.known:
                self.foreign[_address(tensor)] = tensor.untyped_storage()
        result = func(*args, **kwargs)
        for leaf in tree_leaves(result):
            # A view of foreign memory stays foreign.
            if _is_stored(leaf) and _address(leaf) not in self.foreign:
                self._learn(leaf)
        return result

    def _learn(self, tensor: Tensor) -> None:
        self.known[_address(tensor)] = tensor.untyped_storage()


def leaves_torch(compute: Callable[..., Tensor], points: Sequence[Tensor]) -> bool:
    """Tell whether a computation takes numbers out of torch or brings new ones in.

    Parameters
    ----------
    compute : callable
    points : sequence of Tensor, shape (n,)
        The computation runs twice. Memory from elsewhere that both runs use is that of parameters.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([0.1, 0.7], dtype=torch.float64)
    >>> weight = torch.tensor([0.1, 0.2], dtype=torch.float64)
    >>> leaves_torch(lambda x: torch.cos(x) * weight, [x])
    False
    >>> leaves_torch(lambda x: torch.from_numpy(x.numpy() ** 3) * 2, [x])
    True
    """
    first, second = _Origins(points), _Origins(points)
    for origins in (first, second):
        with origins:
            result = compute(*points)
        # What goes from elsewhere straight into the result meets no operation.
        if _is_stored(result) and _address(result) not in origins.known:
            origins.foreign[_address(result)] = result.untyped_storage()
        if origins.is_opaque:
            return True
    return not second.foreign.keys() <= first.foreign.keys()


def _is_stored(value: Any) -> bool:
    """Tell whether something is a floating tensor with memory of its own."""
    return (
        isinstance(value, Tensor)
        and (value.is_floating_point() or value.is_complex())
        and not value._is_zerotensor()
        and bool(value.numel())
    )


def _address(tensor: Tensor) -> int:
    return int(tensor.untyped_storage().data_ptr())
