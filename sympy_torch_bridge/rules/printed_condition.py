"""The condition of a rule as one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain import REAL
from .invertibility import inverted, is_gram, with_positive_determinant
from .statement import text_of

if TYPE_CHECKING:
    from ._rule import Rule

__all__ = ["printed_condition"]


def printed_condition(rule: Rule) -> str:
    """Return what a rule states, and what its formula asks for without being stated.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> print(printed_condition(BY_ID["derivative.asec"]))
    |x| > 1
    >>> print(printed_condition(BY_ID["matrix.determinant"]))
    X invertible
    """
    limited = [
        f"{text_of(s)} in {rule.bounds[s]}"
        for s in rule.intervals
        if rule.bounds.get(s, REAL) != REAL and s not in rule.stated_symbols
    ]
    needed = [part for part in _needed(rule) if part not in rule.assumptions]
    if rule.assumptions:
        zero = () if rule.given is None else (f"{text_of(rule.given)} = 0",)
        return "; ".join((*zero, ", ".join([rule.assumptions, *needed, *limited])))
    symmetric = [f"{text_of(symbol)} {name}" for symbol, name in rule.structure]
    if symmetric or needed or limited:
        return ", ".join([*symmetric, *needed, *limited])
    names = ", ".join(text_of(s) for s in rule.intervals)
    return f"{names} real" if names else "real entries"


def _needed(rule: Rule) -> list[str]:
    sides = (rule.lhs, rule.rhs)
    positive = with_positive_determinant(sides)
    inverses = [m for m in inverted(sides) if m not in positive and not _grants(rule, m)]
    return [
        *(f"{text_of(matrix)} invertible" for matrix in inverses),
        *(f"det({text_of(matrix)}) > 0" for matrix in positive),
    ]


def _grants(rule: Rule, matrix: Any) -> bool:
    """Tell whether a stronger condition on a matrix is stated."""
    has_rank = is_gram(matrix) and f"{text_of(matrix.args[1])} of full column rank" in rule.assumptions
    return has_rank or f"{text_of(matrix)} positive definite" in rule.assumptions
