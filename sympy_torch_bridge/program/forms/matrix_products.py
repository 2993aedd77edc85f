"""Products and powers of matrices, their traces and determinants."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions.dotproduct import DotProduct

from ...errors import UnsupportedFunctionError
from ...ops import matrix_kernels, matrix_solving
from ..expressions.traversal import is_matrix
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import POW, call
from .adjugates import with_adjugates
from .arithmetic import power_of, scaled
from .matrix_chain import Factor, chain
from .matrix_norms import squares
from .noncommutative import integer_power
from .softmax import with_softmax

__all__ = ["FORMS"]

# Longer chains of one inverse are a power of it.
_MOST_SOLVES = 3
_TRANSPOSITIONS = {
    sympy.Transpose: call(matrix_kernels.transpose),
    sympy.Adjoint: call(matrix_kernels.adjoint),
}


def _product(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Multiply the scalars, lifted to the matrix axes, with the matrices in order."""
    joined = with_adjugates(lowering, expr) or with_softmax(lowering, expr)
    if joined is not None:
        return (yield joined, scope)
    build = lowering.builder
    coefficient, parts = _split(expr.args)
    scalars: list[int] = []
    factors: list[Factor] = []
    for part in parts:
        base, transposition, times = _inverted(lowering, part) or (part, None, 0)
        node = yield base, scope
        if transposition is not None:
            node = build.add(transposition, node)
        if times:
            factors.extend([Factor(node, is_inverse=True)] * times)
        elif build.rank(node):
            factors.append(_factor(node, part))
        else:
            scalars.append(node)
    if len(factors) == 2 and factors[0].is_row:
        inner = squares(build, factors[0].node, factors[1].node)
        if inner is not None:
            return build.add(call(matrix_kernels.lift), scaled(lowering, coefficient, [*scalars, inner], []))
    product = [chain(build, factors)] if factors else []
    return scaled(lowering, coefficient, [*scalars, *product], [])


def _split(parts: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """Separate the numeric coefficient, and leave out identities, which multiply by nothing."""
    numbers = [part for part in parts if isinstance(part, sympy.Number)]
    rest = [part for part in parts if not isinstance(part, sympy.Number)]
    identities = [part for part in rest if isinstance(part, sympy.Identity)]
    needed = [part for part in rest if not isinstance(part, sympy.Identity)]
    if not any(map(is_matrix, needed)):  # a product of identities alone is one of them
        needed += identities[:1]
    return sympy.Mul(*numbers), needed


def _factor(node: int, part: Any) -> Factor:
    # Only a leaf: the shape of a deep expression is a recursion.
    is_leaf = isinstance(part, sympy.MatrixSymbol | sympy.MatrixBase)
    is_turned = type(part) in _TRANSPOSITIONS and isinstance(part.args[0], sympy.MatrixSymbol)
    return Factor(node, is_row=(is_leaf or is_turned) and part.shape[0] == 1)


def _inverted(lowering: Lowering, part: Any) -> tuple[Any, Any, int] | None:
    """Return what an inverse inverts, the transposition around it, and how often; None for anything else."""
    transposition = _TRANSPOSITIONS.get(type(part))
    outer = type(part)
    if transposition is not None:
        part = part.args[0]
    if not isinstance(part, sympy.MatPow) or not part.args[1].is_Integer:
        return None
    if lowering.is_replaced(outer) or lowering.is_replaced(type(part)):
        return None
    times = -int(part.args[1])
    return (part.args[0], transposition, times) if 0 < times <= _MOST_SOLVES else None


def _power(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    build = lowering.builder
    base, exponent = expr.args[:2]
    node = yield base, scope
    if exponent.is_Integer:
        return integer_power(build, node, int(exponent))
    if base.shape == (1, 1):
        if isinstance(exponent, sympy.Rational):
            return power_of(build, node, exponent)
        return build.add(POW, node, (yield exponent, scope))
    if exponent.is_integer:
        return build.add(call(matrix_solving.whole_power), node, (yield exponent, scope))
    name = type(expr).__name__
    hint = "a matrix has integer powers; HadamardPower(A, x) raises every entry of A to x"
    if isinstance(exponent, sympy.Symbol):
        hint = (
            f"a matrix has integer powers: Symbol('{exponent}', integer=True); HadamardPower raises entries"
        )
    raise UnsupportedFunctionError(name, [name], hint=hint)


def _inverse(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return integer_power(lowering.builder, (yield expr.args[0], scope), -1)


def _trace(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Sum entries; the trace of a product needs only the diagonal of its last multiplication."""
    build = lowering.builder
    inner = expr.args[0]
    is_product = isinstance(inner, sympy.MatMul) and not lowering.is_replaced(sympy.MatMul)
    matrices = inner.args if is_product else ()
    if len(matrices) < 2 or not all(is_matrix(m) and _inverted(lowering, m) is None for m in matrices):
        return build.add(call(matrix_kernels.trace), (yield inner, scope))
    nodes = []
    for part in matrices:
        nodes.append((yield part, scope))
    if len(nodes) == 2 and (inner := squares(build, *nodes)) is not None:
        return inner
    left = chain(build, [Factor(node) for node in nodes[:-1]])
    return build.add(call(matrix_kernels.trace_of_product), left, nodes[-1])


def _dot(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    left = yield expr.args[0], scope
    right = yield expr.args[1], scope
    if left == right:
        return lowering.builder.add(call(matrix_kernels.sum_of_squares), left)
    return lowering.builder.add(call(matrix_kernels.dot), left, right)


FORMS: dict[type[Any], FormFunction] = {
    sympy.MatMul: _product,
    sympy.MatPow: _power,
    sympy.Inverse: _inverse,
    sympy.Trace: _trace,
    DotProduct: _dot,
}
