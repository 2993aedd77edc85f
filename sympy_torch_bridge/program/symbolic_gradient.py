"""Gradients from SymPy for kernels that torch cannot differentiate (``Op(grad="symbolic")``).

The kernel gives the value; its partial derivatives are SymPy's ``fdiff``, lowered like any other
expression when they are first needed. Reverse mode, forward mode and further derivatives come
from this one source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import sympy
import torch
from sympy.core.function import ArgumentIndexError
from torch import Tensor

from ..errors import LostGradientError
from ..ops import Op

__all__ = ["SymbolicGradient"]


class SymbolicGradient:
    """The kernel of an op together with its partial derivatives.

    Parameters
    ----------
    op : Op
        The record; only its ``head`` and ``lower`` are used.
    ops : iterable of Op
        Records of the caller's that the partial derivatives may need.

    Examples
    --------
    >>> op = Op(head=sympy.tanh, lower=lambda t: torch.tanh(t.detach()), grad="symbolic")
    >>> tanh = SymbolicGradient(op, [op])
    >>> x = torch.tensor(0.0, requires_grad=True)
    >>> torch.autograd.grad(tanh(x), x)
    (tensor(1.),)
    """

    def __init__(self, op: Op, ops: Iterable[Op] = ()) -> None:
        self.op = op
        self._ops = tuple(ops)
        self._partials: dict[tuple[int, int], Callable[..., Tensor]] = {}

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate the kernel on broadcast tensors."""
        # torch does not annotate Function.apply
        result: Tensor = _Evaluation.apply(self, *torch.broadcast_tensors(*arguments))  # type: ignore[no-untyped-call]
        return result

    @cached_property
    def __name__(self) -> str:
        return self.op.name

    def partial(self, position: int, arity: int) -> Callable[..., Tensor]:
        """Return the derivative by one argument as a torch callable of all arguments."""
        key = (position, arity)
        if key not in self._partials:
            self._partials[key] = self._lowered_partial(position, arity)
        return self._partials[key]

    def _lowered_partial(self, position: int, arity: int) -> Callable[..., Tensor]:
        from .emit import argument_names, emit, load  # these build on the lowering, which builds on this
        from .lower import lower

        arguments = [sympy.Dummy(f"a{i}", real=True) for i in range(arity)]
        try:
            derivative = self.op.head(*arguments, evaluate=False).fdiff(position + 1)
        except ArgumentIndexError:
            raise LostGradientError(
                self.op.name, f"argument {position + 1}", why="SymPy has no derivative by this argument"
            ) from None
        program, inputs = lower(derivative, arguments, ops=self._ops)
        return load(emit(program, argument_names(inputs)), program)


class _Evaluation(torch.autograd.Function):
    """Value from the kernel, vjp and jvp from the partial derivatives."""

    generate_vmap_rule = True

    @staticmethod
    def forward(source: SymbolicGradient, *arguments: Tensor) -> Tensor:
        value: Tensor = source.op.lower(*arguments)
        return value

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        ctx.set_materialize_grads(False)  # an argument without a tangent asks for no derivative
        ctx.source, *arguments = inputs
        ctx.save_for_backward(*arguments)
        ctx.save_for_forward(*arguments)

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor | None) -> tuple[Tensor | None, ...]:
        arguments, cotangent = ctx.saved_tensors, cotangents[0]
        return None, *(
            cotangent * ctx.source.partial(i, len(arguments))(*arguments)
            if needed and cotangent is not None
            else None
            for i, needed in enumerate(ctx.needs_input_grad[1:])
        )

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> Tensor:
        arguments = ctx.saved_tensors
        terms = [
            tangent * ctx.source.partial(i, len(arguments))(*arguments)
            for i, tangent in enumerate(tangents[1:])
            if tangent is not None
        ]
        total: Tensor = terms[0]
        for term in terms[1:]:
            total = total + term
        return total
