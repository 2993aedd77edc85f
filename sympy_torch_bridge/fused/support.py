"""Which programs and which tensors the fused backend takes, and the reason where it does not."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch._C._functorch import (
    TransformType,
    get_interpreter_stack,
    is_legacy_batchedtensor,
    peek_interpreter_stack,
)
from torch.autograd import forward_ad

from ..ops.at_hand import is_traced
from ..program import Node, Program
from ..program.differentiation import undifferentiable
from ..program.operation import INPUT, NUMBER
from .cuda import reason_against_compiler

__all__ = [
    "DTYPES",
    "PLAIN_TYPES",
    "common_shape",
    "is_recorded",
    "is_transformed",
    "reason_against_program",
    "reason_against_tensors",
]

DTYPES = (torch.float64, torch.float32)
PLAIN_TYPES = (Tensor, nn.Parameter)


def reason_against_program(program: Program) -> str:
    """Return why a program cannot be fused, "" if it can.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> reason_against_program(lower(sympy.sin(x))[0])
    ''
    >>> reason_against_program(lower(sympy.MatrixSymbol("A", 2, 2))[0])
    'an input is a matrix or array'
    """
    pointwise = frozenset(op for op in program.operations if not undifferentiable(Node(op)))
    for node in program.nodes:
        operation, args, _, _ = node
        if args and operation in pointwise:
            continue
        if isinstance(node.value, complex):
            return "it computes in complex numbers"
        if operation is INPUT and node.shape:
            return "an input is a matrix or array"
        if operation is not NUMBER and undifferentiable(node):
            return f"{operation.name} is computed outside torch's pointwise operations"
    if any(program.nodes[output].operation.is_truth for output in program.outputs()):
        return "an output is a truth value"
    if not program.inputs:
        return "it has no input"
    return ""


def common_shape(tensors: Sequence[Tensor]) -> torch.Size:
    """Return the shape to which the shapes broadcast."""
    found = tensors[0].shape
    for tensor in tensors[1:]:
        shape = tensor.shape
        if shape == found or not shape:
            continue
        if found:
            return torch.Size(torch.broadcast_shapes(*(t.shape for t in tensors)))
        found = shape
    return found  # nearly every call: numbers beside tensors of one shape


def is_transformed() -> bool:
    """Tell whether forward mode or a transform of ``torch.func`` follows what is computed."""
    return peek_interpreter_stack() is not None or forward_ad._current_level >= 0


def is_recorded(tensors: Sequence[Tensor]) -> bool:
    """Tell whether autograd, forward mode or a transform follows what is computed."""
    return is_transformed() or (torch.is_grad_enabled() and any(t.requires_grad for t in tensors))


def reason_against_tensors(tensors: Sequence[Tensor]) -> str:
    """Return why a call with these tensors is not fused, "" if it is."""
    if is_traced():
        return "the call is traced"
    if _is_functionalised():
        return "torch.func.functionalize looks at every operation"
    dtype, on_cpu = tensors[0].dtype, tensors[0].is_cpu
    if dtype in DTYPES and (on_cpu or tensors[0].is_cuda):
        device = tensors[0].device
        for tensor in tensors:
            is_fitting = type(tensor) in PLAIN_TYPES and tensor.dtype is dtype
            is_there = tensor.is_cpu if on_cpu else tensor.device == device
            is_dense = tensor.layout is torch.strided and not tensor.is_nested
            is_dense = is_dense and not is_legacy_batchedtensor(tensor)
            if not is_fitting or not is_there or not is_dense or not tensor.numel():
                break
        else:
            return "" if on_cpu else reason_against_compiler(device)  # nearly every call
    return next(filter(None, (_reason_against_tensor(tensor, tensors[0]) for tensor in tensors)), "")


def _is_functionalised() -> bool:
    """Tell whether a transform is among those that run for which no Function of autograd has a rule."""
    if peek_interpreter_stack() is None:
        return False
    return any(level.key() == TransformType.Functionalize for level in get_interpreter_stack() or ())


def _reason_against_tensor(tensor: Tensor, first: Tensor) -> str:
    if type(tensor) not in PLAIN_TYPES:
        return f"an input is a {type(tensor).__name__}"
    if is_legacy_batchedtensor(tensor):
        return "an input is a batch of gradients"
    if tensor.layout is not torch.strided or tensor.is_nested:
        return "an input is sparse or nested"
    if tensor.device.type not in ("cpu", "cuda"):
        return f"an input is on {tensor.device.type}"
    if tensor.device != first.device:
        return f"inputs are on {first.device} and on {tensor.device}"
    if tensor.dtype not in DTYPES or tensor.dtype is not first.dtype:
        return f"an input is {tensor.dtype}"
    if not tensor.numel():
        return "the batch is empty"
    return "" if tensor.is_cpu else reason_against_compiler(tensor.device)
