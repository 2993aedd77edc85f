"""How the right side of a rule follows: what SymPy, or the matrix engine, says of the left side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy
from sympy import ImmutableMatrix, Limit, MatrixBase

from ..matrix.entry import normalised
from ..matrix.scalars import SYMPY_FAILURES
from ..render import Cell
from ..rules import Rule, coordinates
from .steps.layout import engine_derivative

__all__ = ["Derivation", "derivation_of", "higher_slopes"]

# A longer difference is left to the check at points.
_OPERATIONS = 100


@dataclass(frozen=True, slots=True)
class Derivation:
    """What is known of a rule without numbers.

    Parameters
    ----------
    found : Cell or None
        The derivative of the left side as it was found; None where there is none to show.
    conclusion : str
        How it compares with the right side.
    is_proved : bool
        Whether SymPy shows both sides equal, whatever the numbers and unknown functions are.
    """

    found: Cell | None
    conclusion: str
    is_proved: bool


def derivation_of(rule: Rule) -> Derivation:
    """Differentiate the left side and compare with the right side.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> for name in ("rule.quotient", "matrix.quadratic-form"):
    ...     found = derivation_of(BY_ID[name])
    ...     print(found.found and found.found.text, "|", found.conclusion)
    d/dx (f(x)/g(x)) = f'(x)/g(x) - f(x)*g'(x)/g(x)**2 | SymPy simplifies the difference to 0.
    None | The matrix engine finds this formula.
    """
    if rule.kind == "matrix":
        return _of_matrices(rule)
    if rule.rhs.has(Limit):
        return Derivation(None, "", is_proved=False)
    if rule.given is not None:
        # Proved only with what is given, which the check does.
        return Derivation(None, "", is_proved=False)
    found = higher_slopes(rule)
    slopes = list(found) if isinstance(found, MatrixBase) else [found]
    rhs = rule.rhs.doit()
    entries = list(rhs) if isinstance(rhs, MatrixBase) else [rhs]
    is_proved = len(entries) == len(slopes) and all(
        _vanishes((slope - entry).doit()) for slope, entry in zip(slopes, entries, strict=True)
    )
    if is_proved and found == rule.rhs:
        return Derivation(None, "SymPy's derivative is this formula.", is_proved=True)
    conclusion = "SymPy simplifies the difference to 0." if is_proved else _LEFT_TO_POINTS
    return Derivation(_statement(rule, found), conclusion, is_proved)


def higher_slopes(rule: Rule) -> Any:
    """Return SymPy's derivative of the order of a rule: a number's, a column, or a matrix of second ones."""
    if rule.operator != "derivative":
        return getattr(coordinates, rule.operator)(rule.lhs, rule.wrt).doit()
    if not isinstance(rule.wrt, tuple):
        return rule.lhs.diff(rule.wrt, rule.order)
    if rule.order == 1:
        return ImmutableMatrix([rule.lhs.diff(variable) for variable in rule.wrt])
    return ImmutableMatrix([[rule.lhs.diff(v, w) for w in rule.wrt] for v in rule.wrt])


_LEFT_TO_POINTS = "SymPy does not simplify the difference to 0; both are compared at points."


def _of_matrices(rule: Rule) -> Derivation:
    found = engine_derivative(rule)
    if found is None:
        return Derivation(None, "", is_proved=False)
    if found == rule.rhs:
        return Derivation(None, "The matrix engine finds this formula.", is_proved=False)
    is_same = normalised(found) == normalised(rule.rhs)
    return Derivation(_statement(rule, found), _SAME if is_same else _OWN_FORM, is_proved=False)


_SAME = "So the matrix engine writes it; both have one normal form."
_OWN_FORM = "So the matrix engine writes it. Compared at points is the formula of the rule."


def _statement(rule: Rule, found: Any) -> Cell:
    of_sympy = replace(rule, rhs=found)
    return Cell(of_sympy.statement_text, of_sympy.statement_latex)


def _vanishes(difference: Any) -> bool:
    """Tell whether SymPy finds out that an expression is zero; what it fails at is left to the points."""
    try:
        short = sympy.expand(difference)
        if short == 0:
            return True
        return bool(sympy.count_ops(short) <= _OPERATIONS and sympy.simplify(short) == 0)
    except SYMPY_FAILURES:
        return False
