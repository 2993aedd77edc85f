"""Sums over the entries of vectors, written with functions of every entry: ``Sum(exp(x[i, 0]))`` is ``1.T*exp.(x)``.

The gradients of such sums are products of matrices, as people write them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, DiagonalOf, Expr, Function, MatrixExpr, Mul, OneMatrix, Piecewise, Pow, S, Symbol, Tuple
from sympy.matrices.expressions.matexpr import MatrixElement

from .blocks import sliced
from .elementwise import ENTRY, applied, hadamard
from .sums import total
from .trace import trace
from .transposition import transposed
from .words import is_matrix, product

__all__ = ["over_entries"]


def over_entries(term: Expr, limits: Sequence[Tuple]) -> Expr | None:
    """Return a sum over all entries of vectors as a product of matrices; None where it is none.

    Examples
    --------
    >>> from sympy import MatrixSymbol, exp, symbols
    >>> i, m = symbols("i m", integer=True, positive=True)
    >>> x, y = MatrixSymbol("x", m, 1), MatrixSymbol("y", m, 1)
    >>> over_entries(y[i, 0] ** 2 * x[i, 0], [Tuple(i, 0, m - 1)])
    Trace(x.T*HadamardPower(y, 2))
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
    """Write an expression as a function of ``ENTRY`` and what is put in: an entry, or a sum or product of some."""
    if isinstance(node, MatrixElement):
        return ENTRY, node
    if not isinstance(node, (Add, Mul, Pow, Function)) or isinstance(node, Piecewise):
        return None
    if any(is_matrix(argument) for argument in node.args):
        return None
    varying = [argument for argument in node.args if index in argument.free_symbols]
    fixed = [argument for argument in node.args if index not in argument.free_symbols]
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
    return sliced(parent, whole, (column, column + 1))
