"""Wrong differentials: transposes, factors of Kronecker products in the wrong order, terms changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy

from ..differential import Term, turned
from ..words import Words
from .matrix import matrix_proposals

__all__ = ["TermsProposal", "differential_proposals"]


@dataclass(frozen=True, slots=True)
class TermsProposal:
    """A wrong differential.

    Parameters
    ----------
    kind : str
    text : Words or str
    terms : tuple of Term
    """

    kind: str
    text: Any
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A sum of terms that is printed only when it is read."""

    terms: tuple[Term, ...]
    wrt: Any
    is_vec: bool

    def __str__(self) -> str:
        parts = [term.stacked() if self.is_vec else term.written(self.wrt) for term in self.terms]
        return " + ".join(parts).replace(" + -", " - ")


def differential_proposals(terms: Sequence[Term], wrt: Any, *, is_vec: bool) -> Iterator[TermsProposal]:
    """Yield wrong forms of a differential, the most probable kinds first.

    Parameters
    ----------
    terms : sequence of Term
    wrt : MatrixSymbol
    is_vec : bool
        Whether the claim is in vec form: then the words are about Kronecker products.

    Examples
    --------
    >>> from ..differential import differential_terms
    >>> X, B = sympy.MatrixSymbol("X", 2, 2), sympy.MatrixSymbol("B", 2, 2)
    >>> found = differential_proposals(differential_terms(B * X, X), X, is_vec=True)
    >>> for proposal, _ in zip(found, range(2)):
    ...     print(proposal.kind, "|", proposal.text)
    order-of-product | KroneckerProduct(B, I) in place of KroneckerProduct(I, B)
    order-of-product | KroneckerProduct(B.T, I) in place of KroneckerProduct(I, B)
    """

    def said(*group: Term) -> _Said:
        return _Said(group, wrt, is_vec)

    for kind, change in _CHANGES:
        for place, term in enumerate(terms):
            for other in change(term):
                text = Words("{} in place of {}", said(other), said(term))
                yield TermsProposal(kind, text, _with(terms, place, other))
        if len(terms) > 1:
            yield from _all_changed(terms, kind, change, said)
    for place, term in enumerate(terms):
        if len(terms) > 1:
            text = Words("the term {} left out", said(term))
            yield TermsProposal("dropped-term", text, _with(terms, place))
            text = Words("a wrong sign of the term {}", said(term))
            yield TermsProposal("flipped-term", text, _with(terms, place, _scaled(term, -1)))
            for factor, what in ((2, "too much"), (sympy.Rational(1, 2), "missing")):
                text = Words("a factor 2 {} in the term {}", what, said(term))
                yield TermsProposal("factor-2", text, _with(terms, place, _scaled(term, factor)))
    for place, term in enumerate(terms):
        yield from _changed_within(terms, place, said(term))


def _all_changed(
    terms: Sequence[Term],
    kind: str,
    change: Callable[[Term], Iterator[Term]],
    said: Callable[..., _Said],
) -> Iterator[TermsProposal]:
    """Yield the same slip in all terms at once."""
    for others in zip(*[list(change(term)) for term in terms], strict=False):
        text = Words("{} in place of {}", said(*others), said(*terms))
        yield TermsProposal(kind, text, tuple(others))


def _changed_within(terms: Sequence[Term], place: int, whole: _Said) -> Iterator[TermsProposal]:
    """Yield slips in the matrices of one term, as in any product of matrices."""
    term = terms[place]
    for side in ("left", "right"):
        for proposal in matrix_proposals([getattr(term, side)]):
            text = Words("{} in the term {}", proposal.text, whole)
            yield TermsProposal(
                proposal.kind, text, _with(terms, place, replace(term, **{side: proposal.formula}))
            )


def _with(terms: Sequence[Term], place: int, *others: Term) -> tuple[Term, ...]:
    return (*terms[:place], *others, *terms[place + 1 :])


def _scaled(term: Term, factor: Any) -> Term:
    return replace(term, factor=sympy.Mul(factor, term.factor))


def _exchanged(term: Term) -> Iterator[Term]:
    """Yield the factors of the Kronecker product in the other order."""
    if term.pairing is None:
        yield replace(term, left=turned(term.right), right=turned(term.left))
        yield replace(term, left=term.right, right=term.left)


def _untransposed(term: Term) -> Iterator[Term]:
    if term.pairing is not None:
        yield replace(term, pairing=turned(term.pairing))
        yield replace(term, left=turned(term.left), right=turned(term.right))
        return
    yield replace(term, left=turned(term.left))
    yield replace(term, right=turned(term.right))
    yield replace(term, left=turned(term.left), right=turned(term.right))


def _commuted(term: Term) -> Iterator[Term]:
    """Yield the term with the change transposed, or no longer so."""
    if term.pairing is None:
        yield replace(term, is_turned=not term.is_turned)


def _both(term: Term) -> Iterator[Term]:
    for other in _exchanged(term):
        yield from _commuted(other)
        yield from _untransposed(other)
    for other in _untransposed(term):
        yield from _commuted(other)


# Kind and slip, in the order of preference.
_CHANGES: tuple[tuple[str, Callable[[Term], Iterator[Term]]], ...] = (
    ("order-of-product", _exchanged),
    ("transposed", _untransposed),
    ("transposed", _commuted),
    ("order-of-product", _both),
)
