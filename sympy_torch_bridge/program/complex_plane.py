"""The program of ``complex=True``: principal values on cuts, real arguments for real functions."""

from __future__ import annotations

import torch

from ..ops import BY_HEAD, OPS, code_kernels, error_functions, kernels, principal
from .builder import ProgramBuilder
from .gradients.symbolic_gradient import symbolic_gradient
from .layout import relabelled
from .node import Node
from .operation import GE, GT, LE, LT, POW, RSQRT, SQRT, Operation, call
from .program import Program

__all__ = ["in_complex_plane", "refuses_complex"]

_PRINCIPAL: dict[Operation, Operation] = {
    SQRT: call(principal.sqrt),
    RSQRT: call(principal.rsqrt),
    POW: call(principal.power),
    call(torch.sqrt): call(principal.sqrt),
    call(kernels.log10): call(principal.log10),
    call(torch.log2): call(principal.log2),
    call(code_kernels.cbrt): call(principal.cbrt),
    **{
        call(getattr(torch, name)): call(getattr(principal, name))
        for name in ("angle", "log", "log1p", "asin", "acos", "atan", "asinh", "acosh", "atanh")
    },
    **{
        call(getattr(kernels, name)): call(getattr(principal, name))
        for name in ("acot", "asec", "acsc", "acoth", "asech", "acsch")
    },
    **{
        call(BY_HEAD[op.head].lower): Operation(op.name, symbolic_gradient(op), supplied=True)
        for op in error_functions.COMPLEX
    },
}
# Order relations, and the functions whose record says that they take no complex numbers.
_NOT_COMPLEX = frozenset({LT, LE, GT, GE, *(call(op.lower) for op in OPS if not op.complex)})
_REAL_ONLY = _NOT_COMPLEX - set(_PRINCIPAL)  # the others have a second kernel
_REAL = call(principal.real)


def in_complex_plane(program: Program) -> Program:
    """Return the program for complex arithmetic.

    A function or relation of real arguments gets the real part of a number that is real, and nan
    for any other, so that it never computes with a part of a number unnoticed.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.sqrt(-sympy.Symbol("x")))
    >>> print(emit(in_complex_plane(program), ["x"]).splitlines()[-1].strip())
    return principal.sqrt(-x)
    """
    build = ProgramBuilder()
    place: dict[int, int] = {}
    for index, node in enumerate(program.nodes):
        place[index] = _moved(build, node, [place[a] for a in node.args])
    return build.build(tuple(place[i] for i in program.inputs), relabelled(program.layout, place))


def refuses_complex(program: Program) -> bool:
    """Tell whether a program of real arithmetic holds a function or relation of real arguments.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower
    >>> x = sympy.Symbol("x")
    >>> [refuses_complex(lower(expr)[0]) for expr in (sympy.sin(x), sympy.floor(x))]
    [False, True]
    """
    return any(operation.real_only or operation in _NOT_COMPLEX for operation in program.operations)


def _moved(build: ProgramBuilder, node: Node, arguments: list[int]) -> int:
    operation = _PRINCIPAL.get(node.operation, node.operation)
    if operation.real_only or operation in _REAL_ONLY:
        # The literal beside an operator stays a literal; among the arguments of a call it is a tensor.
        arguments = [a if operation.infix and build.is_number(a) else build.add(_REAL, a) for a in arguments]
    return build.add(operation, *arguments, value=node.value, shape=node.shape)
