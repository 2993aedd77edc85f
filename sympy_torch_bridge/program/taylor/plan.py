"""What is carried along in a forward pass, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from fractions import Fraction
from typing import Any

from torch import Tensor

from .multi_index import Orders, Terms, chain_rule, product_rule
from .operator_space import Combination, basis_of
from .slopes import Evaluated, Evaluates, Slopes

__all__ = ["Combination", "Plan"]


class Plan:
    """Which derivatives are carried along, and the terms of the chain and product rules for them.

    Of a combination of derivatives one part is carried along instead of one for each of them, where
    no term is wanted by itself: what they hold beyond derivatives of lower order, the inner function's
    own, is linear. So the Laplacian of f(z) is f'(z) times that of z, and f''(z) times the sum of
    squares of the slopes of z. Of lower derivatives, too, those sums are carried along that occur: the
    third derivatives in a biharmonic operator are the slopes of the Laplacian.

    Parameters
    ----------
    wanted : sequence of Combination
        The derivatives asked for; what their chain rule takes is found from them.
    is_watched : bool
        Whether torch was recording at the start: where it is then told not to differentiate, inside
        ``torch.no_grad`` or an ``autograd.Function`` of the user's, autograd knows another derivative.

    Examples
    --------
    >>> laplacian = ((1, (2, 0)), (1, (0, 2)))
    >>> plan = Plan([laplacian])
    >>> plan.orders, plan.weights[laplacian]
    (((0, 0), (0, 1), (1, 0), (2, 0)), ((1, (2, 0)),))
    >>> plan.chains[2, 0]
    ((1, ((2, 0),)), (1, ((0, 1), (0, 1))), (1, ((1, 0), (1, 0))))
    """

    def __init__(self, wanted: Sequence[Combination], *, is_watched: bool = True) -> None:
        self.single = tuple(dict.fromkeys(orders for terms in wanted for _, orders in terms))
        self.degree = max(map(sum, self.single))
        self.is_watched = is_watched
        # What computes an elementwise function with its derivatives at once, where there is something.
        self.evaluates: Evaluates | None = None
        self._evaluated: dict[Any, Any] = {}
        basis, weights = basis_of(wanted)
        # A part that is a sum has the key of one of its terms, which no other part holds.
        self.orders = tuple(basis)
        self.weights = {terms: _numbers(factors) for terms, factors in weights.items()}
        self.units = tuple(
            {key: _whole(sum_[unit]) for key, sum_ in basis.items() if unit in sum_}
            for unit in _units(len(self.orders[0]))
        )
        self.chains: dict[Orders, Terms] = {}
        self.products: dict[Orders, tuple[tuple[int | float, Orders, Orders], ...]] = {}
        for key, sum_ in basis.items():
            # What the terms hold of derivatives that are no keys adds up to the sums that are carried along.
            factors: dict[tuple[Orders, ...], Fraction] = {}
            pairs: dict[tuple[Orders, ...], Fraction] = {}
            for orders, factor in sum_.items():
                for count, parts in chain_rule(orders):
                    if all(part in basis for part in parts):
                        factors[parts] = factors.get(parts, Fraction(0)) + factor * Fraction(count)
                for count, *pair in product_rule(orders):
                    if all(part in basis for part in pair):
                        pairs[tuple(pair)] = pairs.get(tuple(pair), Fraction(0)) + factor * Fraction(count)
            ordered = sorted(factors.items(), key=lambda term: (len(term[0]), term[0]))
            self.chains[key] = tuple((_whole(c), parts) for parts, c in ordered if c)
            self.products[key] = tuple((_whole(c), left, right) for (left, right), c in pairs.items() if c)

    def unwatched(self) -> Plan:
        """Return the same plan for a function that is not asked whether it differentiates."""
        other = copy(self)
        other.is_watched = False
        return other

    def composed(self, slopes: Slopes, given: tuple[Orders, ...]) -> tuple[Evaluated, tuple[Orders, ...]]:
        """Return what computes the derivatives of a composed function at once, and their keys."""
        if (slopes, given) not in self._evaluated:
            assert self.evaluates is not None
            chains = {key: terms for key, terms in self.chains.items() if any(key)}
            program, keys = slopes.composed(chains, given)
            self._evaluated[slopes, given] = self.evaluates(program), keys
        found: tuple[Evaluated, tuple[Orders, ...]] = self._evaluated[slopes, given]
        return found

    def slopes(self, slopes: Slopes, at: Tensor, value: Tensor) -> tuple[Tensor | None, ...]:
        """Return the derivatives of an elementwise function, computed at once."""
        if slopes not in self._evaluated:
            assert self.evaluates is not None
            self._evaluated[slopes] = self.evaluates(slopes.program)
        return slopes.by(self._evaluated[slopes], at, value)


def _units(number: int) -> list[Orders]:
    return [tuple(int(place == slot) for place in range(number)) for slot in range(number)]


def _numbers(factors: dict[Orders, Fraction]) -> Combination:
    return tuple((_whole(factor), orders) for orders, factor in factors.items())


def _whole(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)
