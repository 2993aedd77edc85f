"""``Mul`` and ``Pow`` of scalars that turn out to be matrices, such as ``exp(A)*exp(B)``."""

from __future__ import annotations

from typing import Any

from ...errors import UnsupportedFunctionError
from ...ops import matrix_kernels, matrix_solving
from ..builder import ProgramBuilder
from ..lowering import Form, Lowering, Scope
from ..operation import MUL, call
from .matrix_chain import Factor, chain

__all__ = ["integer_power", "power_of_matrix", "product_with_matrices"]

_INVERSE, _POWER = call(matrix_solving.inverse), call(matrix_kernels.power)


def product_with_matrices(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Multiply the scalars, and the matrices in their order, which SymPy keeps."""
    build = lowering.builder
    scalars: list[int] = []
    factors: list[Factor] = []
    for part in expr.args:
        node = yield part, scope
        if build.rank(node):
            factors.append(Factor(node))
        else:
            scalars.append(node)
    result = chain(build, factors)
    for scalar in reversed(scalars):
        result = build.add(MUL, scalar, result)
    return result


def power_of_matrix(build: ProgramBuilder, expr: Any, base: int) -> int:
    """Raise a matrix to an integer."""
    exponent = expr.args[1]
    if not exponent.is_Integer:
        name = type(expr).__name__
        hint = "a matrix has integer powers; HadamardPower(A, x) raises every entry of A to x"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    return integer_power(build, base, int(exponent))


def integer_power(build: ProgramBuilder, base: int, exponent: int) -> int:
    """Return the node of an integer power, of the inverse where it is negative."""
    if exponent < 0:
        base, exponent = build.add(_INVERSE, base), -exponent
    return base if exponent == 1 else build.add(_POWER, base, build.number(exponent))
