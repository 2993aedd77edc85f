"""Calls of the functions of the op table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...errors import UnsupportedFunctionError
from ...ops import BY_HEAD, Op, principal
from ...ops.host import HostKernel
from ..gradients.symbolic_gradient import SymbolicGradient, symbolic_gradient
from ..matrix_arguments import function_of_matrix
from ..operation import Operation, call
from .scope import Form, Scope

if TYPE_CHECKING:
    from .lowering import Lowering

__all__ = ["record_form"]

_AS_COMPLEX = call(principal.as_complex)


def record_form(op: Op, lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower a function call by the record of its class."""
    arguments = []
    for part in expr.args:
        known = lowering.memo.get((id(part), id(scope)))
        arguments.append((yield part, scope) if known is None else known)
    if op.complex_valued:
        arguments = [lowering.builder.add(_AS_COMPLEX, argument) for argument in arguments]
    if op.is_slow(len(arguments)):
        lowering.slow.add(op.name)
    if lowering.builder.have_matrix(arguments):
        if not scope.entrywise:
            if any(map(lowering.traits.is_array, expr.args)):
                hint = f"ArrayElementwiseApplyFunc(Lambda(x, {op.name}(x)), A) applies it to entries"
                raise UnsupportedFunctionError(f"{op.name} of an array", [op.name], hint=hint)
            return function_of_matrix(lowering.builder, expr, arguments, _operation(lowering, op))
        arguments = list(lowering.builder.aligned(tuple(arguments)))
    operation = lowering.record_operations.get(op.head)
    if operation is None:
        operation = lowering.record_operations[op.head] = _operation(lowering, op)
    return lowering.builder.add(operation, *arguments)


def _operation(lowering: Lowering, op: Op) -> Operation:
    if op.grad == "symbolic" or isinstance(op.lower, HostKernel):  # torch differentiates no host kernel
        given = [user for head, user in lowering.vocabulary.ops.items() if BY_HEAD.get(head) is not user]
        source = partial(SymbolicGradient, op, given) if given else partial(symbolic_gradient, op)
        return lowering.user_operation(
            op.head, source, real_only=not op.complex, complex_valued=op.complex_valued
        )
    return (
        call(op.lower) if BY_HEAD.get(op.head) is op else lowering.user_operation(op.head, lambda: op.lower)
    )
