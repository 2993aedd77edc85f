"""What an exact value may cost: work is counted, not timed, so that equal checks give equal answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["Budget", "OutOfReach", "limited", "spend"]


class OutOfReach(Exception):  # noqa: N818 - nothing is wrong: the value stays unknown
    """A value would cost too much: it may exist, and nobody knows it."""


class Budget:
    """Work that may still be done.

    Parameters
    ----------
    units : float
        One unit is about a microsecond of ball arithmetic on a current machine.

    Examples
    --------
    >>> budget = Budget(10)
    >>> budget.spend(8)
    >>> budget.is_spent
    False
    >>> budget.spend(8)
    Traceback (most recent call last):
    ...
    sympy_torch_bridge.exact.effort.OutOfReach
    """

    def __init__(self, units: float) -> None:
        self.left = units

    @property
    def is_spent(self) -> bool:
        """Whether something was not computed for lack of budget."""
        return self.left < 0

    def spend(self, units: float) -> None:
        """Take units away.

        Raises
        ------
        OutOfReach
            There are not so many left; then nothing else is computed either.
        """
        self.left = -1.0 if units > self.left else self.left - units
        if self.is_spent:
            raise OutOfReach


_current: ContextVar[Budget | None] = ContextVar("sympy_torch_bridge_budget", default=None)


@contextmanager
def limited(budget: Budget | None) -> Iterator[Budget | None]:
    """Let everything exact in the block draw on one budget; None for no limit.

    Examples
    --------
    >>> import sympy
    >>> from .function import ExactFunction
    >>> x = sympy.Symbol("x")
    >>> with limited(Budget(0.5)) as budget:
    ...     (value,) = ExactFunction(sympy.exp(x), [x])({x: 1})
    >>> budget.is_spent, value.is_unknown
    (True, True)
    """
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)


def spend(units: float) -> None:
    """Take units from the budget in force, if there is one.

    Raises
    ------
    OutOfReach
        There are not so many left.
    """
    budget = _current.get()
    if budget is not None:
        budget.spend(units)
