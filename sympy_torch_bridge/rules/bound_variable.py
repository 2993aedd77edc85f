"""The name of the variable of a function that is applied to every entry."""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Symbol

__all__ = ["bound_and_body"]


def bound_and_body(function: Any) -> tuple[Any, Any]:
    """Return the variable of a lambda and what it maps to, with a name where it was made up.

    SymPy calls it ``d``, which beside differentials reads as one of them.

    Examples
    --------
    >>> from sympy import Lambda
    >>> d, t = Dummy("d"), Symbol("t")
    >>> bound_and_body(Lambda(d, d**2)), bound_and_body(Lambda(d, t * d))
    ((t, t**2), (t1, t*t1))
    """
    (variable,), body = function.signature, function.expr
    if not isinstance(variable, Dummy):
        return variable, body
    taken = {symbol.name for symbol in body.free_symbols - {variable}}
    name = next(n for n in ("t", *map("t{}".format, range(1, len(taken) + 1))) if n not in taken)
    # Its assumptions stay: without them the body could be evaluated to something else.
    named = Symbol(name, **variable.assumptions0)
    return named, body.xreplace({variable: named})
