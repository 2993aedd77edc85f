"""A rule as plain data, ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain import REAL

if TYPE_CHECKING:
    from ._rule import Rule

__all__ = ["rule_data"]


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return a record as plain strings, lists and ``None``.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> data = rule_data(BY_ID["derivative.asec"])
    >>> data["id"], data["relations"]
    ('derivative.asec', ['Abs(x) > 1'])
    """
    wrt = rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)
    return {
        "id": rule.id,
        "title": rule.title,
        "kind": rule.kind,
        "statement": rule.statement_text,
        "latex": rule.statement_latex,
        "lhs": str(rule.lhs),
        "rhs": str(rule.rhs),
        "wrt": [str(variable) for variable in wrt],
        "order": rule.order,
        "operator": rule.operator,
        "domain": {str(s): str(rule.bounds.get(s, REAL)) for s in rule.intervals},
        "relations": [str(relation) for relation in rule.relations],
        "drawn": {str(symbol): str(interval) for symbol, interval in rule.intervals.items()},
        "conditions": rule.conditions,
        "shapes": rule.shapes_text or None,
        "layout": rule.layout,
        "source": rule.source or None,
        "torch_call": rule.torch_call or None,
        "tags": list(rule.tags),
    }
