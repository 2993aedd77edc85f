"""How large an expression is, and its text where it is not too large for SymPy to print."""

from __future__ import annotations

from typing import Any

from ..program.expressions.traversal import postorder

__all__ = ["is_small", "text_of"]

# SymPy prints, expands and substitutes recursively: beyond a few hundred levels it fails.
_SMALL = 400


def size_of(expr: Any) -> int:
    """Count the distinct nodes of an expression."""
    return sum(1 for _ in postorder(expr))


def is_small(*exprs: Any) -> bool:
    """Tell whether recursive functions of SymPy can work on all of the expressions."""
    return all(size_of(expr) <= _SMALL for expr in exprs)


def text_of(expr: Any) -> str:
    """Return an expression as text, or its size.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> text_of(x + 1), text_of(sympy.Add(*[x**k for k in range(500)]))
    ('x + 1', '<expression of ... distinct nodes>')
    """
    size = size_of(expr)
    return str(expr) if size <= _SMALL else f"<expression of {size} distinct nodes>"
