"""Functions whose derivatives are stated instead of traced, in every mode of torch.

Eager torch and torch.func go through an ``autograd.Function``, which has forward mode. Dynamo does
not trace a Function with a jvp, so compiled graphs call the operator ``sympy_torch_bridge::stated``,
which carries the same derivatives for reverse mode.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import torch
from torch import Tensor

from ..ops.host import aligned

__all__ = ["Differentiable"]

_STATED: WeakValueDictionary[str, Differentiable] = WeakValueDictionary()
_serial = count()
# Tensors of any other class belong to the tracing of a graph.
_EAGER = (Tensor, torch.nn.Parameter)


class Differentiable(ABC):
    """A function of broadcastable tensors of one dtype that states its partial derivatives.

    Parameters
    ----------
    name : str
        For messages and emitted source.
    """

    def __init__(self, name: str) -> None:
        self.__name__ = name
        self.key = f"{name}.{next(_serial)}"
        _STATED[self.key] = self

    # Whether the evaluation itself differentiates; inside an operator torch has switched that off.
    differentiates: ClassVar[bool] = False

    @abstractmethod
    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the value, without a gradient; arguments have one shape."""

    @abstractmethod
    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Return the derivative by one argument, itself differentiable."""

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate on broadcastable tensors; the result is connected to each of them."""
        together = torch.broadcast_tensors(*arguments)
        if torch.compiler.is_compiling() or not all(type(a) in _EAGER for a in together):
            compiled: Tensor = _stated(self.key, list(together))
            return compiled
        # torch does not annotate Function.apply
        result: Tensor = _Evaluation.apply(self, *together)  # type: ignore[no-untyped-call]
        return result

    def pullback(
        self, arguments: tuple[Tensor, ...], cotangent: Tensor, needed: tuple[bool, ...]
    ) -> list[Tensor | None]:
        """Return the cotangent of each argument that needs one; of a holomorphic function the conjugate."""
        result: list[Tensor | None] = []
        for position, (argument, is_needed) in enumerate(zip(arguments, needed, strict=True)):
            if not is_needed:
                result.append(None)
                continue
            slope = self.partial(position, arguments)
            product = cotangent * (slope.conj() if slope.is_complex() else slope)
            result.append(product if argument.is_complex() or not product.is_complex() else product.real)
        return result


class _Evaluation(torch.autograd.Function):
    """Value from the function, vjp and jvp from its partial derivatives."""

    @staticmethod
    def vmap(
        info: Any, in_dims: tuple[int | None, ...], source: Differentiable, *arguments: Tensor
    ) -> tuple[Tensor, int]:
        # The mapped axis is one more axis of the batch: an evaluation may look at the values.
        return source(*aligned(arguments, in_dims[1:])), 0

    @staticmethod
    def forward(source: Differentiable, *arguments: Tensor) -> Tensor:
        return source.evaluate(*arguments)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        ctx.set_materialize_grads(False)  # an argument without a tangent asks for no derivative
        ctx.source, *arguments = inputs
        ctx.save_for_backward(*arguments)
        ctx.save_for_forward(*arguments)

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor | None) -> tuple[Tensor | None, ...]:
        arguments, cotangent = ctx.saved_tensors, cotangents[0]
        if cotangent is None:
            return None, *(None for _ in arguments)
        return None, *ctx.source.pullback(arguments, cotangent, ctx.needs_input_grad[1:])

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> Tensor:
        arguments = ctx.saved_tensors
        terms = [
            tangent * ctx.source.partial(i, arguments)
            for i, tangent in enumerate(tangents[1:])
            if tangent is not None
        ]
        total: Tensor = terms[0]
        for term in terms[1:]:
            total = total + term
        return total


@torch.library.custom_op("sympy_torch_bridge::stated", mutates_args=())
def _stated(key: str, arguments: list[Tensor]) -> Tensor:
    function = _STATED[key]
    evaluate = _outside(function.evaluate) if function.differentiates else function.evaluate
    return evaluate(*arguments).clone()


def _outside(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return the function run by a thread of its own: torch keeps what it has switched off by thread."""

    def evaluate(*arguments: Tensor) -> Tensor:
        stream = torch.cuda.current_stream(arguments[0].device) if arguments[0].is_cuda else None

        def run() -> Tensor:
            with torch.no_grad(), torch.cuda.stream(stream):
                return function(*arguments)

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(run).result()

    return evaluate


@_stated.register_fake
def _(key: str, arguments: list[Tensor]) -> Tensor:
    dtype = arguments[0].dtype
    for argument in arguments[1:]:
        dtype = torch.promote_types(dtype, argument.dtype)
    return torch.empty_like(arguments[0], dtype=dtype, memory_format=torch.contiguous_format)


@_stated.register_vmap
def _(
    info: Any, in_dims: tuple[Any, list[int | None]], key: str, arguments: list[Tensor]
) -> tuple[Tensor, int]:
    return _stated(key, list(torch.broadcast_tensors(*aligned(arguments, in_dims[1])))), 0


def _save(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    ctx.key, arguments = inputs
    ctx.needed = tuple(argument.requires_grad for argument in arguments)
    ctx.save_for_backward(*arguments)


def _pull_back(ctx: Any, cotangent: Tensor) -> tuple[None, list[Tensor | None]]:
    return None, _STATED[ctx.key].pullback(ctx.saved_tensors, cotangent, ctx.needed)


_stated.register_autograd(_pull_back, setup_context=_save)
