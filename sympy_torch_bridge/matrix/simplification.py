"""The readable form of a result: equal terms collected, common factors taken out, terms in SymPy's order."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from sympy import Expr, MatAdd, MatMul, MatrixExpr, Transpose, default_sort_key

from .graph import graph_of
from .rebuilding import EVALUATION_DEPTH
from .sums import Term, add_up, terms_of, total
from .transposition import transposed
from .words import is_matrix, product, split

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
    candidates = [_factored(terms_of(expression), expression.shape)]
    expanded = _expanded(expression)
    if expanded is not None:
        candidates.append(_factored(expanded, expression.shape))
    return min(candidates, key=_length)


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


def _factored(terms: list[Term], shape: tuple[Expr, Expr]) -> MatrixExpr:
    """Take common factors out of a sum and put its terms in order."""
    joined = _with_mirrored_pairs(terms)
    whole = _with_common_end(joined, shape)
    return _ordered(add_up(joined, shape) if whole is None else whole)


def _with_mirrored_pairs(terms: list[Term]) -> list[Term]:
    """Join ``W*S`` and ``W.T*S`` of equal coefficient to ``(W + W.T)*S``, on either side."""
    result = list(terms)
    for pick in (_end_of, _start_of):
        joined = True
        while joined:
            joined = False
            for first, second in combinations(result, 2):
                merged = _merged_pair(first, second, pick)
                if merged is not None:
                    result[result.index(first)] = merged
                    result.remove(second)
                    joined = True
                    break
    return result


_Word = tuple[MatrixExpr, ...]


def _end_of(word: _Word, length: int) -> tuple[_Word, _Word]:
    """Return the shared end of the given length and the rest before it."""
    return word[len(word) - length :], word[: len(word) - length]


def _start_of(word: _Word, length: int) -> tuple[_Word, _Word]:
    return word[:length], word[length:]


def _merged_pair(first: Term, second: Term, pick: Callable[[_Word, int], tuple[_Word, _Word]]) -> Term | None:
    (coefficient, word), (other_coefficient, other) = first, second
    length = _shared_length(word, other, pick)
    if coefficient != other_coefficient or length == 0 or length >= min(len(word), len(other)):
        return None
    shared, rest = pick(word, length)
    _, other_rest = pick(other, length)
    if transposed(product(*rest)) != product(*other_rest):
        return None
    middle = _ordered(total(product(*rest), product(*other_rest)))
    content, inner = split(middle)
    new = (*inner, *shared) if pick is _end_of else (*shared, *inner)
    return coefficient * content, new


def _shared_length(first: _Word, second: _Word, pick: Callable[[_Word, int], tuple[_Word, _Word]]) -> int:
    length = 0
    while length < min(len(first), len(second)) and pick(first, length + 1)[0] == pick(second, length + 1)[0]:
        length += 1
    return length


def _with_common_end(terms: list[Term], shape: tuple[Expr, Expr]) -> MatrixExpr | None:
    """Take out the factors with which all terms begin, and then those with which all end."""
    if len(terms) < 2:
        return None
    words = [word for _, word in terms]
    left = min(_shared_length(words[0], word, _start_of) for word in words[1:])
    left = min(left, *(len(word) - 1 for word in words))
    rests = [word[left:] for word in words]
    right = min(_shared_length(rests[0], rest, _end_of) for rest in rests[1:])
    right = min(right, *(len(rest) - 1 for rest in rests))
    if left + right == 0:
        return None
    middles = [rest[: len(rest) - right] for rest in rests]
    inner = [(c, middle) for (c, _), middle in zip(terms, middles, strict=True)]
    middle_shape = (middles[0][0].shape[0], middles[0][-1].shape[1])
    middle = _ordered(add_up(inner, middle_shape))
    return product(*words[0][:left], middle, *words[0][len(words[0]) - right :])


def _ordered(matrix: MatrixExpr) -> MatrixExpr:
    """Sort the terms of a sum as SymPy does when it evaluates one."""
    if isinstance(matrix, MatAdd):
        return MatAdd(*sorted(matrix.args, key=default_sort_key))
    if isinstance(matrix, MatMul) and isinstance(matrix.args[-1], MatAdd) and len(matrix.args) == 2:
        return MatMul(matrix.args[0], _ordered(matrix.args[-1]))
    return matrix
