"""The order of terms: SymPy's depends on the numbers in them, and equality on the order."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.add import _addsort

from ..expression_record import with_parts
from ..program.expressions.traversal import children, postorder
from .formula_leaves import mapped

__all__ = ["in_order", "is_in_order"]


def in_order(expr: Any) -> Any:
    """Bring the terms of sums and the factors of products into SymPy's order, evaluating nothing.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> sum_ = sympy.Add(2.5 * sympy.sin(x), 0.1 * sympy.cos(x), 7, evaluate=False)
    >>> in_order(sum_) == 2.5 * sympy.sin(x) + 0.1 * sympy.cos(x) + 7
    True
    """
    return mapped(expr, lambda one, matrix: _ordered(one))


def is_in_order(expr: Any) -> bool:
    """Tell whether :func:`in_order` changes nothing; by identity, as equality follows every repeated part."""
    changed: list[Any] = []

    def look(one: Any, matrix: Any) -> Any:
        if _ordered(one) is not one:
            changed.append(one)
        return one

    mapped(expr, look)
    return not changed


def _ordered(expr: Any) -> Any:
    built: dict[int, Any] = {}
    try:
        for node in postorder(expr):
            parts = children(node)
            new = [built.get(id(part), part) for part in parts]
            sorts = isinstance(node, sympy.Add | sympy.Mul) and node.is_commutative
            if sorts:
                new = _sorted(new)
            if any(a is not b for a, b in zip(new, parts, strict=True)):
                built[id(node)] = with_parts(node, new)
    except RecursionError:  # SymPy's comparison descends
        return expr
    return built.get(id(expr), expr)


def _sorted(parts: list[Any]) -> list[Any]:
    """Put the number first, as SymPy does, and the others into the order of their structure."""
    numbers = [part for part in parts if part.is_Number]
    others = [part for part in parts if not part.is_Number]
    if len(numbers) > 1:
        return parts
    _addsort(others)
    return [*numbers, *others]
