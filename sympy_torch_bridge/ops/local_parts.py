"""Tensors that several processes share (DTensor): each process evaluates its own part.

torch.distributed.tensor takes seconds to import, so that it is only looked at where somebody else has
imported it: without it there is no such tensor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from torch.distributed.tensor import DTensor

__all__ = ["first_shared", "gathered", "is_replication_implicit", "map_local", "replicated"]


def first_shared(tensors: Sequence[Any]) -> DTensor | None:
    """Return the tensor that several processes share, that with most axes and cuts; None if there is none."""
    if torch.compiler.is_compiling():
        return None  # what is traced is that of a plain tensor, or of the parts
    api = sys.modules.get("torch.distributed.tensor")
    if api is None:
        return None
    shared = [tensor for tensor in tensors if isinstance(tensor, api.DTensor)]
    return max(shared, key=_extent) if shared else None


def _extent(shared: DTensor) -> tuple[int, int]:
    return shared.dim(), sum(placement.is_shard() for placement in shared.placements)


def is_replication_implicit() -> bool:
    """Whether torch takes plain tensors beside shared ones, as inside ``implicit_replication()``."""
    api = sys.modules["torch.distributed.tensor"]
    return bool(getattr(api.DTensor._op_dispatcher, "_allow_implicit_replication", False))


def replicated(value: Tensor, beside: DTensor) -> Tensor:
    """Return a tensor that is the same in all processes as a shared one; its gradient is summed over them."""
    from torch.distributed.tensor import DTensor, Replicate

    if isinstance(value, DTensor):
        return value
    mesh = beside.device_mesh
    shared: Tensor = DTensor.from_local(value, mesh, [Replicate()] * mesh.ndim, run_check=False)
    return shared


def gathered(value: Tensor) -> Tensor:
    """Return a shared tensor whole in every process, in which all of them take part; others as they are."""
    shared = first_shared([value])
    if shared is None or all(placement.is_replicate() for placement in shared.placements):
        return value
    from torch.distributed.tensor import Replicate

    whole: Tensor = shared.redistribute(placements=[Replicate()] * shared.device_mesh.ndim)
    return whole


def map_local(function: Callable[..., Any], tensors: Sequence[Tensor]) -> Any:
    """Evaluate a pointwise function on the part of each process, whatever the sizes of the parts.

    Plain tensors among the arguments are numbers. What the function returns has the shape of the batch,
    followed by axes of its own.
    """
    from torch.distributed.tensor import DTensor, Partial, Replicate, Shard

    batch = torch.broadcast_shapes(*(tensor.shape for tensor in tensors))
    like = first_shared([tensor for tensor in tensors if tensor.shape == batch])
    is_whole = like is not None  # else no argument says where its parts are to lie
    like = like if like is not None else first_shared(tensors)
    if like is None:
        return function(*tensors)
    mesh = like.device_mesh
    places = [p if is_whole and isinstance(p, Shard) else Replicate() for p in like.placements]
    # Each process sees a part of what depends on a number: the parts of its gradient are summed.
    number_slopes = [Partial() if isinstance(p, Shard) else p for p in places]

    def own(tensor: Tensor) -> Tensor:
        shared: Any = replicated(tensor, like)
        if not tensor.dim():
            everywhere = shared.redistribute(placements=[Replicate()] * mesh.ndim)
            number: Tensor = everywhere.to_local(grad_placements=number_slopes)
            return number
        laid = shared.expand(batch).redistribute(placements=places)
        part: Tensor = laid.to_local(grad_placements=places)
        return part

    def whole(part: Any) -> Any:
        if isinstance(part, Mapping):
            return {key: whole(entry) for key, entry in part.items()}
        if isinstance(part, list | tuple):
            return type(part)(whole(entry) for entry in part)
        shape = torch.Size((*batch, *part.shape[len(batch) :]))
        stride = torch.empty(shape, device="meta").stride()
        return DTensor.from_local(part, mesh, places, run_check=False, shape=shape, stride=stride)

    return whole(function(*map(own, tensors)))
