"""Sums of words: equal words are collected, scalar coefficients added, explicit matrices merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import Expr, MatAdd, MatMul, MatrixBase, MatrixExpr, S, ZeroMatrix

from .words import product, split

__all__ = ["Term", "add_up", "terms_of", "total"]

Term = tuple[Expr, tuple[MatrixExpr, ...]]


def terms_of(*matrices: MatrixExpr) -> list[Term]:
    """Return coefficient and word of every term, nested sums flattened and equal words collected."""
    collected: dict[tuple[MatrixExpr, ...], Expr] = {}
    pending: list[tuple[Expr, MatrixExpr]] = [(S.One, m) for m in reversed(matrices)]
    while pending:
        outer, node = pending.pop()
        coefficient, word = split(outer, node)
        if len(word) == 1 and isinstance(word[0], MatAdd):
            pending.extend((coefficient, term) for term in reversed(word[0].args))
        elif not isinstance(word[0], ZeroMatrix):
            collected[word] = collected[word] + coefficient if word in collected else coefficient
    return [(coefficient, word) for word, coefficient in collected.items() if coefficient != 0]


def add_up(terms: Sequence[Term], shape: tuple[Expr, Expr]) -> MatrixExpr:
    """Build the sum of collected terms; a coefficient shared by all of them is taken out."""
    if not terms:
        return ZeroMatrix(*shape)
    explicit, symbolic = _separated(terms)
    shared = _shared_scalar([c for c, _ in terms])
    if len(terms) == 1 or explicit or shared == 1:
        return _added([product(c, *word) for c, word in symbolic], explicit)
    signs = [S.One if c == shared else S.NegativeOne for c, _ in terms]
    return MatMul(
        shared, MatAdd(*(product(sign, *word) for sign, (_, word) in zip(signs, terms, strict=True)))
    )


def _shared_scalar(coefficients: Sequence[Expr]) -> Expr:
    """Return the scalar that all coefficients are equal to up to sign, else 1."""
    first = coefficients[0]
    if all(c == first for c in coefficients):
        return first
    positive = -first if first.could_extract_minus_sign() else first
    return positive if all(c in (positive, -positive) for c in coefficients) else S.One


def _separated(terms: Sequence[Term]) -> tuple[list[MatrixBase], list[Term]]:
    explicit = [c * word[0] for c, word in terms if _is_explicit(word)]
    return explicit, [(c, word) for c, word in terms if not _is_explicit(word)]


def _is_explicit(word: tuple[MatrixExpr, ...]) -> bool:
    return len(word) == 1 and isinstance(word[0], MatrixBase)


def _added(symbolic: list[MatrixExpr], explicit: Iterable[MatrixBase]) -> MatrixExpr:
    merged: MatrixBase | None = None
    for matrix in explicit:
        merged = matrix if merged is None else merged + matrix
    summands = [*symbolic, *([merged.as_immutable()] if merged is not None else [])]
    return summands[0] if len(summands) == 1 else MatAdd(*summands)


def total(*matrices: MatrixExpr) -> MatrixExpr:
    """Add matrices and collect equal terms.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> X, Y = MatrixSymbol("X", 2, 3), MatrixSymbol("Y", 2, 3)
    >>> total(X, 2 * Y, X, -2 * Y)
    2*X
    """
    return add_up(terms_of(*matrices), matrices[0].shape)
