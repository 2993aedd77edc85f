"""Matrix expressions as explicit matrices of entries, built from the leaves up.

SymPy's own ``as_explicit`` simplifies inverses and expands determinants, which takes minutes for
products of 4 by 4 matrices; here cofactors are left as they are, since numbers follow anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce
from typing import Any

import sympy

from ..errors import InputShapeError, MatrixDerivativeError
from ..matrix.eigen import Eigenvalue, Eigenvector, ShiftedPseudoinverse
from ..matrix.matrix_function import FunctionDerivative, MatrixFunction
from ..matrix.matrix_sum import MatrixSum
from ..matrix.rebuilding import rebuilt
from ..program.expressions.traversal import children, postorder

__all__ = ["WITHOUT_ENTRIES", "explicit"]

# Formulas by roots of polynomials take minutes to find, and have no end at size 5.
WITHOUT_ENTRIES = (MatrixFunction, FunctionDerivative, Eigenvalue, Eigenvector, ShiftedPseudoinverse)
_WITHOUT_PRODUCT = frozenset({sympy.nan, sympy.zoo, sympy.oo, -sympy.oo})


def explicit(expr: Any, entries: Mapping[Any, Any]) -> Any:
    """Return an expression as an explicit matrix of scalar expressions; a scalar is 1 by 1.

    Parameters
    ----------
    expr : sympy.Basic
    entries : mapping of MatrixSymbol to explicit Matrix

    Raises
    ------
    MatrixDerivativeError
        A function has no explicit entries.

    Examples
    --------
    >>> a, b = sympy.symbols("a b")
    >>> D = sympy.MatrixSymbol("D", 2, 2)
    >>> explicit(sympy.Trace(D.I), {D: sympy.diag(a, b)})
    Matrix([[1/b + 1/a]])
    """
    if isinstance(expr, sympy.MatrixBase):
        return _entry_by_entry(expr, entries)
    # The powers in the term of a sum have numbers for exponents only once it is written out.
    sums = [node for node in postorder(expr) if isinstance(node, MatrixSum)]
    if sums:
        expr = rebuilt(expr, {node: node.doit() for node in sums})
    built: dict[int, Any] = {}
    for node in postorder(expr):
        built[id(node)] = _built(node, [built[id(child)] for child in children(node)], entries)
    result = built[id(expr)]
    return result if isinstance(result, sympy.MatrixBase) else sympy.ImmutableDenseMatrix([[result]])


def _entry_by_entry(matrix: Any, entries: Mapping[Any, Any]) -> Any:
    """Write the entries out; those that are matrices themselves are blocks."""
    if not any(_has_matrix(entry) for entry in matrix.flat()):
        return matrix
    rows = [[explicit(entry, entries) for entry in row] for row in matrix.tolist()]
    try:
        return sympy.ImmutableDenseMatrix.vstack(*[sympy.ImmutableDenseMatrix.hstack(*row) for row in rows])
    except sympy.ShapeError as error:
        shapes = [("block", block.shape) for row in rows for block in row]
        raise InputShapeError(shapes, why="the blocks of a matrix do not fit") from error


def _has_matrix(entry: Any) -> bool:
    return bool(entry.has(sympy.MatrixExpr))


def _built(node: Any, parts: list[Any], entries: Mapping[Any, Any]) -> Any:
    if node in entries:
        return entries[node]
    if isinstance(node, (*WITHOUT_ENTRIES, MatrixSum)):
        raise _no_entries(node)
    if isinstance(node, sympy.MatrixBase):
        return _entry_by_entry(node, entries)
    if not any(isinstance(part, sympy.MatrixBase) for part in parts):
        return (
            node.as_explicit() if isinstance(node, sympy.MatrixExpr) else node.func(*parts) if parts else node
        )
    if isinstance(node, sympy.Transpose):
        return parts[0].T
    if isinstance(node, sympy.BlockDiagMatrix):
        return sympy.ImmutableDenseMatrix(sympy.diag(*parts))
    if isinstance(node, sympy.BlockMatrix):
        return parts[0]
    if isinstance(node, sympy.DiagonalMatrix):
        matrix = parts[0]
        return sympy.ImmutableDenseMatrix(*matrix.shape, lambda i, j: matrix[i, j] if i == j else 0)
    if isinstance(node, sympy.DiagonalOf):
        return sympy.ImmutableDenseMatrix([parts[0][i, i] for i in range(min(parts[0].shape))])
    if isinstance(node, sympy.MatAdd):
        return _sum(parts)
    if isinstance(node, sympy.Trace):
        return sympy.Add(*[parts[0][i, i] for i in range(parts[0].rows)])
    if isinstance(node, sympy.Determinant):
        return _determinant(sympy.ImmutableDenseMatrix(parts[0]))
    if isinstance(node, sympy.Inverse):
        return _inverse(sympy.ImmutableDenseMatrix(parts[0]))
    if isinstance(node, sympy.MatMul):
        return _product(parts)
    if isinstance(node, sympy.MatPow) and node.exp.is_Integer and node.exp != 0:
        base = sympy.ImmutableDenseMatrix(parts[0])
        return _product([base if node.exp > 0 else _inverse(base)] * abs(int(node.exp)))
    written = node.func(*parts).doit()
    if isinstance(written, sympy.MatrixExpr):
        written = written.as_explicit()
    if isinstance(written, sympy.MatrixBase | sympy.Expr) and not written.has(sympy.MatrixExpr):
        return written
    raise _no_entries(node)


def _no_entries(node: Any) -> MatrixDerivativeError:
    name, hint = type(node).__name__, "the function has no explicit entries"
    return MatrixDerivativeError(name, [name], wrt="its entries", hint=hint)


def _sum(parts: list[Any]) -> Any:
    entries = zip(*[part.flat() for part in parts], strict=True)
    return sympy.ImmutableDenseMatrix(*parts[0].shape, [sympy.Add(*terms) for terms in entries])


def _product(parts: list[Any]) -> Any:
    """Multiply scalars and explicit matrices.

    SymPy itself joins equal ones to a power, whose entries it simplifies, and asks of every entry beside a
    zero whether it is finite.
    """
    factor = sympy.Mul(*[part for part in parts if not isinstance(part, sympy.MatrixBase)])
    matrices = [sympy.ImmutableDenseMatrix(part) for part in parts if isinstance(part, sympy.MatrixBase)]
    product = reduce(_times, matrices)
    return product if factor is sympy.S.One else product.applyfunc(lambda entry: _factor(factor, entry))


def _times(left: Any, right: Any) -> Any:
    rows, columns = left.tolist(), right.T.tolist()
    return sympy.ImmutableDenseMatrix([[_inner(row, column) for column in columns] for row in rows])


def _inner(row: list[Any], column: list[Any]) -> Any:
    return sympy.Add(*[_factor(a, b) for a, b in zip(row, column, strict=True)])


def _factor(left: Any, right: Any) -> Any:
    for zero, other in ((left, right), (right, left)):
        if zero is sympy.S.Zero and other not in _WITHOUT_PRODUCT:
            return zero
    return sympy.Mul(left, right)


@lru_cache(maxsize=1024)
def _determinant(matrix: Any) -> Any:
    """Expand along the first row; minors are shared."""
    size = matrix.shape[0]
    if size == 0:
        return sympy.S.One
    return sympy.Add(
        *[(-1) ** j * matrix[0, j] * _determinant(matrix.minor_submatrix(0, j)) for j in range(size)]
    )


def _inverse(matrix: Any) -> Any:
    """Return the transposed cofactors over the determinant."""
    size = matrix.shape[0]
    determinant = _determinant(matrix)
    return sympy.ImmutableDenseMatrix(
        size, size, lambda i, j: (-1) ** (i + j) * _determinant(matrix.minor_submatrix(j, i)) / determinant
    )
