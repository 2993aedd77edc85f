"""One function passes through every transform of torch: what each test of a new kind of node calls."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import torch
from torch import Tensor

F64 = torch.float64


def check_transforms(f: Any, *tensors: Tensor, compiled: bool = True) -> None:
    """Compare vmap, forward, reverse and second derivatives, compiled graph, pickle and copy with the call.

    The first axis of each tensor is the batch.
    """
    value = f(*tensors)
    close: dict[str, Any] = {"rtol": 1e-12, "atol": 1e-12, "equal_nan": True}
    torch.testing.assert_close(torch.func.vmap(f)(*tensors), value, **close)
    for again in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        torch.testing.assert_close(again(*tensors), value, **close)
    places = tuple(i for i, tensor in enumerate(tensors) if tensor.is_floating_point())
    single = [tensor[0] for tensor in tensors]
    reverse = torch.func.jacrev(f, places)(*single)
    torch.testing.assert_close(torch.func.jacfwd(f, places)(*single), reverse, **close)
    _check_derivatives(f, single, places)
    if compiled:
        torch._dynamo.reset()
        graph = torch.compile(f, fullgraph=True, backend="aot_eager")
        torch.testing.assert_close(graph(*tensors), value, **close)


def _check_derivatives(f: Any, tensors: list[Tensor], places: tuple[int, ...]) -> None:
    """Compare first and second derivatives with differences."""
    chosen = [tensors[i].clone().requires_grad_() for i in places]

    def of_chosen(*values: Tensor) -> Tensor:
        full = list(tensors)
        for place, value in zip(places, values, strict=True):
            full[place] = value
        result: Tensor = f(*full)
        return result

    assert torch.autograd.gradcheck(of_chosen, chosen, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(of_chosen, chosen)
