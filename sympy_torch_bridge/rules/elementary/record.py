"""How the further rules of elementary functions are written down."""

from __future__ import annotations

from typing import Any

from sympy import symbols

from ...domain import REAL
from .._rule import Rule
from ..shared_domain import part_of

__all__ = ["a", "b", "elementary", "x", "y"]

x, y, a, b = symbols("x y a b", real=True)


def elementary(
    name: str, title: str, lhs: Any, rhs: Any, domain: Any = REAL, wrt: Any = x, **facts: Any
) -> Rule:
    """Return the record of a function; its id begins with ``derivative.``.

    The derivative is written as a partial one where it is not by x.
    """
    tags = ("function", *(("partial",) if wrt != x else ()))
    return Rule(
        f"derivative.{name}", title, lhs, rhs, wrt, part_of(domain, lhs, rhs, wrt), tags=tags, **facts
    )
