"""Products that SymPy has written out, joined again: ``a[0]*b[0] + a[1]*b[1]`` is ``tr(a.T*b)``."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, MatrixExpr, Mul, Pow, S, default_sort_key
from sympy.matrices.expressions.matexpr import MatrixElement

from .trace import trace
from .transposition import count_transposes, transposed
from .words import product

__all__ = ["joined_products"]

# One term of a written-out product: coefficient, and two matrices with the free index of each.
_Line = tuple[Expr, MatrixExpr, Expr, MatrixExpr, Expr]


def joined_products(summands: Iterable[Expr]) -> Expr:
    """Add scalars; where they are all terms of products of two matrices, the products are formed again.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, x = MatrixSymbol("A", 2, 2), MatrixSymbol("x", 2, 1)
    >>> joined_products(((A * x)[0, 0] + 3).args)
    (A*x)[0, 0] + 3
    >>> joined_products((3 * (x.T * x)[0, 0]).expand().args)
    3*Trace(x.T*x)
    """
    rest: list[Expr] = []
    # Of a symmetric matrix two different terms, with its entries 01 and 10, stand for one place.
    lines: dict[_Line, dict[int, list[Expr]]] = {}
    for summand in summands:
        found = _lines(summand)
        for line, place in found:
            lines.setdefault(line, {}).setdefault(place, []).append(summand)
        if not found:
            rest.append(summand)
    used: set[Expr] = set()
    made: list[Expr] = []
    # Each product is found transposed as well: the reading with fewer transposes is taken.
    for line, places in sorted(lines.items(), key=_preference):
        coefficient, left, row, right, column = line
        while len(places) == left.shape[1]:
            free = [next((term for term in terms if term not in used), None) for terms in places.values()]
            if None in free:
                break
            used.update(free)
            made.append(coefficient * _entry(product(left, right), row, column))
    found_terms = (term for places in lines.values() for terms in places.values() for term in terms)
    left_over = {term: None for term in found_terms if term not in used}
    return Add(*_traces(made), *rest, *left_over)


def _preference(found: tuple[_Line, dict[int, list[Expr]]]) -> tuple[object, ...]:
    (_, left, row, right, column), _ = found
    transposes = count_transposes(left) + count_transposes(right)
    return transposes, [default_sort_key(part) for part in (left, right, row, column)]


def _traces(entries: Iterable[Expr]) -> list[Expr]:
    """Join the entries of whole diagonals."""
    made: list[Expr] = []
    diagonals: dict[tuple[Expr, MatrixExpr], dict[Expr, list[Expr]]] = {}
    for entry in entries:
        coefficient, element = entry.as_coeff_Mul() if isinstance(entry, Mul) else (S.One, entry)
        if isinstance(element, MatrixElement) and element.i == element.j:
            places = diagonals.setdefault((coefficient, element.parent), {})
            places.setdefault(element.i, []).append(entry)
        else:
            made.append(entry)
    for (coefficient, matrix), places in diagonals.items():
        size = matrix.shape[0] if matrix.shape[0] == matrix.shape[1] else None
        traces = min(map(len, places.values())) if len(places) == size else 0
        made.extend(coefficient * trace(matrix) for _ in range(traces))
        made.extend(entry for parts in places.values() for entry in parts[traces:])
    return made


def _entry(matrix: MatrixExpr, row: Expr, column: Expr) -> Expr:
    return trace(matrix) if matrix.shape == (1, 1) else MatrixElement(matrix, row, column)


def _lines(term: Expr) -> list[tuple[_Line, int]]:
    """Return the ways in which a term is ``c*A[i, k]*B[k, j]``, and the k of each."""
    coefficient, factors = S.One, []
    for factor in Mul.make_args(term):
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        if isinstance(base, MatrixElement) and exponent in (1, 2):
            factors.extend([base] * int(exponent))
        else:
            coefficient *= factor
    if len(factors) != 2:
        return []
    found = []
    for first, second in dict.fromkeys([(factors[0], factors[1]), (factors[1], factors[0])]):
        for left, row, inner in _readings(first):
            for right, column, other in _readings(second):
                if inner == other and inner.is_Integer and left.shape[1] == right.shape[1] != 1:
                    found.append(((coefficient, left, row, transposed(right), column), int(inner)))
    return found


def _readings(element: MatrixElement) -> list[tuple[MatrixExpr, Expr, Expr]]:
    """Return matrix, free and running index, of the entry and of the entry of the transpose."""
    matrix, row, column = element.parent, element.i, element.j
    return [(matrix, row, column), (transposed(matrix), column, row)]
