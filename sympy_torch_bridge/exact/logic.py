"""Three-valued logic: True, False, and None for a condition that is not decided yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

__all__ = ["CONNECTIVES", "choice", "conjunction", "disjunction", "exclusive", "first_match", "negation"]

Truth = bool | None


def conjunction(*parts: Truth) -> Truth:
    """Return whether all parts hold; one False part decides.

    Examples
    --------
    >>> conjunction(None, False), conjunction(None, True)
    (False, None)
    """
    if False in parts:
        return False
    return None if None in parts else True


def disjunction(*parts: Truth) -> Truth:
    """Return whether some part holds; one True part decides."""
    if True in parts:
        return True
    return None if None in parts else False


def negation(part: Truth) -> Truth:
    """Return whether the part does not hold."""
    return None if part is None else not part


def exclusive(*parts: Truth) -> Truth:
    """Return whether an odd number of parts hold."""
    return None if None in parts else sum(map(bool, parts)) % 2 == 1


def choice(condition: Truth, then: Any, otherwise: Any) -> Any:
    """Return one of two alternatives, None if the condition is not decided."""
    return None if condition is None else then if condition else otherwise


def first_match(no_match: Any, *parts: Any) -> Any:
    """Return the value before the first condition that holds.

    Parameters
    ----------
    no_match : object
        The result if no condition holds.
    parts : object
        Alternating values and conditions, as in a SymPy Piecewise. An undecided condition before the
        first true one gives None.

    Examples
    --------
    >>> first_match("nan", "low", False, "high", True), first_match("nan", "low", None, "high", True)
    ('high', None)
    """
    for value, condition in zip(parts[::2], parts[1::2], strict=True):
        if condition is None:
            return None
        if condition:
            return value
    return no_match


# What the operations of logic are in every arithmetic.
CONNECTIVES: Final[dict[str, Callable[..., Any]]] = {
    "and": conjunction,
    "or": disjunction,
    "not": negation,
    "xor": exclusive,
    "ite": choice,
}
