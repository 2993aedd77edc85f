"""Matrices given by their entries, and entries of matrices."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.companion import CompanionMatrix
from sympy.matrices.expressions.fourier import DFT, IDFT
from sympy.matrices.expressions.funcmatrix import FunctionMatrix
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.immutable import ImmutableDenseMatrix, ImmutableSparseMatrix

from ...errors import UnsupportedFunctionError
from ...matrix.toeplitz_projection import ToeplitzProjector
from ...matrix.triangle import LowerOnes, UpperOnes
from ...matrix.unit import MatrixUnit
from ...matrix.vectorization import CommutationMatrix, DiagonalSelection
from ...ops import matrix_entries
from ..lowering import Form, FormFunction, Lowering, Scope
from ..matrix_arguments import entry_of_single
from ..matrix_constants import column_numbers, dense, filled, identity, row_numbers
from ..operation import call, matrix_constant
from .matrix_sizes import integers

__all__ = ["FORMS"]

_ELEMENT, _ENTRY = call(matrix_entries.element), call(matrix_entries.entry)
_ENTRIES, _SPREAD = call(matrix_entries.entries), call(matrix_entries.spread)
_DENSE, _FILLED, _IDENTITY = (matrix_constant(f) for f in (dense, filled, identity))
_ROW_NUMBERS, _COLUMN_NUMBERS = matrix_constant(row_numbers), matrix_constant(column_numbers)


def _explicit(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Stack the entries; a 1x1 matrix among them counts as its entry."""
    build = lowering.builder
    nodes = []
    for part in expr.flat():
        node = entry_of_single(build, part, (yield part, scope))
        if build.rank(node) and not scope.entrywise:
            name = type(expr).__name__
            hint = "an entry of the matrix is a matrix; BlockMatrix([[A, B], [C, D]]) joins matrices"
            raise UnsupportedFunctionError(name, [name], hint=hint)
        nodes.append(node)
    return build.add(_DENSE, *(build.number(int(n)) for n in expr.shape), *nodes)


def _written_out(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Lower the entries that SymPy writes out."""
    if not all(getattr(size, "is_Integer", True) for size in expr.shape):
        name = type(expr).__name__
        hint = f"its size {expr.shape[0]} is symbolic; substitute a number for it"
        raise UnsupportedFunctionError(name, [name], hint=hint)
    value = expr.as_explicit()
    lowering.traits.extend(value)
    return (yield value, scope)


def _identity(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    yield from ()
    return lowering.builder.add(_IDENTITY, *integers(lowering, expr, expr.shape))


def _filled(value: int) -> FormFunction:
    def form(lowering: Lowering, expr: Any, scope: Scope) -> Form:
        yield from ()
        build = lowering.builder
        return build.add(_FILLED, *integers(lowering, expr, expr.shape), build.number(value))

    return form


def _function_matrix(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Evaluate the function at the numbers of all rows and columns at once."""
    build = lowering.builder
    sizes = integers(lowering, expr, expr.shape)
    places = (build.add(_ROW_NUMBERS, *sizes), build.add(_COLUMN_NUMBERS, *sizes))
    return (yield from _applied(lowering, expr.lamda, places, scope))


def _elementwise(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    matrix = yield expr.expr, scope
    if not lowering.traits.is_total(expr.expr):
        lowering.partial.add(matrix)
    return (yield from _applied(lowering, expr.function, (matrix,), scope))


def _applied(lowering: Lowering, function: Any, arguments: tuple[int, ...], scope: Scope) -> Form:
    """Lower the body of a function whose variables are the entries of matrices."""
    build = lowering.builder
    variables = (
        function.variables
        if isinstance(function, sympy.Lambda)
        else [sympy.Dummy("entry") for _ in arguments]
    )
    body = function.expr if isinstance(function, sympy.Lambda) else function(*variables)
    lowering.traits.extend(body)
    bound = dict(zip(variables, arguments, strict=True))
    result = yield body, lowering.keep(Scope(scope, bound=bound, entrywise=True))
    return result if build.rank(result) else build.add(_SPREAD, result, arguments[0])


def _element(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Take an entry at a fixed position, or at one that inputs give."""
    matrix, row, column = expr.args
    build = lowering.builder
    node = yield matrix, scope
    if row.is_Integer and column.is_Integer:
        return build.add(_ELEMENT, node, build.number(int(row)), build.number(int(column)))
    row_node = yield row, lowering.index_scope(scope)
    column_node = yield column, lowering.index_scope(scope)
    if not build.rank(row_node) and not build.rank(column_node):
        return build.add(_ENTRY, node, row_node, column_node)
    return build.add(_ENTRIES, node, *build.aligned((row_node, column_node)))


FORMS: dict[type[Any], FormFunction] = {
    ImmutableDenseMatrix: _explicit,
    ImmutableSparseMatrix: _explicit,
    CompanionMatrix: _written_out,
    DFT: _written_out,
    IDFT: _written_out,
    sympy.Identity: _identity,
    sympy.ZeroMatrix: _filled(0),
    sympy.OneMatrix: _filled(1),
    FunctionMatrix: _function_matrix,
    MatrixUnit: _function_matrix,
    LowerOnes: _function_matrix,
    UpperOnes: _function_matrix,
    CommutationMatrix: _function_matrix,
    DiagonalSelection: _function_matrix,
    ToeplitzProjector: _function_matrix,
    ElementwiseApplyFunction: _elementwise,
    MatrixElement: _element,
}
