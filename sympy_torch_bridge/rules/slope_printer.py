"""What text and LaTeX share: slopes of unknown functions, the order of terms, norms."""

# ruff: noqa: N802, N815 -- the printers of SymPy find a method by the name of the class it prints

from __future__ import annotations

from itertools import groupby
from typing import Any

from sympy import Derivative, MatMul, Trace, Transpose
from sympy.core.function import AppliedUndef
from sympy.printing.printer import Printer

__all__ = ["SlopePrinter", "normed", "runs"]


def _slope(expr: Any) -> tuple[str, tuple[str, ...], Any] | None:
    """Split a derivative of an unknown function into its name, the names of its slots and its argument.

    There is one slot for each differentiation. The argument is ``None`` for a function of several
    variables, whose slots already say which derivative is meant. ``Derivative(f(g(x)), g(x))`` and
    ``Subs(Derivative(f(u), u), u, g(x))`` are one and the same to a reader. Anything else gives ``None``.
    """
    inner, point = (expr, None) if isinstance(expr, Derivative) else (expr.expr, expr.point)
    if not isinstance(inner, Derivative) or not isinstance(inner.expr, AppliedUndef):
        return None
    if not all(count.is_Integer for _, count in inner.variable_count):
        return None
    function, slots = inner.expr, inner.variables
    if point is not None and function.args != expr.variables:
        return None
    names = tuple(slot.func.__name__ if isinstance(slot, AppliedUndef) else str(slot) for slot in slots)
    if len(function.args) > 1:
        return function.func.__name__, names, None
    # An inner derivative counts, unless the slot is the argument itself: d f(2 x) / d x is no f'(2 x).
    argument = function.args[0] if point is None else point[0]
    return (function.func.__name__, names, argument) if function.args[0] == slots[0] else None


def _positive_first(terms: list[Any]) -> list[Any]:
    """Move a leading negative term back, as in g f' - f g'."""
    if not terms[0].could_extract_minus_sign():
        return terms
    return sorted(terms, key=lambda term: bool(term.could_extract_minus_sign()))


class SlopePrinter(Printer):
    """What text and LaTeX share: the order of terms, and slopes of unknown functions."""

    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        return _positive_first(super()._as_ordered_terms(expr, order))

    def _print_Derivative(self, expr: Any) -> str:
        found = _slope(expr)
        if found is None:
            fallback = super()._print_Derivative if isinstance(expr, Derivative) else super()._print_Subs
            return str(fallback(expr))
        return self._print_slope(*found)

    _print_Subs = _print_Derivative

    def _print_slope(self, name: str, slots: tuple[str, ...], argument: Any) -> str:
        raise NotImplementedError


def runs(slots: tuple[str, ...]) -> list[tuple[str, int]]:
    """Count equal neighbours: how often a function is differentiated by each slot in turn.

    Examples
    --------
    >>> runs(("x", "x", "y"))
    [('x', 2), ('y', 1)]
    """
    return [(slot, len(list(group))) for slot, group in groupby(slots)]


def normed(trace: Any) -> Any:
    """Return what a trace is the squared norm of, if it is one."""
    is_product = isinstance(trace, Trace) and isinstance(trace.arg, MatMul)
    word: tuple[Any, ...] = trace.arg.args if is_product else ()
    if len(word) != 2 or word[0] not in (Transpose(word[1]), word[1].T):
        return None
    return min(word[::-1], key=lambda factor: factor.count(Transpose))
