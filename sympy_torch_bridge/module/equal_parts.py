"""Equal parts of a formula: which nodes stand for the same subexpression, whatever objects hold them.

SymPy's cache decides whether two equal parts are one object, and it forgets. What is trained must not
depend on that.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import sympy

from ..program.expressions.traversal import children, postorder

__all__ = ["representatives"]


def representatives(expr: Any) -> dict[int, Any]:
    """Map each inner node, by identity, to the first node in postorder that is equal to it.

    Examples
    --------
    >>> x = sympy.Dummy("x")
    >>> one, other = (sympy.Mul(2, x, evaluate=False) for _ in range(2))
    >>> first = representatives(sympy.Tuple(sympy.sin(one), other))
    >>> first[id(other)] is one
    True
    """
    found: dict[int, Any] = {}
    first: dict[Hashable, Any] = {}
    leaves: dict[Hashable, int] = {}
    for node in postorder(expr):
        parts = children(node)
        if parts:
            inner = [id(found[id(p)]) if id(p) in found else _leaf(p, leaves) for p in parts]
            explicit = isinstance(node, sympy.MatrixBase | sympy.NDimArray)
            head = (type(node), tuple(node.shape)) if explicit else (node.func,)
            found[id(node)] = first.setdefault((*head, *inner), node)
    return found


def _leaf(leaf: Any, known: dict[Hashable, int]) -> int:
    """Return a number for equal leaves; negative, unlike the identities of inner nodes."""
    try:
        return known.setdefault((type(leaf), leaf), -1 - len(known))
    except TypeError:  # an empty mutable matrix is not hashable
        return known.setdefault(id(leaf), -1 - len(known))
