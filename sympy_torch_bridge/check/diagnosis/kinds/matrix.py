"""Wrong derivatives of matrix expressions: transposes, orders of products, halves of symmetric sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, pairwise, permutations
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixExpr

from ..words import Words
from .occurrences import Occurrence, occurrences

__all__ = ["MATRIX_GENERATORS", "MatrixProposal", "matrix_proposals"]

_MAX_FACTORS = 4
# Places of a formula where one matrix may be another one; a formula by hand has fewer.
_MAX_PLACES = 80


@dataclass(frozen=True, slots=True)
class MatrixProposal:
    """A wrong derivative in matrices.

    Parameters
    ----------
    kind : str
    text : Words
    part : sympy.Basic or str
    formula : sympy.Basic
    """

    kind: str
    text: Any
    part: Any
    formula: Any


def matrix_proposals(forms: Sequence[Any]) -> Iterator[MatrixProposal]:
    """Yield wrong derivatives of a matrix expression, the most probable kinds first.

    Parameters
    ----------
    forms : sequence of MatrixExpr or Expr
        The right derivative, in one or several forms.

    Examples
    --------
    >>> x, A = sympy.MatrixSymbol("x", 3, 1), sympy.MatrixSymbol("A", 3, 3)
    >>> for proposal in matrix_proposals([A.T * x]):
    ...     print(proposal.kind, "|", proposal.text, "|", proposal.formula)
    transposed | A in place of A.T in A.T*x | A*x
    transposed | all transposes left out of A.T*x | A*x
    factor | the factor A.T left out of A.T*x | x
    """
    for kind, propose in MATRIX_GENERATORS:
        for form in forms:
            for text, part, build in propose(form):
                try:
                    formula = build()
                except (sympy.ShapeError, ValueError, TypeError, AttributeError):
                    continue  # the shapes do not fit: nobody can have written that
                if formula != form and getattr(formula, "shape", None) == getattr(form, "shape", None):
                    yield MatrixProposal(kind, text, part, formula)


_Found = Iterator[tuple[Words, Any, Callable[[], Any]]]


def _whole(derivative: Any) -> _Found:
    yield Words("the transpose of the derivative"), "", lambda: derivative.T


def _unsymmetrized(derivative: Any) -> _Found:
    for total in _sums(derivative):
        terms = total.node.args
        if len(terms) == 2 and terms[1] in _variants(terms[0]):
            for term in terms:
                for formula in (2 * term, term):
                    text = Words("{} in place of the symmetric sum {}", formula, total.node)
                    yield text, total.node, _replacing(total, formula)


def _variants(term: Any) -> list[Any]:
    """Return a term with the transpose of one square factor, and its own transpose."""
    found = [term.T] if term.shape[0] == term.shape[1] else []
    for occurrence in occurrences(term, (MatrixExpr,)):
        node = occurrence.node
        if node.shape[0] == node.shape[1]:
            found.append(occurrence.replaced(node.T))
    return found


def _transposed_factors(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (MatrixExpr,), most=_MAX_PLACES):
        node, parent = occurrence.node, occurrence.parent
        if isinstance(node, sympy.MatAdd) or isinstance(parent, sympy.Transpose):
            continue
        turned = node.T
        yield Words("{} in place of {} in {}", turned, node, parent), node, _replacing(occurrence, turned)
    for occurrence in occurrences(derivative, (sympy.MatMul,)):
        yield from _transposed_products(occurrence)
    upright = {node: node.args[0] for node in derivative.atoms(sympy.Transpose)}
    text = Words("all transposes left out of {}", derivative)
    yield text, "", lambda: derivative.xreplace(upright)
    for turned, node in upright.items() if len(upright) > 1 else ():
        text = Words("the transposes of {} left out of {}", node, derivative)
        yield text, node, partial(derivative.xreplace, {turned: node})


def _transposed_products(occurrence: Occurrence) -> _Found:
    """Yield the product with neighbouring factors, as of an outer product, transposed together."""
    factors = occurrence.node.args
    for start in range(len(factors)):
        for end in range(start + 2, len(factors) + 1):
            part = factors[start:end]
            if end - start == len(factors) or not all(isinstance(factor, MatrixExpr) for factor in part):
                continue
            turned = [factor.T for factor in reversed(part)]
            text = Words("{} in place of {} in {}", _written(turned), _written(part), occurrence.node)
            yield text, "", _product(occurrence, [*factors[:start], *turned, *factors[end:]])


def _written(factors: Sequence[Any]) -> Words:
    """Return the words for a product, whatever its shapes."""
    return Words("*".join("({})" if isinstance(f, sympy.MatAdd) else "{}" for f in factors), *factors)


def _orders(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.MatMul,)):
        scalars = [factor for factor in occurrence.node.args if not isinstance(factor, MatrixExpr)]
        matrices = [factor for factor in occurrence.node.args if isinstance(factor, MatrixExpr)]
        for order in permutations(matrices) if 2 <= len(matrices) <= _MAX_FACTORS else ():
            if list(order) != matrices:
                text = Words("the factors of {} in the order {}", occurrence.node, _written(order))
                yield text, occurrence.node, _product(occurrence, [*scalars, *order])


def _exchanged(derivative: Any) -> _Found:
    """Yield the derivative with two matrices of one shape in each other's place."""
    matrices = sorted(derivative.atoms(sympy.MatrixSymbol), key=str)
    for first, second in combinations(matrices[:_MAX_FACTORS], 2):
        if first.shape == second.shape:
            text = Words("{} and {} in each other's place in {}", first, second, derivative)
            yield text, first, partial(derivative.xreplace, {first: second, second: first})


