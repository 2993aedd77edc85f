"""The readable form of a result: equal terms collected, common factors taken out, terms in SymPy's order."""

from __future__ import annotations

from sympy import Expr, MatAdd, MatrixExpr, Transpose

from .coefficients import with_short_coefficients
from .factoring import factored
from .graph import graph_of
from .masks import with_masks_joined
from .rebuilding import EVALUATION_DEPTH
from .sums import Term, terms_of
from .transposition import transposed
from .words import is_matrix, product

__all__ = ["simplified"]

# Expanding n factors of two terms gives 2**n; beyond this many terms nobody reads the result.
_MOST_TERMS = 32


def simplified(expression: Expr) -> Expr:
    """Return the shortest of the forms tried: as it stands, and with its products expanded.

    Examples
    --------
    >>> from sympy import MatAdd, MatMul, MatrixSymbol
    >>> A, x, b = MatrixSymbol("A", 3, 3), MatrixSymbol("x", 3, 1), MatrixSymbol("b", 3, 1)
    >>> simplified(A * x + A.T * x + b)
    (A + A.T)*x + b
    >>> simplified(2 * A.T * A * x - 2 * A.T * b)
    2*A.T*(A*x - b)
    """
    if not is_matrix(expression) or graph_of(expression).depth > EVALUATION_DEPTH:
        return expression
    candidates = [factored(with_masks_joined(terms_of(expression)), expression.shape)]
    expanded = _expanded(expression)
    if expanded is not None:
        candidates.append(factored(expanded, expression.shape))
    return with_short_coefficients(min(candidates, key=_length))


def _length(expression: Expr) -> int:
    """Count the nodes of the expression as a tree, which is how it is read."""
    graph = graph_of(expression)
    sizes: list[int] = []
    for inner in graph.operands:
        sizes.append(1 + sum(sizes[i] for i in inner))
    return sizes[-1]


def _expanded(matrix: MatrixExpr) -> list[Term] | None:
    """Multiply out the sums among the factors of each term; None if nothing would change."""
    terms = terms_of(matrix)
    changed = False
    while True:
        place = _first_sum(terms)
        if place is None:
            return terms if changed else None
        at, position = place
        coefficient, word = terms[at]
        inner = word[position]
        summands = [transposed(s) for s in inner.arg.args] if isinstance(inner, Transpose) else inner.args
        new = [product(coefficient, *word[:position], s, *word[position + 1 :]) for s in summands]
        rest = [product(c, *w) for i, (c, w) in enumerate(terms) if i != at]
        terms = terms_of(*rest, *new)
        changed = True
        if len(terms) > _MOST_TERMS:
            return None


def _first_sum(terms: list[Term]) -> tuple[int, int] | None:
    for at, (_, word) in enumerate(terms):
        for position, factor in enumerate(word):
            inner = factor.arg if isinstance(factor, Transpose) else factor
            if isinstance(inner, MatAdd):
                return at, position
    return None
