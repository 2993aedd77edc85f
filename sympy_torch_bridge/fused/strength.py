"""Strength reduction: powers become the products, roots and reciprocals that cost less and round alike."""

from __future__ import annotations

from typing import Final

from ..program import Program
from ..program.builder import ProgramBuilder, Rule
from ..program.differentiation.arithmetic import product
from ..program.operation import DIV, INTEGER_POW, POW, SQRT, Operation

__all__ = ["POWERS", "power_rules", "reduced"]

POWERS: Final = frozenset((INTEGER_POW, POW))

# Each product rounds once: beyond this exponent the library's power has fewer errors.
_HIGHEST = 8


def reduced(program: Program) -> Program:
    """Return an equal program without powers to small constants.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> program, _ = lower(sympy.Symbol("x") ** 5)
    >>> print(emit(reduced(program), ["x"]).splitlines()[-1].strip())
    return x*(v1*v1)
    """
    if program.operations.isdisjoint(POWERS):
        return program
    first = next(i for i, (operation, _, _, _) in enumerate(program.nodes) if operation in POWERS)
    build = ProgramBuilder()
    return build.rewritten(program, first, power_rules(build))


def power_rules(build: ProgramBuilder) -> dict[Operation, Rule]:
    """Return what makes products of powers in a builder."""
    return dict.fromkeys(POWERS, lambda _, args: _power(build, *args))


def _power(build: ProgramBuilder, base: int, exponent: int) -> int | None:
    value = build.nodes[exponent].value
    if not build.is_number(exponent) or not isinstance(value, int | float) or build.is_number(base):
        return None
    if value == 0.5:
        return build.add(SQRT, base)
    size = abs(value)
    if not 0 < size <= _HIGHEST or size != int(size):
        return None
    # The power of the reciprocal leaves the range of numbers where the result does, not before.
    return _whole_power(build, base if value > 0 else build.add(DIV, build.number(1), base), int(size))


def _whole_power(build: ProgramBuilder, base: int, exponent: int) -> int:
    """Multiply by repeated squaring; the squares are shared with other powers of the same base."""
    result = None
    square = base
    while exponent:
        if exponent % 2:
            result = square if result is None else product(build, result, square)
        exponent //= 2
        if exponent:
            square = product(build, square, square)
    assert result is not None
    return result
