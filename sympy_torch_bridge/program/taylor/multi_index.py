"""Multi-indices: how often a function is differentiated by each of its arguments.

The derivative ``u_xxt`` of ``u(x, t)`` is the multi-index ``(2, 1)``. The chain rule of all orders
(Faà di Bruno) is a sum over the ways to split a multi-index into parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from math import factorial, prod

__all__ = ["Orders", "Terms", "below", "chain_rule", "closure", "product_rule"]

Orders = tuple[int, ...]
# How often a term occurs, and the derivatives it is the product of.
Terms = tuple[tuple[int | float, tuple[Orders, ...]], ...]


def closure(orders: Iterable[Orders]) -> tuple[Orders, ...]:
    """List the multi-indices and all below them, in order of their degree.

    Examples
    --------
    >>> closure([(2, 0), (0, 1)])
    ((0, 0), (0, 1), (1, 0), (2, 0))
    """
    found = {lower for index in orders for lower in product(*(range(k + 1) for k in index))}
    return tuple(sorted(found, key=lambda index: (sum(index), index)))


def below(index: Orders) -> list[Orders]:
    """List the multi-indices of one degree less.

    Examples
    --------
    >>> below((2, 0, 1))
    [(1, 0, 1), (2, 0, 0)]
    """
    return [(*index[:slot], order - 1, *index[slot + 1 :]) for slot, order in enumerate(index) if order > 0]


@cache
def chain_rule(index: Orders) -> Terms:
    """Split the derivative of ``f(z)`` into terms ``count * f^(k)(z) * z_b1 * ... * z_bk``.

    Returns
    -------
    tuple of (int, tuple of Orders)
        The count and the k parts of each term, terms with fewer parts first.

    Examples
    --------
    (f(z))_xx is f'(z) z_xx + f''(z) z_x z_x, and (f(z))_xxx has 3 f''(z) z_x z_xx:

    >>> chain_rule((2,))
    ((1, ((2,),)), (1, ((1,), (1,))))
    >>> chain_rule((3,))[1]
    (3, ((1,), (2,)))
    """
    splits = sorted(_splits(index, (0,) * len(index)), key=lambda parts: (len(parts), parts))
    return tuple((_count(index, parts), parts) for parts in splits)


def _splits(index: Orders, least: Orders) -> Iterator[tuple[Orders, ...]]:
    """Yield the multisets of non-zero multi-indices whose sum is ``index``, each sorted upwards."""
    if not any(index):
        yield ()
        return
    for part in product(*(range(k + 1) for k in index)):
        if any(part) and part >= least:
            rest = tuple(a - b for a, b in zip(index, part, strict=True))
            for others in _splits(rest, part):
                yield (part, *others)


def _count(index: Orders, parts: tuple[Orders, ...]) -> int:
    """Count the ways to distribute the single differentiations over the parts."""
    within = prod(factorial(order) for part in parts for order in part)
    alike = prod(factorial(parts.count(part)) for part in set(parts))
    return prod(map(factorial, index)) // (within * alike)


@cache
def product_rule(index: Orders) -> tuple[tuple[int | float, Orders, Orders], ...]:
    """Split the derivative of ``a * b`` into terms ``count * a_p * b_q``.

    Examples
    --------
    >>> product_rule((2,))
    ((1, (0,), (2,)), (2, (1,), (1,)), (1, (2,), (0,)))
    """
    terms = []
    for part in product(*(range(k + 1) for k in index)):
        rest = tuple(a - b for a, b in zip(index, part, strict=True))
        whole, split = prod(map(factorial, index)), prod(map(factorial, (*part, *rest)))
        terms.append((whole // split, part, rest))
    return tuple(terms)
