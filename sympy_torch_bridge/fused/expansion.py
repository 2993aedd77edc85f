"""Expansion: own kernels, which are compositions of torch operations, become those operations.

The kernel is called once on recording numbers instead of tensors, so that no kernel is defined twice. One
without a record of its partial derivatives becomes operations before a program is differentiated, and has the
derivatives that autograd would find. The others stay whole until a program is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from ..program import Node, Program
from ..program.builder import ProgramBuilder, Rule
from ..program.differentiation import KERNEL_PARTIALS
from ..program.node import Number, is_real_literal
from ..program.operation import INPUT, Operation
from .recording import may_be_recorded, recording
from .strength import POWERS, power_rules

__all__ = ["differentiable", "expanded", "of_primitives"]


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


def of_primitives(program: Program, dtype: torch.dtype) -> Program:
    """Return what :func:`.strength.reduced` makes of the expanded program, in one rewriting.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.frac(sympy.Symbol("x")) ** 2)
    >>> print(emit(of_primitives(program, torch.float64), ["x"]).splitlines()[-1].strip())
    return v2*v2
    """
    return _written_out(program, dtype, frozenset(), with_powers=False)


def _written_out(
    program: Program, dtype: torch.dtype, kept: frozenset[Operation], *, with_powers: bool = True
) -> Program:
    written = _recordings(program, dtype, kept)
    changing = frozenset(operation for operation, _ in written)
    if not with_powers:
        changing |= program.operations & POWERS
    if not changing:
        return program
    build = ProgramBuilder()
    of_powers = {} if with_powers else power_rules(build)

    def rule(node: Node, args: tuple[int, ...]) -> int | None:
        inner = written.get(_kind(program.nodes, node.operation, node.args))
        return None if inner is None else _spliced(build, inner, args, of_powers)

    first = next(i for i, (operation, _, _, _) in enumerate(program.nodes) if operation in changing)
    return build.rewritten(program, first, dict.fromkeys(changing, rule) | of_powers)


# An operation, and for each argument the number if it is a weight that is one.
_Kind = tuple[Operation, tuple[Number | None, ...]]


def _kind(nodes: Sequence[Node], operation: Operation, args: tuple[int, ...]) -> _Kind:
    if operation.weights_from is None:
        return operation, (None,) * len(args)
    weights = range(operation.weights_from, len(args), 2)
    return operation, tuple(
        nodes[arg].value if place in weights and is_real_literal(nodes[arg]) else None
        for place, arg in enumerate(args)
    )


def _recordings(program: Program, dtype: torch.dtype, kept: frozenset[Operation]) -> dict[_Kind, Program]:
    """Return what is written out in place of operations, by their kinds."""
    candidates = frozenset(filter(may_be_recorded, program.operations - kept))
    if not candidates:
        return {}
    kinds = {
        _kind(program.nodes, operation, args)
        for operation, args, _, _ in program.nodes
        if operation in candidates
    }
    found = {kind: recording(*kind, dtype) for kind in kinds if kind[1]}
    return {kind: inner for kind, inner in found.items() if inner is not None}


def _spliced(
    build: ProgramBuilder, inner: Program, args: tuple[int, ...], rules: Mapping[Operation, Rule]
) -> int:
    place: list[int] = []
    at = place.__getitem__
    for node in inner.nodes:
        operation, old, value, _ = node
        if operation is INPUT:
            assert isinstance(value, int)
            place.append(args[value])
            continue
        given = tuple(map(at, old))
        rule = rules.get(operation)
        new = None if rule is None else rule(node, given)
        place.append(build.add(operation, *given, value=value) if new is None else new)
    return place[inner.layout.node]
