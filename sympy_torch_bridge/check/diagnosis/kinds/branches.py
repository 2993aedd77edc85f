"""The branches of a case distinction exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from ..subject import Proposal, Subject
from ..words import Words

__all__ = ["exchanged_branches"]

_EXCHANGED = {sympy.Max: sympy.Min, sympy.Min: sympy.Max}


def exchanged_branches(subject: Subject) -> Iterator[Proposal]:
    """Yield derivatives with two branches of a Piecewise, or Max and Min, exchanged.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> expr = sympy.Piecewise((x**2, x > 0), (-x, True))
    >>> for p in exchanged_branches(Subject(expr, expr.diff(x), x, (x,))):
    ...     print(p.text, "|", p.formula)
    the branches of Piecewise exchanged | Piecewise((-1, x > 0), (2*x, True))
    """
    for node in _nodes(subject.derivative, sympy.Piecewise):
        yield Proposal(
            "the branches of Piecewise exchanged",
            node,
            subject.derivative.xreplace({node: _turned(node)}),
        )
    for head, other in _EXCHANGED.items():
        for node in _nodes(subject.expr, head):
            changed = _outside_conditions(subject.expr, node, other(*node.args))
            text = Words("the branches of {} exchanged", node)
            yield Proposal(text, node, subject.slope(changed))
    for node in _nodes(subject.expr, sympy.Abs, sympy.sign):
        inner = node.args[0]
        if subject.depends(inner):
            changed = _outside_conditions(subject.expr, node, -node)
            yield Proposal(Words("the branches of {} exchanged", node), node, subject.slope(changed))


def _nodes(expr: Any, *heads: Any) -> list[Any]:
    return sorted(expr.atoms(*heads), key=sympy.default_sort_key)[:4]


def _outside_conditions(expr: Any, node: Any, other: Any) -> Any:
    """Replace a node where it is a value: in a condition it has no branches of its own."""
    conditions = {c: sympy.Dummy() for piece in expr.atoms(sympy.Piecewise) for _, c in piece.args}
    kept = {c: d for c, d in conditions.items() if c not in (True, False) and c.has(node)}
    back = {d: c for c, d in kept.items()}
    return expr.xreplace(kept).xreplace({node: other}).xreplace(back)


def _turned(node: Any) -> Any:
    """Return a Piecewise with the values of its branches in the opposite order."""
    values = [value for value, _ in node.args][::-1]
    conditions = [condition for _, condition in node.args]
    return sympy.Piecewise(*zip(values, conditions, strict=True))
