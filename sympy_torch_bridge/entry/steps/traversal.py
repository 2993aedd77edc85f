"""The steps of a derivation: each node of a formula in turn, from the outside in."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from sympy import Derivative, Integral, Piecewise, S, Subs
from sympy.core.function import Application, AppliedUndef

from .algebra import of_power, of_product, of_sum
from .functions import (
    EXTREMA,
    of_extremum,
    of_function,
    of_integral,
    of_pieces,
    of_unknown,
    of_value_of_slope,
)
from .slope import Slope, Writer
from .slope_table import SlopeTable
from .step import Step
from .words import BY_SYMPY

__all__ = ["Differentiated", "differentiated"]

# A formula with more nodes than this is left to SymPy.
_NODES = 60


@dataclass(frozen=True, slots=True)
class Differentiated:
    """A derivative with the steps that lead to it.

    Parameters
    ----------
    steps : tuple of Step
    slope : sympy.Basic
        What the steps give together.
    """

    steps: tuple[Step, ...]
    slope: Any


def differentiated(
    expr: Any, wrt: Any, table: SlopeTable, *, avoided: Set[str] = frozenset(), later: Set[str] = frozenset()
) -> Differentiated | None:
    """Differentiate a scalar expression step by step; None where it is one of the rules to begin with.

    Parameters
    ----------
    expr : sympy.Expr
    wrt : Symbol
    table : SlopeTable
    avoided : set of str
        Rules that may not be used.
    later : set of str
        Rules that may not be used for the whole, as those are that may be derived from it.

    Examples
    --------
    >>> from sympy import exp, sin, Symbol
    >>> from .slope_table import slope_table
    >>> x = Symbol("x", real=True)
    >>> found = differentiated(exp(x) * sin(x), x, slope_table())
    >>> for step in found.steps:
    ...     print(step.rules, step.after)
    ('rule.product',) exp(x)*Derivative(sin(x), x) + sin(x)*Derivative(exp(x), x)
    ('derivative.exp',) exp(x)
    ('derivative.sin',) cos(x)
    >>> found.slope
    exp(x)*sin(x) + exp(x)*cos(x)
    """
    if not expr.has(wrt):
        return None
    steps: list[Step] = []
    slopes: dict[Any, Any] = {}
    waiting, seen = [expr], {expr}
    while waiting:
        node = waiting.pop()
        found = _slope_of(node, wrt, table, avoided, later if node == expr else frozenset())
        if found is None and node == expr:
            return None
        if found is None or len(steps) > _NODES:
            found = Slope(node.diff(wrt), word=BY_SYMPY)
        after = found.after
        if found.rewritten is not None:
            steps.append(Step("equal", node, found.rewritten, wrt, word=found.word))
            after = Derivative(found.rewritten, wrt)
        else:
            steps.append(Step("slope", node, after, wrt, found.rules, found.word))
        slopes[node] = after
        inner = [part for part in _open(after, wrt) if part not in seen]
        seen.update(inner)
        waiting += reversed(inner)
    return Differentiated(tuple(steps), _composed(expr, wrt, slopes))


def _open(after: Any, wrt: Any) -> list[Any]:
    """Return what is still to be differentiated, in the order of the page."""
    found = [d for d in after.atoms(Derivative) if d.variables == (wrt,) and not _is_final(d.expr)]
    return sorted((d.expr for d in found), key=lambda e: (e.count_ops(), e.sort_key()))


def _is_final(expr: Any) -> bool:
    """Tell whether the slope is that of an unknown function, of which nothing more is known."""
    return isinstance(expr, AppliedUndef) and all(a.is_Symbol for a in expr.args)


def _composed(expr: Any, wrt: Any, slopes: dict[Any, Any]) -> Any:
    """Put the slopes found inside into one another, the innermost first."""
    closed: dict[Any, Any] = {}
    for node in reversed(slopes):
        # A node was met after all that hold it, except where it stands in several.
        closed[Derivative(node, wrt)] = _filled(slopes[node], closed, slopes, wrt)
    return closed[Derivative(expr, wrt)]


def _filled(after: Any, closed: dict[Any, Any], slopes: dict[Any, Any], wrt: Any) -> Any:
    for _ in range(len(slopes)):
        inside = {d: closed.get(d, slopes.get(d.expr)) for d in after.atoms(Derivative) if d.expr in slopes}
        inside = {d: value for d, value in inside.items() if d.variables == (wrt,)}
        if not inside:
            break
        after = after.xreplace(inside)
    return after


def _slope_of(node: Any, wrt: Any, table: SlopeTable, avoided: Set[str], blocked: Set[str]) -> Slope | None:
    write = Writer(wrt, avoided)
    if node == wrt:
        return None if "derivative.identity" in avoided else Slope(S.One, ("derivative.identity",))
    known = None if blocked else table.of_formula(node, wrt, avoided)
    if known is not None:
        return Slope(known.slope, (known.rule,))
    if node.is_Add:
        return of_sum(node, write)
    if node.is_Mul:
        return of_product(node, write)
    if node.is_Pow:
        return of_power(node, write)
    if isinstance(node, AppliedUndef):
        return None if _is_final(node) else of_unknown(node, write)
    if isinstance(node, Subs):
        return of_value_of_slope(node, write)
    if isinstance(node, Integral):
        return of_integral(node, write)
    if isinstance(node, Piecewise):
        return of_pieces(node, write)
    if isinstance(node, EXTREMA):
        return of_extremum(node, write)
    if isinstance(node, Application):
        return of_function(node, write, table, set(blocked))
    return None
