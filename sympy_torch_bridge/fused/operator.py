"""``torch.ops.sympy_torch_bridge.fused``: a fused program as one operator, for graphs.

A graph holds the program itself, as text, so that another process can run it. The operator has a fake
kernel, derivatives of any order, which are operators of the same kind, and a rule for ``vmap``. It is the
same evaluation as that of an eager call, which goes without the dispatcher of torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import is_legacy_batchedtensor
from torch._functorch import eager_transforms
from torch.autograd import forward_ad

from ..ops.host import aligned
from .autograd_function import recorded
from .fused_program import FusedProgram
from .program_text import program_of, text_of
from .support import common_shape, is_transformed

__all__ = ["called", "operator_text"]


def operator_text(fused: FusedProgram) -> str | None:
    """Return what names a program to the operator, None where it has operations that are not primitive."""
    return text_of(fused.program, fused.dtype)


@torch.compiler.allow_in_graph  # type: ignore[untyped-decorator]
def called(text: str, *inputs: Tensor) -> tuple[Tensor, ...]:
    """Call a program as an operator, under autograd, forward mode and the transforms of ``torch.func``.

    One node for Dynamo. What comes after Dynamo looks into it and finds the operator, with a Function around
    it in transforms, through which the derivatives of a registered operator do not pass.
    """
    if is_transformed():
        return recorded(_InGraphs(_program(text)), *inputs)
    return tuple(_fused(text, list(inputs)))


@lru_cache(maxsize=512)
def _program(text: str) -> FusedProgram:
    return FusedProgram(*program_of(text))


@torch.library.custom_op("sympy_torch_bridge::fused", mutates_args=())
def _fused(program: str, inputs: list[Tensor]) -> list[Tensor]:
    """Evaluate a program: for each output a new tensor of the broadcast shape."""
    fused = _checked(program, inputs)
    _refuse_tangents(inputs)
    if fused.reason_against(inputs):
        shape = common_shape(inputs)
        return [value.expand(shape).clone() for value in fused.plain(*inputs)]
    return fused.evaluate(inputs)


def _refuse_tangents(inputs: Sequence[Tensor]) -> None:
    """Raise an error where forward mode follows an input: torch would drop its tangent without a word."""
    if forward_ad._current_level < 0 or not torch._C._is_fwd_grad_enabled():
        return  # the Function of a call turns it off: it has the tangents
    # Inside jvp of torch.func nothing can be seen from here, elsewhere a tangent can.
    if not eager_transforms.JVP_NESTING and not any(map(_has_tangent, inputs)):
        return
    raise NotImplementedError(
        "forward mode does not pass through torch.ops.sympy_torch_bridge.fused itself; "
        "sympy_torch_bridge.fused.operator.called(program, *inputs) is the same in every mode"
    )


def _has_tangent(x: Tensor) -> bool:
    try:
        with torch._C._IncludeDispatchKeyGuard(torch._C.DispatchKey.ADInplaceOrView):
            return forward_ad.unpack_dual(x).tangent is not None
    except RuntimeError:  # in the graphs of some compilers a tangent can be met, and not looked at
        return True


def _checked(program: str, inputs: Sequence[Tensor]) -> FusedProgram:
    """Return the program, for inputs that are what it takes."""
    fused = _program(program)
    if len(inputs) != len(fused.program.inputs):
        raise ValueError(f"the program takes {len(fused.program.inputs)} inputs, got {len(inputs)}")
    for tensor in inputs:
        if tensor.dtype != fused.dtype or tensor.device != inputs[0].device:
            raise TypeError(
                f"the program takes {fused.dtype} on one device, "
                f"got {tensor.dtype} on {tensor.device} beside {inputs[0].device}"
            )
    return fused


@_fused.register_fake
def _(program: str, inputs: list[Tensor]) -> list[Tensor]:
    fused = _checked(program, inputs)
    shape = torch.broadcast_shapes(*(x.shape for x in inputs))
    return [inputs[0].new_empty(shape) for _ in range(fused.output_count)]


def _keep(ctx: Any, inputs: tuple[str, list[Tensor]], output: list[Tensor]) -> None:
    ctx.program, tensors = inputs
    # What nobody asks for is left out: 0 times an infinite slope would be nan.
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(*tensors)


def _backward(ctx: Any, cotangents: list[Tensor | None]) -> tuple[None, list[Tensor | None]]:
    inputs = ctx.saved_tensors
    seeded = {k: c for k, c in enumerate(cotangents) if c is not None}
    if not seeded:
        return None, [None] * len(inputs)
    pullback = _program(ctx.program).pullback(tuple(seeded))
    gradients = _InGraphs(pullback)(*inputs, *seeded.values())
    return None, [g.sum_to_size(x.shape) for g, x in zip(gradients, inputs, strict=True)]


_fused.register_autograd(_backward, setup_context=_keep)


@_fused.register_vmap
def _(
    info: Any, in_dims: tuple[Any, list[int | None]], program: str, inputs: list[Tensor]
) -> tuple[list[Tensor], list[int]]:
    results = _fused(program, aligned(inputs, in_dims[1]))
    return results, [0] * len(results)


class _InGraphs:
    """A fused program whose evaluation, and that of its derivatives, is an operator."""

    def __init__(self, fused: FusedProgram) -> None:
        self._fused = fused
        self._text = operator_text(fused)

    def evaluate(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        assert self._text is not None
        found: list[Tensor] = _fused(self._text, list(inputs))
        return found

    def pullback(self, seeded: tuple[int, ...], wanted: tuple[int, ...] | None = None) -> _InGraphs:
        return _InGraphs(self._fused.pullback(seeded, wanted))

    def pushforward(self, moving: tuple[int, ...]) -> _InGraphs:
        return _InGraphs(self._fused.pushforward(moving))

    def __call__(self, *inputs: Tensor) -> Sequence[Tensor]:
        # Derivatives may have operations that are not primitive; batches of cotangents have no operator.
        if self._text is None or any(map(is_legacy_batchedtensor, inputs)):
            return self._fused.plain(*inputs)
        found: Sequence[Tensor] = called(self._text, *inputs)
        return found

    def with_sums(self, inputs: Sequence[Tensor], sums: Sequence[bool] | None) -> Sequence[Tensor]:
        return self(*inputs)
