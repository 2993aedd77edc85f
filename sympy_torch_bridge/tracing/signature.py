"""What the signature of an operation says of its arguments and results."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils._pytree import tree_map

from .reading import refuse
from .traced_tensor import TracedTensor

__all__ = ["aliased_by", "functional_of", "promised_by", "takes_tensor_first", "target_of"]


def takes_tensor_first(func: Any) -> bool:
    """Tell whether the first argument is a tensor."""
    return str(func._schema.arguments[0].type) == "Tensor"


def functional_of(func: Any) -> Any:
    """Return the operation that returns what this one writes in place, if torch has it."""
    name: str = func.overloadpacket.__name__
    packet = getattr(torch.ops.aten, name.removesuffix("_"), None) if name.endswith("_") else None
    return getattr(packet, func._overloadname, None)


def target_of(func: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> TracedTensor | None:
    """Return the tensor that the operation writes to, if there is one."""
    written = [
        options.get(argument.name) if argument.kwarg_only else arguments[place]
        for place, argument in enumerate(func._schema.arguments)
        if argument.alias_info is not None and argument.alias_info.is_write
    ]
    if len(written) > 1 or any(not isinstance(tensor, TracedTensor) for tensor in written):
        refuse(str(func), "it writes to more than one tensor")
    return written[0] if written else None


def aliased_by(func: Any, arguments: tuple[Any, ...]) -> TracedTensor | None:
    """Return the argument of which the results are views, if they are."""
    results = func._schema.returns
    is_view = bool(results) and results[0].alias_info is not None and not results[0].alias_info.is_write
    return arguments[0] if is_view else None


def promised_by(func: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Ask torch for the shapes and dtypes of the results; for a few operations it has no answer."""
    options = {name: value for name, value in options.items() if name not in ("device", "pin_memory")}
    takes_device = any(argument.name == "device" for argument in func._schema.arguments)
    device = {"device": torch.device("meta")} if takes_device else {}
    try:
        return func(*tree_map(_unvalued, arguments), **tree_map(_unvalued, options), **device)
    except NotImplementedError:
        return None


def _unvalued(value: Any) -> Any:
    if not isinstance(value, TracedTensor):
        return value
    return torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
