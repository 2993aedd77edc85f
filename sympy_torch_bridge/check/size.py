"""How large an expression is, and its text where it is not too large for SymPy to print."""

from __future__ import annotations

from typing import Any

from ..program.expressions.traversal import children, postorder

__all__ = ["is_small", "text_of"]

_SMALL = 400
# SymPy prints, expands and substitutes recursively, by up to eight calls a level: Python allows a thousand,
# of which the caller, as a test under pytest, may have used a few hundred.
_SHALLOW = 50


def size_of(expr: Any) -> int:
    """Count the distinct nodes of an expression."""
    return sum(1 for _ in postorder(expr))


def depth_of(expr: Any) -> int:
    """Count the levels of an expression.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> depth_of(x), depth_of(sympy.sin(x + 1))
    (1, 3)
    """
    levels: dict[int, int] = {}
    for node in postorder(expr):
        levels[id(node)] = 1 + max((levels.get(id(child), 0) for child in children(node)), default=0)
    return levels[id(expr)]


def is_small(*exprs: Any) -> bool:
    """Tell whether recursive functions of SymPy can work on all of the expressions: neither large nor deep.

    Examples
    --------
    >>> import sympy
    >>> deep = sympy.Symbol("x")
    >>> for _ in range(100):
    ...     deep = sympy.sin(deep)
    >>> is_small(sympy.sin(sympy.Symbol("x"))), is_small(deep)
    (True, False)
    """
    return all(size_of(expr) <= _SMALL and depth_of(expr) <= _SHALLOW for expr in exprs)


def text_of(expr: Any) -> str:
    """Return an expression as text, or its size.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> text_of(x + 1), text_of(sympy.Add(*[x**k for k in range(500)]))
    ('x + 1', '<expression of ... distinct nodes>')
    """
    return str(expr) if is_small(expr) else f"<expression of {size_of(expr)} distinct nodes>"
