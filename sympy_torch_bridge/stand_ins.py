"""Symbols in the place of arguments that are none: functions of time, derivatives, entries of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from .errors import InputTypeError
from .expression_record import like, replaced
from .program.expressions.traversal import postorder

__all__ = ["with_stand_ins"]

_STOOD_FOR = (AppliedUndef, sympy.Derivative, sympy.Indexed, MatrixElement)
_FACTS = ("real", "positive", "negative", "nonnegative", "nonpositive", "integer")


def with_stand_ins(arguments: Sequence[Any], expr: Any) -> tuple[list[Any], Any]:
    """Put a symbol for each argument that is none, in the list and in the expression or container.

    Raises
    ------
    InputTypeError
        A derivative or integral of such an argument stays in the expression: it would be that of a number.

    Examples
    --------
    >>> t, q = sympy.Symbol("t"), sympy.Function("q")
    >>> with_stand_ins([q(t), q(t).diff(t)], q(t) * q(t).diff(t))
    ([_q, _Derivative(q(t), t)], _Derivative(q(t), t)*_q)
    """
    symbols = {part: _symbol_for(part) for part in arguments if isinstance(part, _STOOD_FOR)}
    if not symbols:
        return list(arguments), expr
    changed = _mapped(expr, symbols)
    return [symbols.get(part, part) if isinstance(part, sympy.Basic) else part for part in arguments], changed


def _symbol_for(part: Any) -> Any:
    name = part.func.__name__ if isinstance(part, AppliedUndef) else str(part)
    return sympy.Dummy(name, **{fact: True for fact in _FACTS if getattr(part, f"is_{fact}", None)})


def _mapped(expr: Any, symbols: dict[Any, Any]) -> Any:
    if isinstance(expr, dict):
        return {key: _mapped(item, symbols) for key, item in expr.items()}
    if isinstance(expr, list | tuple):
        return like(expr, [_mapped(item, symbols) for item in expr])
    if not isinstance(expr, sympy.Basic | sympy.MatrixBase | sympy.NDimArray):
        return expr  # a number, or what is no formula
    for node in postorder(expr):
        _require_free(node, symbols)
    return replaced(expr, symbols)


def _require_free(node: Any, symbols: dict[Any, Any]) -> None:
    """Refuse a node that varies what such an argument depends on."""
    is_derivative = isinstance(node, sympy.Derivative)
    varied = set(node.variables if is_derivative else getattr(node, "bound_symbols", ()))
    if not varied or (is_derivative and node in symbols):
        return
    for part in symbols:
        if varied & part.free_symbols and node.has(part):
            raise InputTypeError(
                str(part),
                f"an argument, and {node} varies what it depends on",
                expected="an expression in which it may be any number",
                hint=f"make {node} an argument, too" if is_derivative else "evaluate it first: expr.doit()",
            )
