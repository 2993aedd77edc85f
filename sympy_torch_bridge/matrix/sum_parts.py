"""The parts of a sum over an index, scalar or matrix: what is summed, and over what."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic, Expr, Sum, Tuple

from .matrix_sum import MatrixSum, fresh_index, matrix_sum, scalar_sum
from .nodes import RuleGapError
from .words import is_matrix

__all__ = ["SumParts", "sum_parts"]


@dataclass(frozen=True)
class SumParts:
    """A term and the limits of its indices, the innermost first."""

    term: Expr
    limits: tuple[Tuple, ...]

    def added(self, term: Expr) -> Expr:
        """Return the sum of another term over the same indices."""
        for limit in self.limits:
            term = matrix_sum(term, limit) if is_matrix(term) else scalar_sum(term, limit)
        return term


def sum_parts(node: Sum | MatrixSum, wrt: Basic, outer: Basic) -> SumParts:
    """Take a sum apart; an index that is a symbol of ``outer`` as well gets another name.

    Raises
    ------
    RuleGapError
        A bound depends on ``wrt``.

    Examples
    --------
    >>> from sympy import MatrixSymbol, Symbol, symbols
    >>> i, k = symbols("i k", integer=True)
    >>> X = MatrixSymbol("X", 3, 3)
    >>> sum_parts(MatrixSum(X**i, (i, 0, k)), X, i)
    SumParts(term=X**r, limits=((r, 0, k),))
    """
    term, *limits = node.args
    made: list[Tuple] = []
    for limit in limits:
        if any(wrt in bound.free_symbols for bound in limit[1:]):
            raise RuleGapError("a bound depends on the variable")
        index = limit[0]
        if index in outer.free_symbols or index in wrt.free_symbols:
            fresh = fresh_index(node, outer, term)
            term = term.subs(index, fresh)
            made = [m.subs(index, fresh) for m in made]
            limit = Tuple(fresh, *limit[1:])
        made.append(limit)
    return SumParts(term, tuple(made))
