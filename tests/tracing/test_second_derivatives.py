"""Derivatives of derivatives, by torch in both ways, read and compared with torch."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch.nn import functional
from traced_values import compared

import sympy_torch_bridge as stb

ONES = torch.ones(2, dtype=torch.float64)
FUNCTIONS = {
    "bce-logits": lambda a: functional.binary_cross_entropy_with_logits(a, a.detach() * 0 + 0.3),
    "conv": lambda a: (functional.conv1d(a[None, None, 0], a[None, None, 1]) ** 2).sum(),
    "cross-entropy": lambda a: functional.cross_entropy(a, torch.tensor([0, 1])),
    "gelu": lambda a: functional.gelu(a).sum(),
    "huber": lambda a: functional.huber_loss(a, a * 0, delta=0.4),
    "inverse": lambda a: torch.linalg.inv(a).sum(),
    "layer-norm": lambda a: (functional.layer_norm(a, (2,)) ** 3).sum(),
    "logsumexp": lambda a: a.logsumexp(1).sum(),
    "mish": lambda a: functional.mish(a).sum(),
    "norm": lambda a: a.norm(),
    "prod": lambda a: a.prod(),
    "slogdet": lambda a: torch.linalg.slogdet(a)[1],
    "softmax": lambda a: (functional.softmax(a, 1) ** 2).sum(),
    "softplus": lambda a: functional.softplus(a).sum(),
    "solve": lambda a: torch.linalg.solve(a, ONES).sum(),
    "std": lambda a: a.std(),
}


def twice(function):
    def derivative(a):
        (slope,) = torch.autograd.grad(function(a), a, create_graph=True)
        weights = torch.arange(1, slope.numel() + 1).reshape(slope.shape)
        return torch.autograd.grad((slope * weights).sum(), a)[0]

    return derivative


@pytest.mark.parametrize("name", FUNCTIONS)
def test_reverse_over_reverse(name):
    compared(twice(FUNCTIONS[name]), (2, 2), gap=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_forward_over_reverse(name):
    compared(torch.func.hessian(FUNCTIONS[name]), (2, 2), gap=1e-9)


def test_the_second_derivative_of_a_determinant_is_refused_with_another_way():
    a, b, c, d = sympy.symbols("a b c d", real=True)
    with pytest.raises(stb.TraceError, match="_linalg_svd") as caught:
        stb.from_torch(torch.func.hessian(torch.det), [[[a, b], [c, d]]])
    assert "expression of the value" in caught.value.hint
    value = stb.from_torch(torch.det, [[[a, b], [c, d]]])
    assert stb.hessian(value, [a, b, c, d])[0, 3] == 1
