"""Sums of words: equal words are collected, scalar coefficients added, explicit matrices merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import (
    BlockMatrix,
    Expr,
    ImmutableDenseMatrix,
    MatAdd,
    MatMul,
    MatrixBase,
    MatrixExpr,
    S,
    ZeroMatrix,
)

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
    terms = _with_blocks_added(terms)
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


def _with_blocks_added(terms: Sequence[Term]) -> Sequence[Term]:
    """Add block matrices of one partition block by block."""
    alike: dict[tuple[tuple[Expr, Expr], ...], list[int]] = {}
    for place, (_, word) in enumerate(terms):
        if len(word) == 1 and isinstance(word[0], BlockMatrix):
            shapes = tuple(block.shape for block in word[0].blocks.flat())
            alike.setdefault((word[0].blockshape, *shapes), []).append(place)
    groups = [group for group in alike.values() if len(group) > 1]
    if not groups:
        return terms
    result: dict[int, Term] = dict(enumerate(terms))
    for first, *others in groups:
        members = [terms[place] for place in (first, *others)]
        blocks = [
            total(*(product(c, block) for c, block in zip([c for c, _ in members], parts, strict=True)))
            for parts in zip(*(word[0].blocks.flat() for _, word in members), strict=True)
        ]
        grid = ImmutableDenseMatrix(*members[0][1][0].blocks.shape, blocks, evaluate=False)
        result[first] = (S.One, (BlockMatrix(grid),))
        for place in others:
            del result[place]
    return list(result.values())


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
