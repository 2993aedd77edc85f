"""The fused backend gives what plain torch operations and autograd give: values, gradients, second ones."""

from __future__ import annotations

import warnings

import pytest
import sympy as sp
import torch
from torch_transforms import close
from translation.expressions import EXPRESSIONS, INTEGERS, POINTS

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import BridgeError

F64 = torch.float64
POINTWISE = ("arithmetic", "trigonometric", "exponential", "steps", "piecewise", "logic", "special")
CASES = [(name, expr) for name in POINTWISE if name in EXPRESSIONS for expr in EXPRESSIONS[name]]


def both(expr):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = stb.compile(expr)
        return plain, stb.compile(expr, plain.inputs, backend="fused")


def points_of(function):
    symbols = [s for s in function.inputs if s in POINTS and s not in INTEGERS]
    return (
        [torch.tensor(POINTS[s], dtype=F64) for s in symbols] if len(symbols) == len(function.inputs) else []
    )


def fusable():
    """List the expressions that the backend takes: no test compares plain with plain."""
    for name, expr in CASES:
        try:
            plain, fused = both(expr)
        except BridgeError:
            continue
        tensors = points_of(plain)
        if tensors and stb.explain(fused, *tensors).chosen != "eager":
            yield pytest.param(plain, fused, tensors, id=f"{name}-{sp.sstr(expr)[:40]}")


FUSABLE = list(fusable())


def test_most_pointwise_expressions_are_fused():
    assert len(FUSABLE) > 140


def derivatives(function, tensors):
    """Return value, gradients, tangents, and the gradients of a combination of the gradients."""
    tensors = [t.clone().requires_grad_() for t in tensors]
    value = function(*tensors)
    gradients = torch.autograd.grad(value.sum(), tensors, create_graph=True, materialize_grads=True)
    directions = tuple(torch.linspace(0.5, 1.5, t.numel(), dtype=t.dtype) for t in tensors)
    detached = tuple(t.detach() for t in tensors)
    _, tangent = torch.func.jvp(function, detached, directions)
    combined = sum((g * d).sum() for g, d in zip(gradients, directions, strict=True))
    second = torch.autograd.grad(combined, tensors, materialize_grads=True) if combined.requires_grad else ()
    return value, gradients, tangent, second or tuple(torch.zeros_like(t) for t in tensors)


@pytest.mark.parametrize(("plain", "fused", "tensors"), FUSABLE)
def test_agrees_with_plain_operations(plain, fused, tensors, way):
    close(derivatives(fused, tensors), derivatives(plain, tensors), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("plain", "fused", "tensors"), FUSABLE)
def test_value_and_grad_agrees(plain, fused, tensors, way):
    value, gradients = plain.value_and_grad(*tensors)
    found, found_gradients = fused.value_and_grad(*tensors)
    close(found, value, rtol=1e-12, atol=1e-13)
    close(found_gradients, gradients, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("plain", "fused", "tensors"), FUSABLE[::4])
def test_single_precision(plain, fused, tensors, way):
    narrow = [t.float() for t in tensors]
    found = fused(*narrow)
    assert found.dtype is torch.float32
    close(found, plain(*narrow), rtol=2e-5, atol=2e-6)
