"""Sums of matrices over an index: what a power with a symbolic exponent and sums over samples need.

A range from a to b < a - 1 counts backwards, as in SymPy: it is the negative of the range from b + 1 to
a - 1. So one formula holds for positive and negative exponents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Basic, Dummy, Expr, MatAdd, MatrixExpr, OneMatrix, Sum, Symbol, Tuple, ZeroMatrix

from .node_arguments import expression_argument, matrix_argument
from .unit import MatrixUnit
from .words import product, split

__all__ = ["MatrixSum", "fresh_index", "matrix_sum", "scalar_sum"]


class MatrixSum(MatrixExpr):
    """The sum of a matrix expression over an index; SymPy's Sum of one has no shape.

    Parameters
    ----------
    term : MatrixExpr
        Its shape may not depend on the index.
    limits : tuple of Symbol, Expr, Expr
        The index, its first and its last value.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> i, k = symbols("i k", integer=True)
    >>> X = MatrixSymbol("X", 3, 3)
    >>> MatrixSum(X**i, (i, 0, k))
    Sum(X**i, (i, 0, k))
    >>> MatrixSum(X**i, (i, 0, 2)).doit()
    I + X**2 + X
    """

    is_commutative = False

    def __new__(cls, term: Any, limits: Any) -> MatrixSum:
        """Make the node."""
        made: MatrixSum = Basic.__new__(
            cls,
            matrix_argument(term, "MatrixSum"),
            Tuple(*(expression_argument(limit, "MatrixSum") for limit in limits)),
        )
        return made

    @property
    def term(self) -> MatrixExpr:
        """What is summed."""
        return self.args[0]

    @property
    def limits(self) -> tuple[Symbol, Expr, Expr]:
        """The index, its first and its last value."""
        index, first, last = self.args[1]
        return index, first, last

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        shape: tuple[Expr, Expr] = self.term.shape
        return shape

    @property
    def free_symbols(self) -> set[Basic]:
        """The symbols of the term and the bounds, without the index."""
        index, first, last = self.limits
        found: set[Basic] = (self.term.free_symbols - {index}) | first.free_symbols | last.free_symbols
        return found

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The index."""
        return [self.limits[0]]

    def _entry(self, i: Any, j: Any, **_: Any) -> Expr:
        return Sum(self.term[i, j], self.args[1])

    def _eval_subs(self, old: Basic, new: Basic) -> MatrixSum | None:
        index, first, last = self.limits
        if old == index or index in getattr(new, "free_symbols", ()):
            term, fresh = self.term, index
            if old != index:
                fresh = Dummy(index.name, integer=True)
                term = term.subs(index, fresh).subs(old, new)
            return MatrixSum(term, (fresh, first.subs(old, new), last.subs(old, new)))
        return None

    def _eval_transpose(self) -> MatrixSum:
        return MatrixSum(self.term.T, self.args[1])

    def doit(self, **hints: Any) -> MatrixExpr:
        """Write out a sum over a range of numbers."""
        index, first, last = self.limits
        term = self.term.doit(**hints) if hints.get("deep", True) else self.term
        if not (first.is_Integer and last.is_Integer):
            return MatrixSum(term, self.args[1])
        places, sign = range(int(first), int(last) + 1), 1
        if last < first - 1:
            places, sign = range(int(last) + 1, int(first)), -1
        summands = [sign * term.subs(index, place) for place in places]
        return MatAdd(*summands).doit(**hints) if summands else ZeroMatrix(*self.shape)

    def _sympystr(self, printer: Any) -> str:
        return f"Sum({printer.doprint(self.term)}, {printer.doprint(self.args[1])})"

    def _latex(self, printer: Any) -> str:
        index, first, last = (printer.doprint(part) for part in self.limits)
        term = printer.parenthesize(self.term, 40)
        return rf"\sum_{{{index}={first}}}^{{{last}}} {term}"


def matrix_sum(term: MatrixExpr, limits: Tuple) -> MatrixExpr:
    """Return a sum of matrices, factors without the index taken out.

    Examples
    --------
    >>> from sympy import MatrixSymbol, symbols
    >>> i, k = symbols("i k", integer=True)
    >>> A, X = MatrixSymbol("A", 3, 3), MatrixSymbol("X", 3, 3)
    >>> matrix_sum(2 * A * X**i * A, Tuple(i, 0, k))
    2*A*Sum(X**i, (i, 0, k))*A
    >>> matrix_sum(A, Tuple(i, 0, k))
    (k + 1)*A
    """
    index, first, last = limits
    if index not in term.free_symbols:
        return product(last - first + 1, term)
    coefficient, word = split(term)
    outer, inner = coefficient.as_independent(index, as_Add=False)
    if len(word) == 1 and isinstance(word[0], MatAdd) and inner == 1:
        return product(outer, _of_summands(word[0].args, limits))
    moving = [place for place, factor in enumerate(word) if index in factor.free_symbols]
    if not moving:
        return product(outer, scalar_sum(inner, limits), *word)
    start, stop = moving[0], moving[-1] + 1
    middle = product(inner, *word[start:stop])
    whole = OneMatrix(*middle.shape) if _runs_through(middle, limits) else MatrixSum(middle, limits)
    return product(outer, *word[:start], whole, *word[stop:])


def _of_summands(summands: Sequence[MatrixExpr], limits: Tuple) -> MatrixExpr:
    """Add up the summands whose sum has a closed form, and leave the others together."""
    closed, others = [], []
    for summand in summands:
        made = matrix_sum(summand, limits)
        if any(isinstance(factor, MatrixSum) for factor in split(made)[1]):
            others.append(summand)
        else:
            closed.append(made)
    parts = [*closed, *([MatrixSum(MatAdd(*others), limits)] if len(others) > 1 else [])]
    parts += [matrix_sum(others[0], limits)] if len(others) == 1 else []
    return parts[0] if len(parts) == 1 else MatAdd(*parts)


def _runs_through(matrix: MatrixExpr, limits: Tuple) -> bool:
    """Say whether a matrix is each unit vector once."""
    if not isinstance(matrix, MatrixUnit):
        return False
    index, first, last = limits
    for place, size, other in zip(matrix.place, matrix.shape, reversed(matrix.shape), strict=True):
        if place == index and other == 1 and first == 0 and last + 1 == size:
            return True
    return False


def scalar_sum(term: Expr, limits: Tuple) -> Expr:
    """Return a sum of scalars; what does not depend on the index is multiplied.

    Examples
    --------
    >>> from sympy import symbols
    >>> i, k, x = symbols("i k x", integer=True)
    >>> scalar_sum(3 * x, Tuple(i, 0, k)), scalar_sum(3 * x * i, Tuple(i, 0, k))
    (3*x*(k + 1), 3*x*Sum(i, (i, 0, k)))
    """
    index, first, last = limits
    outer, inner = term.as_independent(index, as_Add=False)
    return outer * (last - first + 1 if inner == 1 else Sum(inner, limits))


def fresh_index(*expressions: Basic) -> Symbol:
    """Return an index whose name none of the expressions has.

    Examples
    --------
    >>> fresh_index(Symbol("k")), fresh_index(Symbol("r"))
    (r, r1)
    """
    taken = {str(symbol) for expression in expressions for symbol in expression.free_symbols}
    names = ("r" + (str(place) if place else "") for place in range(len(taken) + 1))
    return Symbol(next(name for name in names if name not in taken), integer=True)