def _dropped(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            yield Words("the term {} left out", term), term, _replacing(total, sympy.MatAdd(*rest).doit())


def _flipped(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            text = Words("a wrong sign of the term {}", term)
            yield text, term, _replacing(total, sympy.MatAdd(-term, *rest))


def _factors(derivative: Any) -> _Found:
    for total in _sums(derivative):
        for term in total.node.args:
            rest = [other for other in total.node.args if other != term]
            for factor, what in ((2, "too much"), (sympy.Rational(1, 2), "missing")):
                changed = sympy.MatAdd(factor * term, *rest)
                text = Words("a factor 2 {} in the term {}", what, term)
                yield text, term, _replacing(total, changed)
    for occurrence in occurrences(derivative, (sympy.MatMul,)):
        for place, factor in enumerate(occurrence.node.args):
            others = [other for i, other in enumerate(occurrence.node.args) if i != place]
            if others:
                text = Words("the factor {} left out of {}", factor, occurrence.node)
                yield text, factor, _product(occurrence, others)
            if isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp > 1:
                text = Words("one factor {} left out of {}", factor.base, occurrence.node)
                yield text, factor.base, _product(occurrence, [factor / factor.base, *others])


def _numerators(derivative: Any) -> _Found:
    """Yield a sum with the denominator of one coefficient left out, as the 1/n of a mean."""
    for total in _sums(derivative):
        for term in total.node.args:
            number, _ = term.as_coeff_mmul() if isinstance(term, sympy.MatMul) else (sympy.S.One, term)
            if number.is_Rational and number.q > 2:
                text = Words("1/{} left out in the term {}", number.q, term)
                rest = [other for other in total.node.args if other != term]
                yield text, term, _replacing(total, sympy.MatAdd(number.q * term, *rest))


def _exponents(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.MatPow, sympy.Inverse, sympy.Pow)):
        node = occurrence.node
        base, exponent = node.args if len(node.args) > 1 else (node.args[0], sympy.S.NegativeOne)
        if not exponent.is_Integer:
            continue
        for other, what in ((exponent + 1, "large"), (exponent - 1, "small")):
            if other not in (0, 1):  # a factor left out, or the wrong function
                text = Words("the exponent of {} too {} by 1", node, what)
                yield text, node, _replacing(occurrence, base**other)


def _elementwise(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.HadamardProduct,)):
        for factors in permutations(occurrence.node.args):
            if any(left.cols != right.rows for left, right in pairwise(factors)):
                continue  # of columns there is no product
            product = sympy.MatMul(*factors)
            text = Words("the matrix product {} in place of the elementwise one {}", product, occurrence.node)
            yield text, occurrence.node, _replacing(occurrence, product)


def _functions(derivative: Any) -> _Found:
    for occurrence in occurrences(derivative, (sympy.Inverse,)):
        inner = occurrence.node.args[0]
        text = Words("{} in place of {}", inner, occurrence.node)
        yield text, occurrence.node, _replacing(occurrence, inner)


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
    ("order-of-product", _exchanged),
    ("dropped-term", _dropped),
    ("flipped-term", _flipped),
    ("factor", _factors),
    ("mean", _numerators),
    ("exponent", _exponents),
    ("wrong-function", _elementwise),
    ("wrong-function", _functions),
)
