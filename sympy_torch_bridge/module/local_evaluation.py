"""A formula evaluated by each process on its own part of the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
import torch
from torch import Tensor

from ..compiled_function import CompiledFunction
from ..errors import InputTypeError, OptionError
from ..ops.local_parts import first_shared, map_local

__all__ = ["evaluated"]


def evaluated(
    function: CompiledFunction, inputs: Sequence[Any], given: Sequence[Any], values: Sequence[Tensor]
) -> Any:
    """Evaluate a formula on the parts; see :meth:`sympy_torch_bridge.SymPyModule.map_local`."""
    _require_pointwise(function)
    shared = first_shared(given)
    if shared is None:
        raise InputTypeError(
            ", ".join(map(str, inputs)),
            "no tensor that several processes share (DTensor)",
            expected="at least one",
            hint="call the module itself, or share the batch: "
            "torch.distributed.tensor.distribute_tensor(tensor, mesh, [Shard(0)])",
        )
    tensors = [g if isinstance(g, Tensor) else torch.tensor(g, device=shared.device) for g in given]
    for symbol, tensor in zip(inputs, tensors, strict=True):
        if tensor.dim() and first_shared([tensor]) is None:
            raise InputTypeError(
                str(symbol),
                "a plain tensor beside one that several processes share (DTensor)",
                expected="all of them shared, or numbers",
                hint="torch.distributed.tensor.distribute_tensor(tensor, mesh, [Shard(0)]) shares it",
            )
    return map_local(function, [*tensors, *values])


def _require_pointwise(function: CompiledFunction) -> None:
    """Refuse what may need the points of other processes, or parameters whose gradient is not summed."""
    whole = [str(s) for s in function.inputs if not isinstance(s, sympy.Symbol)]
    functions = [str(name) for name in function.options["functions"]]
    if whole or functions:
        names = ", ".join([*whole, *functions])
        raise OptionError(
            "map_local",
            names,
            accepted=("formulas of scalar symbols without functions of the user's",),
            hint=f"{names} may need the points of other processes; call the module itself",
        )
