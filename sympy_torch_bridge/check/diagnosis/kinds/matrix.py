"""Wrong derivatives of matrix expressions: transposes, orders of products, halves of symmetric sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixExpr

from .occurrences import Occurrence, occurrences

__all__ = ["MATRIX_GENERATORS", "MatrixProposal", "matrix_proposals"]

_MAX_FACTORS = 4


@dataclass(frozen=True, slots=True)
class MatrixProposal:
    """A wrong derivative in matrices.

    Parameters
    ----------
    kind, text, part : str
    formula : sympy.Basic
    """

    kind: str
    text: str
    part: str
    formula: Any


def matrix_proposals(derivative: Any) -> Iterator[MatrixProposal]:
    """Yield wrong derivatives of a matrix expression, the most probable first.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 3, 1), sympy.MatrixSymbol("A", 3, 3)
    >>> for proposal in matrix_proposals(A.T * x):
    ...     print(proposal.kind, "|", proposal.text, "|", proposal.formula)
    transposed | A in place of A.T in A.T*x | A*x
    factor | the factor A.T left out of A.T*x | x
    """
    seen = {derivative}
    for kind, propose in MATRIX_GENERATORS:
        for text, part, build in propose(derivative):
            try:
                formula = build()
            except (sympy.ShapeError, ValueError, TypeError, AttributeError):
                continue  # the shapes do not fit: nobody can have written that
            if formula not in seen and getattr(formula, "shape", None) == getattr(derivative, "shape", None):
                seen.add(formula)
                yield MatrixProposal(kind, text, part, formula)


_Found = Iterator[tuple[str, str, Callable[[], Any]]]


def _whole(derivative: Any) -> _Found:
    yield "the transpose of the derivative", "", lambda: derivative.T


def _unsymmetrized(derivative: Any) -> _Found:
    for total in _sums(derivative):
        terms = total.node.args
        if len(terms) == 2 and terms[1] in _variants(terms[0]):
            for term in terms:
                for formula in (2 * term, term):
                    text = f"{formula} in place of the symmetric sum {total.node}"
                    yield text, str(total.node), _replacing(total, formula)


def _variants(term: Any) -> list[Any]:
    """Return a term with the transpose of one square factor, and its own transpose."""
    found = [term.T] if term.shape[0] == term.shape[1] else []
    for occurrence in occurrences(term, (MatrixExpr,)):
        node = occurrence.node
        if node.shape[0] == node.shape[1]:
            found.append(occurrence.replaced(node.T))
    return found


def _transposed_factors(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (MatrixExpr,)):
        node, parent = occurrence.node, occurrence.parent
        if isinstance(node, sympy.MatAdd) or isinstance(parent, sympy.Transpose):
            continue
        yield f"{node.T} in place of {node} in {parent}", str(node), _replacing(occurrence, node.T)
    turned = {node: node.args[0] for node in derivative.atoms(sympy.Transpose)}
    yield f"all transposes left out of {derivative}", "", lambda: derivative.xreplace(turned)


def _orders(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.MatMul,)):
        scalars = [factor for factor in occurrence.node.args if not isinstance(factor, MatrixExpr)]
        matrices = [factor for factor in occurrence.node.args if isinstance(factor, MatrixExpr)]
        for order in permutations(matrices) if 2 <= len(matrices) <= _MAX_FACTORS else ():
            text = f"the factors of {occurrence.node} in the order {'*'.join(map(str, order))}"
            yield text, str(occurrence.node), _product(occurrence, [*scalars, *order])


def _dropped(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            yield f"the term {term} left out", str(term), _replacing(total, sympy.MatAdd(*rest).doit())


def _flipped(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            yield f"a wrong sign of the term {term}", str(term), _replacing(total, sympy.MatAdd(-term, *rest))


def _factors(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            for factor, text in ((2, "too much"), (sympy.Rational(1, 2), "missing")):
                changed = sympy.MatAdd(factor * term, *rest)
                yield f"a factor 2 {text} in the term {term}", str(term), _replacing(total, changed)
    for occurrence in occurrences(derivative, (sympy.MatMul,)):
        for place, factor in enumerate(occurrence.node.args):
            others = [other for i, other in enumerate(occurrence.node.args) if i != place]
            if others:
                text = f"the factor {factor} left out of {occurrence.node}"
                yield text, str(factor), _product(occurrence, others)


def _functions(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.Inverse,)):
        inner = occurrence.node.args[0]
        yield f"{inner} in place of {occurrence.node}", str(occurrence.node), _replacing(occurrence, inner)


def _sums(derivative: Any) -> Iterator[Occurrence]:
    return occurrences(derivative, (sympy.MatAdd,))


def _replacing(occurrence: Occurrence, other: Any) -> Callable[[], Any]:
    return lambda: occurrence.replaced(other)


def _product(occurrence: Occurrence, factors: list[Any]) -> Callable[[], Any]:
    return lambda: occurrence.replaced(sympy.MatMul(*factors))


# Kind and generator, in the order of preference.
MATRIX_GENERATORS: tuple[tuple[str, Callable[[Any], _Found]], ...] = (
    ("unsymmetrized", _unsymmetrized),
    ("transposed", _whole),
    ("transposed", _transposed_factors),
    ("order-of-product", _orders),
    ("dropped-term", _dropped),
    ("flipped-term", _flipped),
    ("factor", _factors),
    ("wrong-function", _functions),
)
