"""Sums over entries, as products with functions of every entry: ``Sum(exp(x[i, 0]))`` is ``1.T*exp.(x)``.

The gradients of such sums are products of matrices, as people write them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import (
    Add,
    DiagonalOf,
    Expr,
    Function,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Piecewise,
    Pow,
    S,
    Symbol,
    Trace,
    Tuple,
)
from sympy.functions.elementary.miscellaneous import MinMaxBase
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from .blocks import sliced
from .elementwise import ENTRY, applied, hadamard
from .graph import graph_of
from .rebuilding import rebuilt
from .sums import total
from .trace import trace
from .transposition import transposed
from .unit import MatrixUnit
from .words import is_matrix, product, split

__all__ = ["over_entries", "rows_of", "with_row_products"]


def over_entries(term: Expr, limits: Sequence[Tuple]) -> Expr | None:
    """Return a sum over all entries of vectors as a product of matrices; None where it is none.

    Examples
    --------
    >>> from sympy import MatrixSymbol, exp, symbols
    >>> i, m = symbols("i m", integer=True, positive=True)
    >>> x, y = MatrixSymbol("x", m, 1), MatrixSymbol("y", m, 1)
    >>> over_entries(y[i, 0] ** 2 * x[i, 0], [Tuple(i, 0, m - 1)])
    Trace(1*(HadamardProduct(HadamardPower(y, 2), x)))
    >>> over_entries(x[i - 1, 0] * y[i, 0], [Tuple(i, 0, m - 1)]) is None
    True
    """
    if len(limits) != 1 or len(limits[0]) != 3 or limits[0][1] != 0:
        return None
    index, _, last = limits[0]
    summands = [_vector(summand, index, last + 1) for summand in Add.make_args(term)]
    if not summands or any(summand is None for summand in summands):
        return None
    return Add(*(trace(product(OneMatrix(1, last + 1), summand)) for summand in summands))


def _vector(node: Expr, index: Symbol, size: Expr) -> MatrixExpr | None:
    """Return the column of the values of a scalar expression at all places of its index."""
    if index not in node.free_symbols:
        return product(node, OneMatrix(size, 1))
    found = _as_function(node, index)
    if found is None:
        return None
    body, inner = found
    if isinstance(inner, MatrixElement):
        vector = _column(inner, index, size)
    else:
        parts = [_vector(part, index, size) for part in inner.args]
        if any(part is None for part in parts):
            return None
        vector = hadamard(*parts) if isinstance(inner, Mul) else total(*parts)
    return None if vector is None else _entrywise(body, vector)


def _entrywise(body: Expr, vector: MatrixExpr) -> MatrixExpr:
    slope = body.coeff(ENTRY, 1)
    if ENTRY not in slope.free_symbols and ENTRY not in (body - slope * ENTRY).free_symbols:
        ones = OneMatrix(*vector.shape)
        return total(product(slope, vector), product(body - slope * ENTRY, ones))
    return applied(body, ENTRY, vector)


def _as_function(node: Expr, index: Symbol) -> tuple[Expr, Expr] | None:
    """Split into a function of ``ENTRY`` and what is put in: an entry, or a sum or product of some."""
    if isinstance(node, MatrixElement):
        return ENTRY, node
    if not isinstance(node, (Add, Mul, Pow, Function, MinMaxBase)) or isinstance(node, Piecewise):
        return None
    if any(is_matrix(argument) for argument in node.args):
        return None
    varying = [argument for argument in node.args if index in argument.free_symbols]
    fixed = [argument for argument in node.args if index not in argument.free_symbols]
    if any(_holds_matrices(argument) for argument in fixed):
        # A function of every entry cannot hold what may be the variable; a sum or product can.
        return (ENTRY, node) if isinstance(node, (Add, Mul)) else None
    if len(varying) == 1:
        found = _as_function(varying[0], index)
        if found is None:
            return None
        body, inner = found
        arguments = [body if argument is varying[0] else argument for argument in node.args]
        return node.func(*arguments), inner
    if isinstance(node, (Add, Mul)):
        return node.func(*fixed, ENTRY), node.func(*varying)
    return None


def _holds_matrices(expression: Expr) -> bool:
    return any(isinstance(symbol, MatrixSymbol) for symbol in expression.free_symbols)


def _column(element: MatrixElement, index: Symbol, size: Expr) -> MatrixExpr | None:
    """Return the column of the entries that an index runs through, if these are whole rows or columns."""
    parent, row, column = element.parent, element.i, element.j
    if (row, column) == (index, index) and parent.shape == (size, size):
        return DiagonalOf(parent)
    if column == index and index not in row.free_symbols:
        parent, row, column = transposed(parent), column, row
    whole = (S.Zero, size)
    if row != index or parent.shape[0] != size or index in column.free_symbols | parent.free_symbols:
        return None
    if not column.is_Integer:  # an index, which no size of a slice may hold
        return product(parent, MatrixUnit(parent.shape[1], 1, column, 0))
    return sliced(parent, whole, (column, column + 1))


def with_row_products(term: Expr, limits: Sequence[Tuple]) -> Expr:
    """Write ``tr(A[i, :]*x)``, i the index of a sum, as the entry ``(A*x)[i, 0]``.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> i, A, x = Symbol("i"), MatrixSymbol("A", 2, 3), MatrixSymbol("x", 3, 1)
    >>> with_row_products(Trace(A[i, :] * x) ** 2, [Tuple(i, 0, 1)])
    (A*x)[i, 0]**2
    """
    indices = {limit[0] for limit in limits}
    if not any(indices & node.free_symbols for node in graph_of(term).nodes if isinstance(node, MatrixSlice)):
        return term
    traces = [node for node in graph_of(term).nodes if isinstance(node, Trace)]
    found = {node: _row_product(node, indices) for node in traces}
    return rebuilt(term, {node: new for node, new in found.items() if new is not None})


def _row_product(node: Trace, indices: set[Symbol]) -> Expr | None:
    _, word = split(node.arg)
    mirrored = tuple(transposed(factor) for factor in reversed(word))
    for factors in (word, mirrored):
        for place, factor in enumerate(factors):
            others = (*factors[place + 1 :], *factors[:place])
            row = _single_row(factor)
            if row in indices and not any(indices & other.free_symbols for other in others):
                return MatrixElement(product(factor.parent, *others), row, S.Zero) if others else None
    return None


def _single_row(factor: MatrixExpr) -> Expr | None:
    """Return which row of a matrix a slice is, if it is one whole row."""
    if not isinstance(factor, MatrixSlice) or factor.colslice != (0, factor.parent.shape[1], 1):
        return None
    start, stop, step = factor.rowslice
    return start if step == 1 and stop == start + 1 else None


def rows_of(term: Expr, limits: Sequence[Tuple]) -> dict[Expr, Expr]:
    """Return the rows ``A[i, :]`` in a term, i the index of a sum, with the products that are equal to them.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> i, A, x = Symbol("i"), MatrixSymbol("A", 2, 3), MatrixSymbol("x", 3, 1)
    >>> rows_of(Trace(A[i, :] * x), [Tuple(i, 0, 1)])
    {A[i:i + 1, :]: E[0, i]*A}
    """
    indices = {limit[0] for limit in limits}
    found: dict[Expr, Expr] = {}
    for node in graph_of(term).nodes:
        if not isinstance(node, MatrixSlice):
            continue
        matrix = node.parent
        row, column = _single_row(node), _single_column(node)
        if row in indices:
            found[node] = product(MatrixUnit(1, matrix.shape[0], 0, row), matrix)
        elif column in indices:
            found[node] = product(matrix, MatrixUnit(matrix.shape[1], 1, column, 0))
    return found


def _single_column(factor: MatrixSlice) -> Expr | None:
    mirrored = MatrixSlice(transposed(factor.parent), factor.colslice, factor.rowslice)
    return _single_row(mirrored)
