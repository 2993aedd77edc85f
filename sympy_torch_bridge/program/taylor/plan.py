"""What is carried along in a forward pass, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence

from .multi_index import Orders, Terms, below, chain_rule, closure, product_rule

__all__ = ["Combination", "Plan"]

# A sum of derivatives with numbers as factors, such as a Laplacian.
Combination = tuple[tuple[int | float, Orders], ...]


class Plan:
    """Which derivatives are carried along, and the terms of the chain and product rules for them.

    Of a combination of derivatives one part is carried along instead of one for each of them: what
    they hold beyond derivatives of lower order, the inner function's own, is linear. So the Laplacian
    of f(z) is f'(z) times that of z, and f''(z) times the sum of squares of the slopes of z.

    Parameters
    ----------
    wanted : sequence of Combination
        The derivatives asked for; those below them are needed, too.
    is_watched : bool
        Whether torch was recording at the start: where it is then told not to differentiate, inside
        ``torch.no_grad`` or an ``autograd.Function`` of the user's, autograd knows another derivative.

    Examples
    --------
    >>> laplacian = ((1, (2, 0)), (1, (0, 2)))
    >>> plan = Plan([laplacian])
    >>> plan.orders, plan.chains[plan.keys[laplacian]]
    (((0, 0), (0, 1), (1, 0), (-1, -1)), ((1, ((-1, -1),)), (1, ((1, 0), (1, 0))), (1, ((0, 1), (0, 1)))))
    """

    def __init__(self, wanted: Sequence[Combination], *, is_watched: bool = True) -> None:
        self.single = tuple(dict.fromkeys(orders for terms in wanted for _, orders in terms))
        sums = [terms for terms in wanted if len(terms) > 1]
        lower = [index for terms in sums for _, orders in terms for index in below(orders)]
        alone = [terms[0][1] for terms in wanted if len(terms) == 1]
        zero = (0,) * len(self.single[0])
        plain = closure([zero, *alone, *lower])
        # The key of a combination is no multi-index, but as long as one.
        self.keys: dict[Combination, Orders] = {
            **{terms: terms[0][1] for terms in wanted if len(terms) == 1},
            **{terms: (-1 - place,) * len(zero) for place, terms in enumerate(sums)},
        }
        self.orders = (*plain, *(self.keys[terms] for terms in sums))
        self.degree = max(map(sum, self.single))
        self.is_watched = is_watched
        self.chains = {orders: chain_rule(orders) for orders in plain[1:]}
        self.products = {orders: product_rule(orders) for orders in plain}
        for terms in sums:
            key = self.keys[terms]
            self.chains[key] = _chain_rule(key, terms)
            self.products[key] = ((1, key, zero), (1, zero, key), *_mixed_products(terms))


def _chain_rule(key: Orders, terms: Combination) -> Terms:
    several = [
        (_whole(factor * count), parts)
        for factor, orders in terms
        for count, parts in chain_rule(orders)
        if len(parts) > 1
    ]
    return ((1, (key,)), *several)


def _mixed_products(terms: Combination) -> list[tuple[int | float, Orders, Orders]]:
    return [
        (_whole(factor * count), left, right)
        for factor, orders in terms
        for count, left, right in product_rule(orders)
        if any(left) and any(right)
    ]


def _whole(number: int | float) -> int | float:
    return int(number) if number == int(number) else number
