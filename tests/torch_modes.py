"""The modes of torch that every compiled function has to pass through, for functions of one kind of batch."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor
from torch.func import grad, hessian, jacfwd, jacrev, vmap


def close(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-11)


def check_transforms(f: Any, tensors: tuple[Tensor, ...], by: int) -> None:
    """Compare every mode with the plain value and gradient; ``by`` is a floating input of one axis."""
    value, gradients = f.value_and_grad(*tensors)
    slope = gradients[by]
    close(vmap(f)(*tensors), value)
    close(vmap(grad(f, argnums=by))(*tensors), slope)
    close(jacrev(f, argnums=by)(*tensors).diagonal(), slope)
    close(jacfwd(f, argnums=by)(*tensors).diagonal(), slope)
    close(copy.deepcopy(f)(*tensors), value)
    curvature = hessian(lambda *t: f(*t).sum(), argnums=by)(*tensors).diagonal()
    active = [t.clone().requires_grad_() if i == by else t for i, t in enumerate(tensors)]
    (first,) = torch.autograd.grad(f(*active).sum(), active[by], create_graph=True)
    if first.requires_grad:
        close(curvature, torch.autograd.grad(first.sum(), active[by])[0])
    narrow = f(*(t.float() if t.is_floating_point() else t for t in tensors))
    assert narrow.dtype == torch.float32
    torch.testing.assert_close(narrow.double(), value, rtol=1e-4, atol=1e-4)


def check_compiled(f: Any, tensors: tuple[Tensor, ...], by: int) -> None:
    """Compare one graph of torch.compile, and its backward pass, with the plain function."""
    torch._dynamo.reset()
    active = [t.clone().requires_grad_() if i == by else t for i, t in enumerate(tensors)]
    compiled = torch.compile(f, fullgraph=True, backend="aot_eager")(*active)
    close(compiled.detach(), f(*tensors))
    close(torch.autograd.grad(compiled.sum(), active[by])[0], f.value_and_grad(*tensors)[1][by])
