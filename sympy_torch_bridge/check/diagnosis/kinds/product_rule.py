"""Slips in the product rule."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from ..subject import Place, Proposal, Subject
from ..words import Words

__all__ = ["product_rules"]


def product_rules(subject: Subject) -> Iterator[Proposal]:
    """Yield the product of the derivatives in place of the product rule.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> expr = x**2 * sympy.sin(x)
    >>> for p in product_rules(Subject(expr, expr.diff(x), x, (x,))):
    ...     print(p.text, "|", p.formula)
    the derivatives multiplied in the product x**2*sin(x) | 2*x*cos(x)
    """
    for place in subject.places_of(sympy.Mul, sympy.Pow):
        node = place.node
        if isinstance(node, sympy.Pow):
            if node.exp.is_Integer and node.exp > 1 and node.base.args:
                product = subject.slope(node.base) ** node.exp
                yield Proposal(
                    Words("the derivatives multiplied in the product {}", node),
                    node,
                    subject.replaced(place, product),
                )
            continue
        factors, rest = subject.factors(node)
        if len(factors) < 2:
            yield from _of_other_variables(subject, place)
            continue
        slopes = [subject.slope(factor) for factor in factors]
        product = rest * sympy.Mul(*slopes)
        terms = [node / factor * slope for factor, slope in zip(factors, slopes, strict=True)]
        if product not in terms:  # as for x*exp(x): a term left out is the likelier slip
            yield Proposal(
                Words("the derivatives multiplied in the product {}", node),
                node,
                subject.replaced(place, product),
            )


def _of_other_variables(subject: Subject, place: Place) -> Iterator[Proposal]:
    """Yield a product of which the factors in the other variables were differentiated as well."""
    others = [factor for factor in sympy.Mul.make_args(place.node) if not subject.depends(factor)]
    for factor in others:
        symbols = factor.free_symbols & set(subject.inputs)
        if len(symbols) == 1:
            (symbol,) = symbols
            slope = place.slope / factor * sympy.diff(factor, symbol)
            text = Words("the derivatives multiplied in the product {}", place.node)
            yield Proposal(text, place.node, subject.replaced(place, slope), is_weak=factor == symbol)
