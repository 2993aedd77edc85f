"""A point at which a rule can be shown: round numbers inside its domain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import sympy
from sympy import MatrixSymbol, Rational, Symbol

from ..rules import Rule, cases

__all__ = ["inputs_of", "place_of", "plot_place", "rounded_samples", "scalar_place"]

# Where most functions have a value and no special one; x = 1 is what a first lesson takes.
_ROUND = tuple(map(Rational, ("1", "1/2", "2", "3/2", "3", "-1/2", "-1", "-2", "1/4", "5", "10")))
_PARAMETERS = tuple(map(Rational, ("2", "3", "1/2", "3/2", "1", "-1/2", "1/4", "5")))
_TRIALS = 60
_LARGEST = 1e6


def inputs_of(rule: Rule) -> list[Any]:
    """Return the symbols and matrix symbols of a concrete rule, by name.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> inputs_of(BY_ID["derivative.power"])
    [n, x]
    """
    sides = (rule.lhs, rule.rhs, *(rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)))
    free: set[Any] = set()
    for side in sides:
        matrices = side.atoms(MatrixSymbol)
        free |= {s for s in side.free_symbols if isinstance(s, Symbol)} | matrices
    return sorted(free, key=lambda s: (str(s), isinstance(s, MatrixSymbol)))


def scalar_place(rule: Rule) -> dict[Any, Any] | None:
    """Return round numbers for all symbols of a concrete rule without matrices; None where none fit.

    Both sides have finite real values there, and the derivative is not zero if that can be had.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> scalar_place(BY_ID["derivative.log"]), scalar_place(BY_ID["derivative.power"])
    ({x: 1}, {n: 2, x: 1})
    """
    symbols = inputs_of(rule)
    if any(isinstance(symbol, MatrixSymbol) for symbol in symbols):
        return None
    fallback = None
    for point in _candidates(rule, symbols):
        slopes = _values(rule.rhs, point)
        if _values(rule.lhs, point) is None or slopes is None:
            continue
        if all(slopes):
            return point
        fallback = fallback or point
    return fallback


def place_of(rule: Rule) -> tuple[Any, Any, Any] | None:
    """Return formula, variable and number where a concrete rule in one scalar variable can be drawn.

    Further symbols are given round numbers.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> place_of(BY_ID["derivative.tanh"]), place_of(BY_ID["gradient.norm"])
    ((tanh(x), x, 1), None)
    """
    if not isinstance(rule.wrt, Symbol) or isinstance(rule.lhs, sympy.MatrixExpr | sympy.MatrixBase):
        return None
    point = scalar_place(rule)
    if point is None:
        return None
    at = point.pop(rule.wrt)
    return rule.lhs.subs(point), rule.wrt, at


def plot_place(rule: Rule) -> tuple[Any, Any, Any] | None:
    """Return formula, variable and number for a graph of a rule; None for a rule with further symbols.

    Of unknown functions those of the first instance are drawn.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> plot_place(BY_ID["rule.product"]), plot_place(BY_ID["derivative.power"])
    ((exp(x)*sin(x), x, 1), None)
    """
    case = cases(rule)[0]
    return place_of(case) if len(inputs_of(case)) == 1 else None


def rounded_samples(sample: Sequence[Mapping[str, float]]) -> Iterator[Mapping[str, float]]:
    """Yield points of a check with few digits, the handiest first, then as they were drawn."""
    handy = sorted(sample, key=lambda point: max((_oddity(v) for v in point.values()), default=0.0))
    for digits in (2, 4):
        yield from ({name: round(value, digits) for name, value in point.items()} for point in handy)
    yield from handy


def _oddity(value: float) -> float:
    return abs(math.log(max(abs(value), 1e-3)))


def _candidates(rule: Rule, symbols: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    wrt = rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)
    intervals = rule.intervals
    choices = []
    for number, symbol in enumerate(symbols):
        order = _ROUND if symbol in wrt else _PARAMETERS
        shift = number % 3 if len(symbols) > 1 and symbol not in wrt else 0
        kept = [v for v in (*order[shift:], *order[:shift]) if _fits(v, symbol, intervals)]
        choices.append(kept or [_middle(intervals.get(symbol))])
    # The variable moves first: a parameter is changed only where no number of the variable fits.
    ranked = sorted(product(*map(range, map(len, choices))), key=sum)
    for places in ranked[:_TRIALS]:
        yield {s: c[p] for s, c, p in zip(symbols, choices, places, strict=True)}


def _fits(value: Any, symbol: Any, intervals: Mapping[Any, Any]) -> bool:
    interval = intervals.get(symbol)
    inside = interval is None or (
        interval.contains(float(value)) and float(value) not in (interval.lower, interval.upper)
    )
    facts = symbol._assumptions_orig
    return inside and all(
        getattr(value, f"is_{name}", None) in (truth, None) for name, truth in facts.items()
    )


def _middle(interval: Any) -> Any:
    low, high = interval._window() if interval is not None else (0.0, 2.0)
    return Rational(round((low + high) * 4), 8)


def _values(expr: Any, point: Mapping[Any, Any]) -> list[float] | None:
    """Return the entries of an expression as numbers, None where one is not real and finite."""
    found = []
    entries = list(expr.doit()) if isinstance(expr, sympy.MatrixBase | sympy.MatrixExpr) else [expr]
    for entry in entries:
        try:
            value = complex(sympy.N(entry.subs(point), 20))
        except (TypeError, ValueError, ArithmeticError, RecursionError):
            return None
        if not math.isfinite(abs(value)) or abs(value) > _LARGEST or abs(value.imag) > 1e-12 * abs(value):
            return None
        found.append(value.real)
    return found
