"""Terms that select the same entries, added up before they are selected from."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import HadamardProduct, Identity, MatrixExpr

from .elementwise import hadamard
from .factoring import factored
from .sums import Term, terms_of
from .triangle import LowerOnes
from .words import product, split

__all__ = ["with_masks_joined"]


def with_masks_joined(terms: Iterable[Term]) -> list[Term]:
    """Write several terms on the diagonal, or in one triangle, as one.

    Examples
    --------
    >>> from sympy import MatrixSymbol, S
    >>> A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
    >>> with_masks_joined(
    ...     [(S(1), (HadamardProduct(A, Identity(2)),)), (S(2), (HadamardProduct(B, Identity(2)),))]
    ... )
    [(1, (HadamardProduct(A + 2*B, I),))]
    """
    rest: list[Term] = []
    selected: dict[MatrixExpr, list[MatrixExpr]] = {}
    for coefficient, word in terms:
        mask = _mask_of(word)
        if mask is None:
            rest.append((coefficient, word))
        else:
            others = [factor for factor in word[0].args if factor != mask]
            selected.setdefault(mask, []).append(product(coefficient, hadamard(*others)))
    return rest + [
        split(hadamard(factored(terms_of(*parts), mask.shape), mask)) for mask, parts in selected.items()
    ]


def _mask_of(word: tuple[MatrixExpr, ...]) -> MatrixExpr | None:
    if len(word) != 1 or not isinstance(word[0], HadamardProduct):
        return None
    masks = [factor for factor in word[0].args if isinstance(factor, (Identity, LowerOnes))]
    return masks[0] if len(masks) == 1 else None
