"""The fewest sums of derivatives from which some are computed through any function.

A sum of derivatives with numbers as factors, such as a Laplacian, is a polynomial in the partial
derivatives. Chain and product rule express it, applied to a composed function, by the polynomials
that are its own derivatives, applied to the parts: ``P(a + b)`` expands into products of derivatives of
``P`` at ``a`` and powers of ``b``. So the space that these span is all that is to be carried along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from .multi_index import Orders, below, closure

__all__ = ["Combination", "basis_of"]

# A sum of derivatives with numbers as factors, such as a Laplacian.
Combination = tuple[tuple[int | float, Orders], ...]
# The same with exact factors, none of them zero: elimination must not take rounding for a new direction.
Polynomial = dict[Orders, Fraction]

# How much larger the terms of a wanted sum may get by being put together from the basis.
_GROWTH: Final = 16


def basis_of(wanted: Sequence[Combination]) -> tuple[dict[Orders, Polynomial], dict[Combination, Polynomial]]:
    """Return a basis of what is to be carried along, and the wanted sums in terms of it.

    Parameters
    ----------
    wanted : sequence of Combination

    Returns
    -------
    dict of Orders to Polynomial
        Each sum of the basis by its leading derivative, which no other one holds; those of lower
        order first, and so the value.
    dict of Combination to Polynomial
        For each wanted sum the factors of those of the basis, by their leading derivatives.

    Examples
    --------
    A heat operator takes value, slopes and itself, the second derivatives none by itself:

    >>> heat = ((1, (0, 0, 1)), (-1, (2, 0, 0)), (-1, (0, 2, 0)))
    >>> basis, weights = basis_of([heat])
    >>> list(basis), [len(polynomial) for polynomial in basis.values()]
    ([(0, 0, 0), (0, 1, 0), (1, 0, 0), (2, 0, 0)], [1, 1, 1, 3])
    >>> weights[heat]
    {(2, 0, 0): Fraction(-1, 1)}
    """
    polynomials = {terms: _polynomial(terms) for terms in wanted}
    zero = (0,) * len(wanted[0][0][1])
    basis = _reduced([{zero: Fraction(1)}, *_derivatives(polynomials.values())])
    weights = {terms: {k: c for k, c in p.items() if k in basis} for terms, p in polynomials.items()}
    if not all(_is_stable(p, weights[terms], basis) for terms, p in polynomials.items()):
        single = closure([zero, *(orders for p in polynomials.values() for orders in p)])
        return {orders: {orders: Fraction(1)} for orders in single}, polynomials
    return basis, weights


def _polynomial(terms: Combination) -> Polynomial:
    found: Polynomial = {}
    for factor, orders in terms:
        found[orders] = found.get(orders, Fraction(0)) + Fraction(factor)
    return {orders: factor for orders, factor in found.items() if factor}


def _derivatives(polynomials: Iterable[Polynomial]) -> list[Polynomial]:
    """List polynomials with a basis of their derivatives of all orders."""
    waiting = list(polynomials)
    rows: dict[Orders, Polynomial] = {}
    found = []
    while waiting:
        new = waiting.pop()
        rest = _remainder(new, rows)
        if rest:
            rows[_leading(rest)] = rest
            found.append(new)
            waiting += [_derivative(new, slot) for slot in range(len(next(iter(new))))]
    return found


def _derivative(polynomial: Polynomial, slot: int) -> Polynomial:
    """Differentiate by one of the variables: each term loses one of its orders."""
    found: Polynomial = {}
    for orders, factor in polynomial.items():
        for lower in below(orders):
            if lower[slot] != orders[slot]:
                found[lower] = factor * orders[slot]
    return found


def _remainder(polynomial: Polynomial, rows: dict[Orders, Polynomial]) -> Polynomial:
    """Subtract multiples of the rows until no leading term of theirs is left."""
    rest = dict(polynomial)
    for leading in sorted(rows, key=_degree_first):
        if leading in rest:
            rest = _difference(rest, rows[leading], rest[leading] / rows[leading][leading])
    return rest


def _difference(polynomial: Polynomial, row: Polynomial, factor: Fraction) -> Polynomial:
    found = dict(polynomial)
    for orders, coefficient in row.items():
        found[orders] = found.get(orders, Fraction(0)) - factor * coefficient
    return {orders: coefficient for orders, coefficient in found.items() if coefficient}


def _reduced(polynomials: Iterable[Polynomial]) -> dict[Orders, Polynomial]:
    """Return a basis in which each leading term has the factor one, and occurs nowhere else."""
    rows: dict[Orders, Polynomial] = {}
    for polynomial in polynomials:
        rest = _remainder(polynomial, rows)
        if rest:
            leading = _leading(rest)
            row = {orders: factor / rest[leading] for orders, factor in rest.items()}
            for other, known in rows.items():
                if leading in known:
                    rows[other] = _difference(known, row, known[leading])
            rows[leading] = row
    return {orders: rows[orders] for orders in sorted(rows, key=lambda index: (sum(index), index))}


def _leading(polynomial: Polynomial) -> Orders:
    return min(polynomial, key=_degree_first)


def _degree_first(orders: Orders) -> tuple[int, Orders]:
    """Order derivatives by falling degree, so that what is eliminated last is of low order."""
    return -sum(orders), tuple(-order for order in orders)


def _is_stable(wanted: Polynomial, weights: Polynomial, basis: dict[Orders, Polynomial]) -> bool:
    """Whether the terms that cancel when a sum is put together are no larger than the sum."""
    size: Polynomial = {}
    for leading, weight in weights.items():
        for orders, factor in basis[leading].items():
            size[orders] = size.get(orders, Fraction(0)) + abs(weight * factor)
    return all(total <= _GROWTH * abs(wanted.get(orders, Fraction(0))) for orders, total in size.items())
