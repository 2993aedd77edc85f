"""Expansion: own kernels, which are compositions of torch operations, become those operations.

The kernel is called once on recording numbers instead of tensors, so that no kernel is defined twice. One
without a record of its partial derivatives becomes operations before a program is differentiated, and has the
derivatives that autograd would find. The others stay whole until a program is evaluated.
"""

from __future__ import annotations

import torch

from ..program import Node, Program
from ..program.builder import ProgramBuilder
from ..program.differentiation import KERNEL_PARTIALS
from ..program.operation import INPUT, Operation
from .recording import may_be_recorded, recording

__all__ = ["differentiable", "expanded"]


def differentiable(program: Program, dtype: torch.dtype) -> Program:
    """Return an equal program in which those own kernels are written out that have no record of partials.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import lower, stabilise
    >>> x, y = sympy.symbols("x y")
    >>> program = stabilise(lower(sympy.log(x / y))[0])
    >>> [node.operation for node in differentiable(program, torch.float64).nodes if node.args]
    [stable_kernels.log_quotient]
    """
    return _written_out(program, dtype, frozenset(KERNEL_PARTIALS))


def expanded(program: Program, dtype: torch.dtype) -> Program:
    """Return a program of equal values in which own kernels are written out.

    Parameters
    ----------
    program : Program
    dtype : torch.dtype
        Kernels switch where numbers of this type end.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.frac(sympy.Symbol("x")))
    >>> print(emit(expanded(program, torch.float64), ["x"]).splitlines()[-1].strip())
    return x - torch.floor(x)
    """
    return _written_out(program, dtype, frozenset())


def _written_out(program: Program, dtype: torch.dtype, kept: frozenset[Operation]) -> Program:
    written = _recordings(program, dtype, kept)
    if not written:
        return program
    build = ProgramBuilder()

    def rule(node: Node, args: tuple[int, ...]) -> int | None:
        inner = written.get((node.operation, len(args)))
        return None if inner is None else _spliced(build, inner, args)

    changing = frozenset(operation for operation, _ in written)
    first = next(i for i, (operation, _, _, _) in enumerate(program.nodes) if operation in changing)
    return build.rewritten(program, first, dict.fromkeys(changing, rule))


def _recordings(
    program: Program, dtype: torch.dtype, kept: frozenset[Operation]
) -> dict[tuple[Operation, int], Program]:
    """Return what is written out in place of an operation of so many arguments."""
    candidates = frozenset(filter(may_be_recorded, program.operations - kept))
    if not candidates:
        return {}
    kinds = {(operation, len(args)) for operation, args, _, _ in program.nodes if operation in candidates}
    found = {kind: recording(*kind, dtype) for kind in kinds if kind[1]}
    return {kind: inner for kind, inner in found.items() if inner is not None}


def _spliced(build: ProgramBuilder, inner: Program, args: tuple[int, ...]) -> int:
    place: list[int] = []
    at = place.__getitem__
    for operation, old, value, _ in inner.nodes:
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(args[value])
        else:
            place.append(build.add(operation, *map(at, old), value=value))
    return place[inner.layout.node]
