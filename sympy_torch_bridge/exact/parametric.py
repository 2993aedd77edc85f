"""Functions whose arguments come in groups: the generalised hypergeometric function and Meijer's G."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
import sympy

__all__ = ["Hyper", "MeijerG", "Parametric", "parametric"]


@dataclass(frozen=True, slots=True)
class Hyper:
    """The hypergeometric function of ``p`` upper and ``q`` lower parameters, then the argument.

    Examples
    --------
    >>> float(Hyper(1, 1).reference(1, 2, mpmath.mpf(0)))
    1.0
    """

    p: int
    q: int

    def ball(self, *args: Any) -> Any:
        """Enclose the value; not finite on the branch cut."""
        z = args[-1]
        return z.hypgeom(list(args[: self.p]), list(args[self.p : -1]))

    def reference(self, *args: Any) -> Any:
        """Return the value by mpmath."""
        return mpmath.hyper(list(args[: self.p]), list(args[self.p : -1]), args[-1])


@dataclass(frozen=True, slots=True)
class MeijerG:
    """Meijer's G function: the sizes of its four groups of parameters, which come before the argument."""

    sizes: tuple[int, int, int, int]

    @property
    def ball(self) -> None:
        """There is no ball arithmetic of it."""

    def reference(self, *args: Any) -> Any:
        """Return the value by mpmath."""
        groups, start = [], 0
        for size in self.sizes:
            groups.append(list(args[start : start + size]))
            start += size
        return mpmath.meijerg(groups[:2], groups[2:], args[-1])


Parametric = Hyper | MeijerG


def parametric(node: Any) -> tuple[tuple[Any, ...], Parametric] | None:
    """Return the arguments of such a function in one row, and the function; None for any other node.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> parametric(sympy.hyper([1, 2], [3], x))
    ((1, 2, 3, x), Hyper(p=2, q=1))
    """
    if isinstance(node, sympy.hyper):
        return (*node.ap, *node.bq, node.argument), Hyper(len(node.ap), len(node.bq))
    if isinstance(node, sympy.meijerg):
        groups = (node.an, node.aother, node.bm, node.bother)
        first, second, third, fourth = map(len, groups)
        return (*(p for group in groups for p in group), node.argument), MeijerG(
            (first, second, third, fourth)
        )
    return None
