"""Single occurrences of a node in a formula: a slip of the pen changes one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

__all__ = ["Occurrence", "all_replaced", "occurrences"]

_MAX_OCCURRENCES = 16


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One node at one place of a formula.

    Parameters
    ----------
    node : sympy.Basic
    root : sympy.Basic
    path : tuple of int
        Which argument to take at each level.
    """

    node: Any
    root: Any
    path: tuple[int, ...]

    def replaced(self, other: Any) -> Any:
        """Return the formula with another node at this place alone."""
        return all_replaced(self.root, {self.path: other})

    @property
    def parent(self) -> Any:
        """The node that holds this one; itself at the root."""
        node = self.root
        for step in self.path[:-1]:
            node = node.args[step]
        return node


def all_replaced(root: Any, others: Mapping[tuple[int, ...], Any]) -> Any:
    """Return a formula with other nodes at several places, none of which holds another one.

    Parameters
    ----------
    root : sympy.Basic
    others : mapping of path to sympy.Basic
        Paths as those of :class:`Occurrence`.

    Examples
    --------
    >>> x, a, b = sympy.symbols("x a b")
    >>> first, second = occurrences(2 * x + 3, (sympy.Integer,))
    >>> all_replaced(2 * x + 3, {first.path: a, second.path: b})
    a + b*x
    """
    if not others:
        return root
    if () in others:
        return others[()]
    below: dict[int, dict[tuple[int, ...], Any]] = {}
    for (step, *rest), other in others.items():
        below.setdefault(step, {})[tuple(rest)] = other
    args = [all_replaced(arg, below[i]) if i in below else arg for i, arg in enumerate(root.args)]
    return root.func(*args)


def occurrences(
    expr: Any,
    heads: tuple[Any, ...],
    accepts: Callable[[Any], bool] = lambda node: True,
    most: int = _MAX_OCCURRENCES,
) -> Iterator[Occurrence]:
    """Yield the occurrences of nodes of given types, outer ones first, not more than a number.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> [o.replaced(5) for o in occurrences(2 * x + 3, (sympy.Integer,))]
    [2*x + 5, 5*x + 3]
    """
    level: list[tuple[Any, tuple[int, ...]]] = [(expr, ())]
    found = 0
    while level:
        following = []
        for node, path in level:
            if isinstance(node, heads) and accepts(node):
                yield Occurrence(node, expr, path)
                found += 1
                if found >= most:
                    return
            # The conditions of a Piecewise are no part of its formula.
            args = node.args if isinstance(node, sympy.Expr) else node.args[:1]
            following += [(arg, (*path, i)) for i, arg in enumerate(args)]
        level = following
