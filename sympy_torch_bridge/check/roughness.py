"""Where an expression may have kinks: heads that are not smooth, and the places they change at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.core.relational import Relational

from ..ops import BY_HEAD, Op
from ..program.expressions.traversal import postorder

__all__ = ["is_rough", "switches", "without_sign"]

# The argument whose zero is the place where the function changes.
_AT_ZERO = (sympy.Abs, sympy.sign, sympy.Heaviside, sympy.DiracDelta)
_AT_INTEGERS = (sympy.floor, sympy.ceiling, sympy.frac)
_EXTREMA = (sympy.Max, sympy.Min)


def is_rough(expr: Any, ops: Mapping[Any, Op] = BY_HEAD) -> bool:
    """Tell whether an expression holds a function or a condition that is not smooth in its domain.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> is_rough(sympy.sin(x)), is_rough(sympy.Abs(x) + 1)
    (False, True)
    """
    return any(_is_rough_node(node, ops) for node in postorder(expr))


def _is_rough_node(node: Any, ops: Mapping[Any, Op]) -> bool:
    if isinstance(node, sympy.Piecewise | Relational):
        return True
    op = ops.get(node.func)
    return op is not None and not op.smooth


def switches(expr: Any) -> list[Any]:
    """Return expressions whose zeros are the places where ``expr`` changes from one formula to another.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> switches(sympy.Piecewise((x, x > 2), (sympy.Max(x, y), True)))
    [x - 2, x - y]

    A function that jumps at every integer changes where a sine has its zeros.

    >>> switches(sympy.floor(x / 2))
    [sin(pi*x/2)]
    """
    found: list[Any] = []
    for node in postorder(expr):
        if isinstance(node, Relational):
            found.append(node.lhs - node.rhs)
        elif isinstance(node, _AT_ZERO):
            found.append(node.args[0])
        elif isinstance(node, _AT_INTEGERS):
            found.append(sympy.sin(sympy.pi * node.args[0]))
        elif isinstance(node, sympy.Mod):
            found.append(sympy.sin(sympy.pi * node.args[0] / node.args[1]))
        elif isinstance(node, _EXTREMA):
            first, *others = sorted(node.args, key=sympy.default_sort_key)
            found.extend(first - other for other in others)
    unique = dict.fromkeys(without_sign(item) for item in found if item.free_symbols)
    return list(unique)


def without_sign(expr: Any) -> Any:
    """Return one of ``expr`` and ``-expr``, the same for both.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> without_sign(1 - x), without_sign(x - 1)
    (x - 1, x - 1)
    """
    return -expr if expr.could_extract_minus_sign() else expr
