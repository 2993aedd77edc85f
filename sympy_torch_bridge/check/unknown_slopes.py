"""One name for each derivative of an unknown function, however SymPy has written it."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Function
from sympy.core.function import AppliedUndef

__all__ = ["with_named_slopes"]


def with_named_slopes(expr: Any) -> Any:
    """Replace the derivatives of unknown functions by the slots of these by functions of their own.

    The slope of ``f(u, v)`` by ``u`` at ``(x, y(x))`` may be a derivative by ``u`` with both replaced, or by
    ``x`` with ``v`` replaced: to SymPy these are different expressions.

    Examples
    --------
    >>> from sympy import Subs, symbols
    >>> f, y = Function("f"), Function("y")
    >>> u, v, x = symbols("u v x")
    >>> one = Subs(Derivative(f(u, v), u), (u, v), (x, y(x)))
    >>> other = Subs(Derivative(f(x, v), x), v, y(x))
    >>> one - other == 0, with_named_slopes(one - other)
    (False, 0)
    """
    return expr.replace(lambda node: isinstance(node, Derivative), _named).doit()


def _named(node: Any) -> Any:
    function = node.expr
    if not isinstance(function, AppliedUndef):
        return node
    places = [_place(function, slot) for slot in node.variables]
    if None in places:
        return node
    return Function(f"{function.func.__name__}_by_{'_'.join(sorted(map(str, places)))}")(*function.args)


def _place(function: Any, slot: Any) -> int | None:
    """Return which argument a slot is, if it stands in no other one."""
    within = [place for place, argument in enumerate(function.args) if argument.has(slot)]
    return within[0] if len(within) == 1 and function.args[within[0]] == slot else None
