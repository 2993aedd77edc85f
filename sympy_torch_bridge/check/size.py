"""How large an expression is, and its text where it is not too large for SymPy to print."""

from __future__ import annotations

from typing import Any

from ..program.expressions.traversal import children, postorder

__all__ = ["is_small", "text_of", "written_size"]

_SMALL = 400
# SymPy prints and expands a part as often as it occurs, however much of a formula is shared.
_SHORT = 4000
# SymPy prints, expands and substitutes recursively, by up to eight calls a level: Python allows a thousand,
# of which the caller, as a test under pytest, may have used a few hundred.
_SHALLOW = 50


def size_of(expr: Any) -> int:
    """Count the distinct nodes of an expression."""
    return sum(1 for _ in postorder(expr))


def written_size(expr: Any) -> int:
    """Count the nodes of an expression, each as often as it occurs.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> square = (sympy.sin(x) + 1) ** 2
    >>> size_of(square * sympy.exp(square)), written_size(square * sympy.exp(square))
    (8, 14)
    """
    sizes: dict[int, int] = {}
    for node in postorder(expr):
        sizes[id(node)] = 1 + sum(sizes[id(child)] for child in children(node))
    return sizes[id(expr)]


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
    return all(
        size_of(expr) <= _SMALL and depth_of(expr) <= _SHALLOW and written_size(expr) <= _SHORT
        for expr in exprs
    )


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
