"""Traces in one canonical form, so that equal traces are collected: ``tr(A*B) = tr(B*A) = tr(B.T*A.T)``."""

from __future__ import annotations

from itertools import pairwise

from sympy import (
    Expr,
    Identity,
    KroneckerProduct,
    MatAdd,
    MatrixBase,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    S,
    Trace,
    Transpose,
    ZeroMatrix,
    default_sort_key,
)

from .matrix_function import FunctionDerivative
from .matrix_sum import MatrixSum, scalar_sum
from .toeplitz import DiagonalMeans
from .transposition import transposed
from .words import product, split

__all__ = ["scalar_of", "trace"]

_Word = tuple[MatrixExpr, ...]


def trace(matrix: MatrixExpr) -> Expr:
    """Return the trace of a square matrix expression, scalar factors first.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, X = MatrixSymbol("A", 3, 4), MatrixSymbol("X", 4, 3)
    >>> trace(2 * X.T * A.T) - 2 * trace(A * X)
    0
    """
    result = S.Zero
    coefficient, word = split(matrix)
    summands = word[0].args if len(word) == 1 and isinstance(word[0], MatAdd) else (product(*word),)
    for summand in summands:
        inner, factors = split(summand)
        result += coefficient * inner * _trace_of_word(factors)
    return result


def _trace_of_word(word: _Word) -> Expr:
    """Return the trace of a product of matrices without a scalar factor."""
    word = _closed(word)
    if len(word) == 1:
        return _trace_of_factor(word[0])
    cuts = [i for i, factor in enumerate(word) if factor.shape[0] == 1]
    if len(cuts) < 2:
        return Trace(product(*_canonical(word)))
    # Between two places of dimension 1 stands a scalar: tr(x.T*A*x*y.T*y) = (x.T*A*x)*(y.T*y).
    turned = word[cuts[0] :] + word[: cuts[0]]
    ends = [cut - cuts[0] for cut in cuts] + [len(word)]
    return Mul(*(_trace_of_word(turned[start:end]) for start, end in pairwise(ends)))


def _trace_of_factor(factor: MatrixExpr) -> Expr:
    if isinstance(factor, Transpose):
        return _trace_of_factor(factor.arg)
    if isinstance(factor, (Identity, ZeroMatrix)):
        return factor.shape[0] if isinstance(factor, Identity) else S.Zero
    if isinstance(factor, MatrixBase):
        return factor.trace()
    if isinstance(factor, MatrixSymbol) and factor.shape == (1, 1):
        return factor[0, 0]
    if isinstance(factor, DiagonalMeans):
        return trace(factor.arg)
    if isinstance(factor, MatrixSum):
        return scalar_sum(trace(factor.term), factor.args[1])
    if isinstance(factor, FunctionDerivative):
        return trace(product(*factor.function.slope(factor.arg), factor.direction))
    if isinstance(factor, KroneckerProduct) and all(a.shape[0] == a.shape[1] for a in factor.args):
        return Mul(*(trace(argument) for argument in factor.args))
    return Trace(factor)


def _closed(word: _Word) -> _Word:
    """Merge the last factor with the first where the cycle closes on equal bases."""
    while len(word) > 1:
        _, merged = split(product(word[-1], *word[:-1]))
        if len(merged) >= len(word):
            return word
        word = merged
    return word


def _canonical(word: _Word) -> _Word:
    """Choose among all rotations of a word and of its transpose.

    A rotation that starts and ends at the smallest dimension comes first: ``x.T*A*x`` rather
    than ``x*x.T*A``; then fewer transposes; then SymPy's own order.
    """
    mirrored = tuple(transposed(factor) for factor in reversed(word))
    candidates = [w[i:] + w[:i] for w in (word, mirrored) for i in range(len(w))]
    return min(candidates, key=_preference)


def _preference(word: _Word) -> tuple[object, ...]:
    outer = word[0].shape[0]
    transposes = sum(isinstance(factor, Transpose) for factor in word)
    return outer != 1, transposes, [default_sort_key(factor) for factor in word]


def scalar_of(matrix: MatrixExpr) -> Expr:
    """Return the entry of a 1x1 matrix expression as a scalar expression."""
    return trace(matrix)
