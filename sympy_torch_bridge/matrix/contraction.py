"""Index sums back to matrix products: ``Sum(x[i, 0]*A[i, j]*x[j, 0])`` is the trace of ``x.T*A*x``.

SymPy expands an entry of a product with symbolic dimensions to such a sum by itself, and its
derivative of the sum lets the bound index escape.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, MatrixExpr, Mul, OneMatrix, Pow, S, Tuple, expand
from sympy.matrices.expressions.matexpr import MatrixElement

from .sums import total
from .trace import trace
from .transposition import transposed
from .words import product

__all__ = ["contracted"]


@dataclass(frozen=True)
class _Edge:
    """One matrix entry: a matrix between its row index and its column index."""

    matrix: MatrixExpr
    row: Expr
    column: Expr

    def flipped(self) -> _Edge:
        return _Edge(transposed(self.matrix), self.column, self.row)


def contracted(body: Expr, limits: Sequence[Tuple]) -> Expr | None:
    """Return a sum over matrix entries as traces of products, or None where it is not one.

    Inner sums have to be contracted already: what is left of one is an entry of a product.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True, positive=True)
    >>> A, x = MatrixSymbol("A", n, n), MatrixSymbol("x", n, 1)
    >>> entry = (x.T * A * x)[0, 0]
    >>> contracted(entry.function, entry.limits)
    Trace(x.T*A*x)
    """
    bounds = {limit[0]: (limit[1], limit[2]) for limit in limits if len(limit) == 3}
    if len(bounds) != len(limits):
        return None
    # As it stands first: (x[i, 0] - y[i, 0])**2 is (x - y).T*(x - y), which multiplied out nobody reads.
    as_it_stands = _summed(body, bounds)
    return as_it_stands if as_it_stands is not None else _summed(expand(body), bounds)


def _summed(body: Expr, bounds: Mapping[Expr, tuple[Expr, Expr]]) -> Expr | None:
    summands = []
    for term in Add.make_args(body):
        summand = _term(term, bounds)
        if summand is None:
            return None
        summands.append(summand)
    return Add(*summands)


def _term(term: Expr, bounds: Mapping[Expr, tuple[Expr, Expr]]) -> Expr | None:
    """Convert one product of entries; every bound index has to join exactly two of them."""
    coefficient, edges = _edges(term, bounds)
    if set(bounds) & coefficient.free_symbols or not _is_complete(edges, bounds):
        return None
    result = coefficient
    while edges:
        chain = _chain(edges, bounds)
        if (chain.row == chain.column and chain.row in bounds) or chain.matrix.shape == (1, 1):
            result *= trace(chain.matrix)
        else:
            result *= MatrixElement(chain.matrix, chain.row, chain.column)
    return result


def _edges(term: Expr, bounds: Collection[Expr]) -> tuple[Expr, list[_Edge]]:
    coefficient, edges = S.One, []
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        edge = _edge(base, bounds) if exponent.is_Integer and exponent > 0 else None
        if edge is not None:
            edges.extend([edge] * int(exponent))
        else:
            coefficient *= factor
    return coefficient, edges


def _edge(base: Expr, bounds: Collection[Expr]) -> _Edge | None:
    """Read an entry, or a sum of multiples of entries at one place: ``x[i, 0] - y[i, 0]`` is one of x - y.

    Multiplied out, the differences would be lost in rounding where both are large.
    """
    if isinstance(base, MatrixElement):
        return _Edge(base.parent, base.i, base.j)
    if not isinstance(base, Add):
        return None
    scales, elements = [], []
    for term in base.args:
        found = [factor for factor in Mul.make_args(term) if isinstance(factor, MatrixElement)]
        if len(found) != 1:
            return None
        elements.append(found[0])
        scales.append(Mul(*(factor for factor in Mul.make_args(term) if factor is not found[0])))
    lead = max(elements, key=lambda element: sum(not index.is_Integer for index in (element.i, element.j)))
    place, shape = (lead.i, lead.j), lead.parent.shape
    if any(scale.free_symbols & {*place, *bounds} for scale in scales):
        return None
    matrices = [_spread(element, place, shape) for element in elements]
    if any(matrix is None or matrix.shape != shape for matrix in matrices):
        return None
    return _Edge(total(*(product(s, m) for s, m in zip(scales, matrices, strict=True))), *place)


def _spread(element: MatrixElement, place: tuple[Expr, Expr], shape: tuple[Expr, Expr]) -> MatrixExpr | None:
    """Return the matrix that has the element at a place; a vector is repeated along the other index."""
    matrix, here = element.parent, (element.i, element.j)
    if here == place:
        return matrix
    if here[::-1] == place:
        return transposed(matrix)
    column = matrix if matrix.shape[1] == 1 else transposed(matrix)
    index = here[0] if matrix.shape[1] == 1 else here[1]
    if column.shape[1] != 1:
        return None
    if index == place[0]:
        return product(column, OneMatrix(1, shape[1]))
    return product(OneMatrix(shape[0], 1), transposed(column)) if index == place[1] else None


def _is_complete(edges: list[_Edge], bounds: Mapping[Expr, tuple[Expr, Expr]]) -> bool:
    """Check that each bound index has two ends and runs over the whole dimension at both."""
    ends: dict[Expr, list[Expr]] = {index: [] for index in bounds}
    for edge in edges:
        if edge.matrix.free_symbols & set(bounds):  # (A**i)[i, 0] is no entry of one matrix
            return False
        for index, dimension in zip((edge.row, edge.column), edge.matrix.shape, strict=True):
            if index in ends:
                ends[index].append(dimension)
            elif set(bounds) & index.free_symbols:
                return False
    return all(
        len(dimensions) == 2 and all(lower == 0 and upper + 1 == d for d in dimensions)
        for (lower, upper), dimensions in zip(bounds.values(), ends.values(), strict=True)
    )


def _chain(edges: list[_Edge], bounds: Mapping[Expr, tuple[Expr, Expr]]) -> _Edge:
    """Take one chain out of ``edges``: begin at a free end if there is one and follow the indices."""
    start = next((e for e in edges if e.row not in bounds or e.column not in bounds), edges[0])
    edges.remove(start)
    chain = start if start.row not in bounds or start.column in bounds else start.flipped()
    while chain.column in bounds and chain.column != chain.row:
        link = next(e for e in edges if chain.column in (e.row, e.column))
        edges.remove(link)
        link = link if link.row == chain.column else link.flipped()
        chain = _Edge(product(chain.matrix, link.matrix), chain.row, link.column)
    return chain
