"""What a user hands in to be compiled: expressions, containers of them, and functions of symbols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from . import expression_record
from .expression_record import like
from .program.expressions.free_symbols import free_symbols
from .program.preparation import prepared

__all__ = ["applied", "is_real", "sympified"]


def applied(expr: Any, inputs: Sequence[Any] | None) -> tuple[Any, Sequence[Any] | None]:
    """Take a Lambda apart: its arguments are the first inputs, in their order."""
    if not isinstance(expr, sympy.Lambda):
        return expr, inputs
    if inputs is None:
        inputs = [*expr.bound_symbols, *free_symbols(expr)]
    return expr.expr, inputs


def sympified(expr: Any) -> Any:
    """Turn the leaves of containers into expressions; text is refused."""
    if isinstance(expr, dict):
        return {key: sympified(item) for key, item in expr.items()}
    if isinstance(expr, list | tuple):
        return like(expr, [sympified(item) for item in expr])
    return prepared(expr)


def is_real(expr: Any) -> bool:
    """Whether the expression is real for real symbols, as far as SymPy's assumptions can tell."""
    if not isinstance(expr, sympy.Expr):
        return False
    real = {s: sympy.Dummy(s.name, real=True) for s in free_symbols(expr) if isinstance(s, sympy.Symbol)}
    try:
        return expression_record.rebuilt(expr, lambda leaf: real.get(leaf, leaf)).is_extended_real is True
    except (RecursionError, TypeError):
        # SymPy's assumptions descend the tree, and some ask for the truth of what is undecided.
        return False
