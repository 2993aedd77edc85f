"""A derivative with the same slip at every place: one person has one habit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.function import ArgumentIndexError

from ....matrix.partials import local_partial
from ..subject import Subject

__all__ = ["Rule", "differentiated"]

# The wrong derivative of a node from its right partial derivatives and the slopes of its arguments, or None.
Rule = Callable[[Any, Callable[[Any], Any]], Any]


def differentiated(subject: Subject, rule: Rule) -> Any:
    """Differentiate an expression with a wrong rule wherever it applies, and the right ones elsewhere.

    Parameters
    ----------
    subject : Subject
    rule : callable
        Gets a node and a function that differentiates a part in the same way. None means that the right
        rule is used.

    Returns
    -------
    sympy.Expr or None
        None where a node follows no plain rule.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> expr = x**2 + x**5
    >>> differentiated(
    ...     Subject(expr, expr.diff(x), x, (x,)), lambda node, slope: node / x if node.is_Pow else None
    ... )
    x**4 + x
    """
    known: dict[Any, Any] = {subject.symbol: sympy.S.One}

    def slope(node: Any) -> Any:
        if not subject.depends(node):
            return sympy.S.Zero
        if node not in known:
            wrong = rule(node, slope)
            known[node] = _right(node, slope) if wrong is None else wrong
        return known[node]

    try:
        return slope(subject.expr)
    except (ArgumentIndexError, TypeError, ValueError, NotImplementedError):
        # SymPy has no partial derivative of a node: a guess less, where the verdict has long been given.
        return None


def _right(node: Any, slope: Callable[[Any], Any]) -> Any:
    if isinstance(node, sympy.Piecewise):
        return sympy.Piecewise(*((slope(value), condition) for value, condition in node.args))
    terms = []
    for position, part in enumerate(node.args):
        change = slope(part)
        if change != 0:
            terms.append(local_partial(node, node.args, position) * change)
    return sympy.Add(*terms)
