"""Mistakes in a whole Jacobian of a black box: rows or columns in each other's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

from .entries import Naming
from .judged import Judged, Numbers

__all__ = ["jacobian_account"]

_MOST = 5
Predict = Callable[[Judged], Numbers]


def jacobian_account(judged: Judged, fresh: Judged, naming: Naming) -> tuple[str, str] | None:
    """Return the kind and text of an exchange that accounts for all derivatives together."""
    outputs, symbols = judged.exact.shape[1:]
    if outputs == symbols > 1 and _same(judged, fresh, lambda j: j.exact.transpose(0, 2, 1)):
        return "transposed", "the transposed Jacobian"
    for order in _orders(symbols):
        if _same(judged, fresh, _columns(order)):
            return "swapped-partials", _exchanged("the gradients of", naming.wrt, order)
    for order in _orders(outputs):
        if _same(judged, fresh, _rows(order)):
            return "swapped-partials", _exchanged("the gradients of", naming.outputs, order)
    return None


def _orders(count: int) -> list[list[int]]:
    """List permutations, those that move few first."""
    if not 1 < count <= _MOST:
        return []
    moved = [list(order) for order in permutations(range(count)) if list(order) != list(range(count))]
    return sorted(moved, key=lambda order: sum(i != place for i, place in enumerate(order)))


def _columns(order: list[int]) -> Predict:
    return lambda judged: judged.exact[:, :, order]


def _rows(order: list[int]) -> Predict:
    return lambda judged: judged.exact[:, order, :]


def _same(judged: Judged, fresh: Judged, predict: Predict) -> bool:
    return judged.accounts_for(predict(judged)) and fresh.accounts_for(predict(fresh))


def _exchanged(what: str, names: Sequence[str], order: list[int]) -> str:
    moved = [name for i, name in enumerate(names) if order[i] != i]
    if len(moved) == 2:
        return f"{what} {moved[0]} and {moved[1]} exchanged"
    return f"{what} {', '.join(moved)} in the order {', '.join(names[i] for i in order if order[i] != i)}"
