"""Partial derivatives of the functions of the op table, as programs: SymPy's ``fdiff``, lowered once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy
from sympy.core.function import ArgumentIndexError

from ...errors import UnsupportedFunctionError
from ...ops import OPS, Op
from ..builder import ProgramBuilder
from ..lower import lower
from ..operation import INPUT, Operation, call
from ..program import Program
from ..stabilise import stabilise

__all__ = ["FormulaSlope", "formula_slopes"]

# A derivative of more operations is left to torch, which differentiates the kernel in fewer.
_MOST_OPERATIONS = 12


@dataclass(frozen=True, slots=True, eq=False)
class FormulaSlope:
    """A partial derivative as a program of the arguments of its function."""

    program: Program

    def spliced(self, build: ProgramBuilder, args: tuple[int, ...]) -> int:
        """Add the nodes of the derivative at the given arguments."""
        place: list[int] = []
        at = place.__getitem__
        for operation, inner, value, _ in self.program.nodes:
            if operation is INPUT:
                assert isinstance(value, int)
                place.append(args[value])
            else:
                place.append(build.add(operation, *map(at, inner), value=value))
        return place[self.program.layout.node]


@cache
def _by_operation() -> dict[Operation, Op]:
    """Map the operations that call a torch function of the op table to their records."""
    return {call(op.lower): op for op in OPS if op.grad == "native" and op.kernel == "torch"}


@cache
def formula_slopes(operation: Operation, arity: int) -> tuple[FormulaSlope | None, ...]:
    """Return the derivative by each argument; None where torch's derivative of the kernel serves better.

    Examples
    --------
    >>> import torch
    >>> (slope,) = formula_slopes(call(torch.sin), 1)
    >>> slope.program
    Program(1 operations, 1 inputs)
    """
    op = _by_operation().get(operation)
    if op is None or op.removable:
        return (None,) * arity
    return tuple(_slope(op, place, arity) for place in range(arity))


def _slope(op: Op, place: int, arity: int) -> FormulaSlope | None:
    arguments = [sympy.Dummy(f"a{i}", real=True) for i in range(arity)]
    given = op.partials[place] if place < len(op.partials) else None
    try:
        formula = given(*arguments) if given else op.head(*arguments, evaluate=False).fdiff(place + 1)
        if formula is None:
            return None
        program, _ = lower(formula, arguments)
    except (ArgumentIndexError, UnsupportedFunctionError, NotImplementedError):
        return None
    program = stabilise(program)
    is_short = program.operation_count <= _MOST_OPERATIONS and program.layout.kind == "node"
    has_complex = program.has_complex_numbers or any(node.operation.supplied for node in program.nodes)
    return FormulaSlope(program) if is_short and not has_complex else None
