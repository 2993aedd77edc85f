"""What the signs of a formula do to their operands, one function a group of signs."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sympy import Add, And, Eq, Expr, Mul, Ne, Not, Or, Piecewise, Pow, true
from sympy.logic.boolalg import Boolean

from .bounds import check_power, check_size

__all__ = ["CHAINS", "PREFIXES", "OperandError", "require_condition", "require_number"]

_PARENTHESES = "put parentheses around each comparison: (x > 0) & (x < 1)"

# Longer products are built at once: one after the other takes the square of their length.
_SHORT_PRODUCT = 50


class OperandError(Exception):
    """An operand or argument is of the wrong kind."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def require_number(where: str, value: Any) -> None:
    """Refuse a condition or a list where a number is needed."""
    if isinstance(value, tuple):
        raise OperandError(f"{where} takes numbers, not a list")
    if not isinstance(value, Expr):
        raise OperandError(f"{where} takes numbers, not a condition", _PARENTHESES)


def require_condition(where: str, value: Any) -> None:
    """Refuse a number or a list where a condition is needed."""
    if not isinstance(value, Boolean):
        kind = "a list" if isinstance(value, tuple) else "a number"
        raise OperandError(f"{where} takes conditions, not {kind}", _PARENTHESES)


def _sum(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_numbers(signs, values)
    first, *rest = values
    terms = [term if sign == "+" else -term for sign, term in zip(signs, rest, strict=True)]
    return _sized(Add(first, *terms))


def _product(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_numbers(signs, values)
    first, *rest = values
    if len(values) <= _SHORT_PRODUCT:
        # One after the other, as Python does: 1.0/3 rounds once, 2*(x + y) is distributed.
        result = first
        for sign, factor in zip(signs, rest, strict=True):
            result = result * factor if sign == "*" else result / factor
        return _sized(result)
    return _sized(Mul(first, *(f if s == "*" else Pow(f, -1) for s, f in zip(signs, rest, strict=True))))


def _power(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_numbers(signs, values)
    base, exponent = values
    check_power(base, exponent)
    return _sized(Pow(base, exponent))


_RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": Eq, "!=": Ne,
}  # fmt: skip


def _comparison(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_numbers(signs, values)
    return And(*(_RELATIONS[s](a, b) for s, a, b in zip(signs, values, values[1:], strict=False)))


def _conjunction(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_conditions(signs, values)
    return And(*values)


def _disjunction(signs: Sequence[str], values: Sequence[Any]) -> Any:
    _require_conditions(signs, values)
    return Or(*values)


def _cases(signs: Sequence[str], values: Sequence[Any]) -> Any:
    # Value, condition, value, condition, ..., and the value elsewhere.
    branches, conditions = values[::2], [*values[1::2], true]
    for value in branches:
        require_number("'if'", value)
    for condition in conditions:
        require_condition("'if'", condition)
    return _sized(Piecewise(*zip(branches, conditions, strict=True)))


def _plus(value: Any) -> Any:
    require_number("'+'", value)
    return value


def _minus(value: Any) -> Any:
    require_number("'-'", value)
    return -value


def _not(value: Any) -> Any:
    require_condition("'not'", value)
    return Not(value)


def _require_numbers(signs: Sequence[str], values: Sequence[Any]) -> None:
    for value in values:
        require_number(f"'{signs[0]}'", value)


def _require_conditions(signs: Sequence[str], values: Sequence[Any]) -> None:
    for value in values:
        require_condition(f"'{signs[0]}'", value)


def _sized(value: Any) -> Any:
    check_size(value)
    return value


CHAINS: Mapping[str, Callable[[Sequence[str], Sequence[Any]], Any]] = MappingProxyType(
    {
        **dict.fromkeys(("+", "-"), _sum),
        **dict.fromkeys(("*", "/"), _product),
        **dict.fromkeys(_RELATIONS, _comparison),
        **dict.fromkeys(("&", "and"), _conjunction),
        **dict.fromkeys(("|", "or"), _disjunction),
        "**": _power,
        "if": _cases,
    }
)

PREFIXES: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"+": _plus, "-": _minus, "not": _not, "~": _not}
)
