"""Call a function of the vocabulary after checking its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sympy import Expr

from .bounds import check_argument, check_computable, check_digits, check_size
from .operators import OperandError, require_condition, require_number
from .vocabulary import Takes, Word

__all__ = ["check_call"]


def check_call(word: Word, arguments: Sequence[Any]) -> Any:
    """Return ``word(*arguments)``; refuse arguments of the wrong kind and of harmful size."""
    where = f"{word.name}()"
    for argument in arguments:
        _CHECKS[word.takes](where, argument)
        if word.limit is not None:
            check_argument(word.name, argument, word.limit)
    if word.needs_symbol:
        check_computable(word.name, arguments)
    value = word.make(*arguments)
    if isinstance(value, Expr):
        # A function that does not grow cannot leave the bounds; measuring each would take long.
        (check_digits if word.limit is None else check_size)(value)
    return value


def _check_pair(where: str, argument: Any) -> None:
    if not isinstance(argument, tuple) or len(argument) != 2:
        raise OperandError(f"{where} takes pairs", "Piecewise((a, condition), (b, True))")
    require_number(where, argument[0])
    require_condition(f"the second part of a pair in {where}", argument[1])


def _check_list(where: str, argument: Any) -> None:
    parts = [argument]
    while parts:
        part = parts.pop()
        if isinstance(part, tuple):
            parts.extend(part)
        else:
            require_number(where, part)


_CHECKS: Mapping[Takes, Callable[[str, Any], None]] = {
    "numbers": require_number,
    "conditions": require_condition,
    "pairs": _check_pair,
    "lists": _check_list,
}
