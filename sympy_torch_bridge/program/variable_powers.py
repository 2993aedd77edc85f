"""Powers of a variable with a variable exponent are computed by a kernel with derivatives of any order."""

from __future__ import annotations

from ..ops import powers
from .builder import ProgramBuilder
from .layout import relabelled
from .node import Node
from .operation import POW, call
from .program import Program

__all__ = ["with_variable_powers"]

_POWER = call(powers.power)


def with_variable_powers(program: Program) -> Program:
    """Return the program with the kernel where neither base nor exponent is a literal.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.program import emit, lower
    >>> x, n = sympy.symbols("x n")
    >>> program, _ = lower(x**n + x**2.5 + 2**n)
    >>> print(emit(with_variable_powers(program), ["n", "x"]).splitlines()[-1].strip())
    return 2**n + x**2.5 + powers.power(x, n)
    """
    if POW not in program.operations or not any(_is_variable_power(program, n) for n in program.nodes):
        return program
    build = ProgramBuilder()
    place: dict[int, int] = {}
    for index, node in enumerate(program.nodes):
        operation = _POWER if _is_variable_power(program, node) else node.operation
        place[index] = build.add(
            operation, *(place[a] for a in node.args), value=node.value, shape=node.shape
        )
    return build.build(tuple(place[i] for i in program.inputs), relabelled(program.layout, place))


def _is_variable_power(program: Program, node: Node) -> bool:
    return node.operation is POW and not any(program.nodes[a].is_number for a in node.args)
