"""Functions whose derivatives are stated instead of traced, in every mode of torch.

Eager torch and torch.func go through an ``autograd.Function``. Dynamo does not trace a Function with
forward mode, so it sees one call, and what comes after it traces the Function. An exported program
holds the operator ``sympy_torch_bridge::stated``, which finds the function by its key.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from uuid import uuid4
from weakref import WeakValueDictionary

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.autograd.forward_ad import _set_fwd_grad_enabled, unpack_dual

from ..errors import LostFunctionError
from .host import aligned
from .known_signature import with_known_signature
from .local_parts import first_shared, map_local

__all__ = ["Differentiable"]

_STATED: WeakValueDictionary[str, Differentiable] = WeakValueDictionary()
# Tensors of any other class belong to the tracing of a graph.
_EAGER = (Tensor, torch.nn.Parameter)


class Differentiable(ABC):
    """A function of broadcastable tensors of one dtype that states its partial derivatives.

    Parameters
    ----------
    name : str
        For messages and emitted source.
    key : str, optional
        Names the function in graphs, also in those that another process has saved. Without one the
        key is random: two functions never share it, and other processes do not know it.
    """

    def __init__(self, name: str, key: str | None = None) -> None:
        self.__name__ = name
        self.key = key or f"{name}.{uuid4().hex}"
        _STATED[self.key] = self

    # Whether a graph may hold the steps of the evaluation: not where they depend on the values.
    is_traceable: ClassVar[bool] = True
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
        alike = torch.broadcast_tensors(*arguments)
        if torch.compiler.is_dynamo_compiling():
            called: Tensor = _called(self.key, *alike)
            return called
        if torch.compiler.is_exporting():
            exported: Tensor = _stated(self.key, list(alike))
            return exported
        # torch does not annotate Function.apply
        result: Tensor = _Evaluation.apply(self, *alike)  # type: ignore[no-untyped-call]
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


@with_known_signature
class _Evaluation(torch.autograd.Function):
    """Value from the function, vjp and jvp from its partial derivatives.

    torch runs a jvp with forward mode switched off, so that one forward mode inside another would
    silently lose the derivative of the tangent. Here it stays on: the arguments are freed of the
    tangents of this level, and those of the levels around it pass through.
    """

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *arguments: Any) -> tuple[Tensor, int]:
        # The mapped axis is one more axis of the batch: an evaluation may look at the values.
        source, *tensors = arguments
        return source(*aligned(tensors, in_dims[1:])), 0

    @staticmethod
    def forward(source: Differentiable, *arguments: Tensor) -> Tensor:
        if first_shared(arguments) is not None:
            shared: Tensor = map_local(source.evaluate, arguments)
            return shared
        if source.is_traceable or all(type(a) in _EAGER for a in arguments):
            return source.evaluate(*arguments)
        traced: Tensor = _evaluated(source.key, list(arguments))
        return traced

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
        # A graph of torch.compile holds the level itself: there the arguments cannot be freed of tangents.
        with _set_fwd_grad_enabled(forward_ad._current_level >= 0):
            arguments = tuple(unpack_dual(argument).primal for argument in ctx.saved_tensors)
            terms = [
                unpack_dual(tangent).primal * ctx.source.partial(i, arguments)
                for i, tangent in enumerate(tangents[1:])
                if tangent is not None
            ]
            total: Tensor = terms[0]
            for term in terms[1:]:
                total = total + term
            return total


@torch.compiler.allow_in_graph  # type: ignore[untyped-decorator]
def _called(key: str, *arguments: Tensor) -> Tensor:
    """Call a function: one node for Dynamo, which does not trace it, but not for what comes after Dynamo."""
    return _found(key)(*arguments)


@torch.library.custom_op("sympy_torch_bridge::evaluated", mutates_args=())
def _evaluated(key: str, arguments: list[Tensor]) -> Tensor:
    """Evaluate a function that looks at the values of its arguments, which a graph does not have."""
    function = _found(key)
    evaluate = _outside(function.evaluate) if function.differentiates else function.evaluate
    return evaluate(*arguments).clone()


@_evaluated.register_fake
def _(key: str, arguments: list[Tensor]) -> Tensor:
    dtype = arguments[0].dtype
    for argument in arguments[1:]:
        dtype = torch.promote_types(dtype, argument.dtype)
    return torch.empty_like(arguments[0], dtype=dtype, memory_format=torch.contiguous_format)


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


# A composite operator: torch.export keeps it whole, autograd and forward mode look inside.
_LIBRARY = torch.library.Library("sympy_torch_bridge", "FRAGMENT")
_LIBRARY.define("stated(str key, Tensor[] arguments) -> Tensor")


@torch.library.impl(_LIBRARY, "stated", "CompositeImplicitAutograd")
def _in_exported_program(key: str, arguments: list[Tensor]) -> Tensor:
    result: Tensor = _Evaluation.apply(_found(key), *arguments)  # type: ignore[no-untyped-call]
    return result


_stated = torch.ops.sympy_torch_bridge.stated.default


def _found(key: str) -> Differentiable:
    source = _STATED.get(key)
    if source is None:
        raise LostFunctionError(key.partition(".")[0])
    return source
