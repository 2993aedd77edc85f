"""The program of ``complex=True``: principal values on cuts, real arguments for real functions."""

from __future__ import annotations

import torch

from ..ops import BY_HEAD, OPS, error_functions, kernels, principal
from .operation import GE, GT, LE, LT, POW, RSQRT, SQRT, Operation, call
from .program import Node, Program, ProgramBuilder, relabelled
from .symbolic_gradient import symbolic_gradient

__all__ = ["in_complex_plane"]

_PRINCIPAL: dict[Operation, Operation] = {
    SQRT: call(principal.sqrt),
    RSQRT: call(principal.rsqrt),
    POW: call(principal.power),
    **{
        call(getattr(torch, name)): call(getattr(principal, name))
        for name in ("log", "log1p", "asin", "acos", "atan", "asinh", "acosh", "atanh")
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
_REAL_ONLY = frozenset({LT, LE, GT, GE, *(call(op.lower) for op in OPS if not op.complex)}) - set(_PRINCIPAL)
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


def _moved(build: ProgramBuilder, node: Node, arguments: list[int]) -> int:
    operation = _PRINCIPAL.get(node.operation, node.operation)
    if operation.real_only or operation in _REAL_ONLY:
        # The literal beside an operator stays a literal; among the arguments of a call it is a tensor.
        arguments = [a if operation.infix and build.is_number(a) else build.add(_REAL, a) for a in arguments]
    return build.add(operation, *arguments, value=node.value, shape=node.shape)
