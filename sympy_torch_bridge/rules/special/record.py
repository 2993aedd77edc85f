"""How the rules of special functions are written down."""

from __future__ import annotations

from typing import Any

from sympy import symbols

from .._rule import Rule, RuleDomain
from ..shared_domain import part_of

__all__ = ["a", "b", "k", "special", "x", "y"]

x, y, a, b = symbols("x y a b", real=True)
k = symbols("k", integer=True)


def special(
    name: str, title: str, lhs: Any, rhs: Any, domain: RuleDomain = (), wrt: Any = x, **facts: Any
) -> Rule:
    """Return the record of a special function; its id begins with ``special.``.

    The derivative is a partial one where the function has more arguments than ``wrt``.
    """
    replaced = {symbol for instance in facts.get("instances", ()) for symbol in instance}
    is_partial = bool(lhs.free_symbols - {wrt} - replaced)
    within = part_of(domain, lhs, rhs, wrt, instances=facts.get("instances", ()))
    tags = ("function", "special", *(("partial",) if is_partial else ()))
    return Rule(f"special.{name}", title, lhs, rhs, wrt, within, tags=tags, **facts)
