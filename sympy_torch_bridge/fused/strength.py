"""Strength reduction: powers become the products, roots and reciprocals that cost less and round alike."""

from __future__ import annotations

from ..program import Program
from ..program.differentiation.arithmetic import product
from ..program.operation import DIV, INTEGER_POW, POW, SQRT
from ..program.program import ProgramBuilder, relabelled

__all__ = ["reduced"]

# Each product rounds once: beyond this exponent the library's power has fewer errors.
_HIGHEST = 8
_ROOTS = {0.5: 0, 1.5: 1, 2.5: 2}


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
    if not any(node.operation in (INTEGER_POW, POW) for node in program.nodes):
        return program
    build = ProgramBuilder()
    place: list[int] = []
    for node in program.nodes:
        args = tuple(place[a] for a in node.args)
        new = None
        if node.operation in (INTEGER_POW, POW):
            new = _power(build, *args)
        place.append(
            build.add(node.operation, *args, value=node.value, shape=node.shape) if new is None else new
        )
    inputs = tuple(place[i] for i in program.inputs)
    return build.build(inputs, relabelled(program.layout, dict(enumerate(place))))


def _power(build: ProgramBuilder, base: int, exponent: int) -> int | None:
    value = build.nodes[exponent].value
    if not build.is_number(exponent) or not isinstance(value, int | float) or build.is_number(base):
        return None
    size = abs(value)
    if size == int(size):
        power = _whole_power(build, base, int(size)) if 0 < size <= _HIGHEST else None
    elif size in _ROOTS:
        power = build.add(SQRT, base)
        if _ROOTS[size]:
            power = product(build, power, _whole_power(build, base, _ROOTS[size]))
    else:
        return None
    if power is None or value > 0:
        return power
    return build.add(DIV, build.number(1), power)


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
