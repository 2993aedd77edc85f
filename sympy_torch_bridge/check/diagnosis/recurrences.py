"""The derivative of a Bessel function as people write it: with the function itself in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

__all__ = ["with_recurrences"]

# f(nu + 1) = a*2*nu/z*f(nu) + b*f(nu - 1), for each function by its a and b.
_SIGNS = {
    sympy.besselj: (1, -1),
    sympy.bessely: (1, -1),
    sympy.hankel1: (1, -1),
    sympy.hankel2: (1, -1),
    sympy.besseli: (-1, 1),
    sympy.besselk: (1, 1),
}


def with_recurrences(derivative: Any) -> Iterator[Any]:
    """Yield a derivative with the upper, and with the lower of two neighbouring orders written by the other.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> list(with_recurrences(sympy.besselj(1, x).diff(x)))
    [besselj(0, x) - besselj(1, x)/x, -besselj(2, x) + besselj(1, x)/x]
    """
    found = sorted(derivative.atoms(*_SIGNS), key=sympy.default_sort_key)
    upper: dict[Any, Any] = {}
    lower: dict[Any, Any] = {}
    for function in found:
        order, argument = function.args
        below = function.func(order - 2, argument)
        # Functions of negative integer order are turned into others by SymPy.
        if below in found and below.args[0] == order - 2:
            middle = 2 * (order - 1) / argument * function.func(order - 1, argument)
            first, second = _SIGNS[function.func]
            upper[function] = first * middle + second * below
            lower[below] = second * (function - first * middle)
    if upper:
        yield from (sympy.expand(derivative.xreplace(change)) for change in (upper, lower))
