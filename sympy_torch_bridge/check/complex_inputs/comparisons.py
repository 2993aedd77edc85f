"""Comparisons of complex numbers: they have no order, so that nothing can be checked where one decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from ...program.expressions.traversal import postorder

__all__ = ["comparison_notes"]

_ORDERED = (sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le, sympy.Max, sympy.Min)


def comparison_notes(exprs: Iterable[Any]) -> tuple[str, ...]:
    """Say which parts of expressions compare numbers that are not assumed real.

    Examples
    --------
    >>> z = sympy.Symbol("z")
    >>> comparison_notes([sympy.Piecewise((z**2, z > 0), (z, True))])
    ('z > 0 compares complex numbers, which have no order: compare re(z), or declare z real',)
    >>> comparison_notes([sympy.Max(sympy.Abs(z), 1)])
    ()
    """
    nodes = [node for expr in exprs for node in postorder(expr) if isinstance(node, _ORDERED)]
    found: dict[str, None] = {}
    for node in nodes:
        unordered = [arg for arg in node.args if not arg.is_extended_real]
        if unordered:
            names = sorted(str(symbol) for symbol in node.free_symbols if not symbol.is_extended_real)
            found[
                f"{node} compares complex numbers, which have no order: compare re({unordered[0]}), or"
                f" declare {', '.join(names)} real"
            ] = None
    return tuple(found)
