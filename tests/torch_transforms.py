"""The one check of the transforms of torch: what every kind of function has to pass through.

The first axis of each tensor is the batch, and ``wrt`` are the places of the arguments to differentiate by;
default: all floating ones.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.func import jacfwd, jacrev, vmap

F64 = torch.float64


def close(found: Any, expected: Any, *, rtol: float = 1e-9, atol: float = 1e-11) -> None:
    torch.testing.assert_close(found, expected, rtol=rtol, atol=atol, equal_nan=True)


def check_transforms(
    f: Any, *tensors: Tensor, wrt: Sequence[int] | None = None, pickled: bool = True, compiled: bool = True
) -> None:
    """Compare every transform with the plain call; a compiled graph of a long formula takes its time."""
    value = f(*tensors)
    close(vmap(f)(*tensors), value, rtol=1e-12, atol=1e-12)
    check_copies(f, *tensors, pickled=pickled)
    check_first_derivatives(f, *tensors, wrt=wrt)
    check_second_derivatives(f, *tensors, wrt=wrt)
    check_differences(f, *tensors, wrt=wrt)
    check_single_precision(f, *tensors)
    if compiled:
        check_compiled(f, *tensors, wrt=wrt)


def check_single_precision(f: Any, *tensors: Tensor) -> None:
    """Compare a call in single precision with that in double precision."""
    narrow = f(*(t.float() if t.is_floating_point() else t for t in tensors))
    assert narrow.dtype == torch.float32
    close(narrow.double(), f(*tensors), rtol=1e-4, atol=1e-4)


def check_copies(f: Any, *tensors: Tensor, pickled: bool = True) -> None:
    """Compare copies, which compute by the same operations, with the original."""
    copies = [copy.deepcopy(f), *([pickle.loads(pickle.dumps(f))] if pickled else [])]
    for copied in copies:
        close(copied(*tensors), f(*tensors), rtol=0, atol=0)


def check_first_derivatives(
    f: Any, *tensors: Tensor, wrt: Sequence[int] | None = None, rtol: float = 1e-9, atol: float = 1e-11
) -> None:
    """Compare reverse and forward mode under vmap with a plain backward pass."""
    places = _places(tensors, wrt)
    active, chosen = _active(tensors, places)
    plain = torch.autograd.grad(f(*active).sum(), chosen, materialize_grads=True)
    reverse = vmap(jacrev(f, places))(*tensors)
    close(vmap(jacfwd(f, places))(*tensors), reverse, rtol=rtol, atol=atol)
    close(tuple(map(_summed_rows, reverse, plain)), plain, rtol=rtol, atol=atol)


def check_second_derivatives(f: Any, *tensors: Tensor, wrt: Sequence[int] | None = None) -> None:
    """Compare forward over reverse mode, reverse over reverse mode and a second backward pass."""
    places = _places(tensors, wrt)

    def total(*arguments: Tensor) -> Tensor:
        result: Tensor = f(*arguments).sum()
        return result

    forward_over_reverse = vmap(jacfwd(jacrev(total, places), places))(*tensors)
    reverse_twice = vmap(jacrev(jacrev(total, places), places))(*tensors)
    close(forward_over_reverse, reverse_twice)
    active, chosen = _active(tensors, places)
    first = torch.autograd.grad(total(*active), chosen, create_graph=True, materialize_grads=True)
    connected = [slope.sum() for slope in first if slope.requires_grad]
    if connected:
        second = torch.autograd.grad(sum(connected), chosen, materialize_grads=True)
        for column, found in enumerate(second):
            close(found, sum(_summed_rows(row[column], found) for row in reverse_twice))


def _summed_rows(second: Tensor, like: Tensor) -> Tensor:
    """Sum over the axes of what was differentiated first, which stand between the batch and the last ones."""
    rows = tuple(range(1, second.dim() - like.dim() + 1))
    return second.sum(rows) if rows else second


def check_differences(f: Any, *tensors: Tensor, wrt: Sequence[int] | None = None) -> None:
    """Compare first and second derivatives of the first element of the batch with differences."""
    single = [tensor[0] for tensor in tensors]
    places = _places(tensors, wrt)

    def of_chosen(*values: Tensor) -> Tensor:
        full = list(single)
        for place, value in zip(places, values, strict=True):
            full[place] = value
        result: Tensor = f(*full)
        return result

    chosen = [single[place].clone().requires_grad_() for place in places]
    assert torch.autograd.gradcheck(of_chosen, chosen, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(of_chosen, chosen)


def check_compiled(f: Any, *tensors: Tensor, wrt: Sequence[int] | None = None) -> None:
    """Compare one graph of torch.compile, and its backward pass, with the plain function."""
    places = _places(tensors, wrt)
    found, expected = [], []
    torch._dynamo.reset()
    for function, results in ((f, expected), (torch.compile(f, fullgraph=True, backend="aot_eager"), found)):
        active, chosen = _active(tensors, places)
        value = function(*active)
        results.extend((value.detach(), *torch.autograd.grad(value.sum(), chosen, materialize_grads=True)))
    close(found, expected, rtol=1e-12, atol=1e-12)


def _places(tensors: Sequence[Tensor], wrt: Sequence[int] | None) -> tuple[int, ...]:
    return tuple(i for i, t in enumerate(tensors) if t.is_floating_point()) if wrt is None else tuple(wrt)


def _active(tensors: Sequence[Tensor], places: Sequence[int]) -> tuple[list[Tensor], list[Tensor]]:
    """Return the arguments with those at the places ready for a backward pass, and these."""
    active = [t.clone().requires_grad_() if i in places else t for i, t in enumerate(tensors)]
    return active, [active[place] for place in places]
