"""Classes of SymPy that look like functions and have no value: what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy
from sympy.functions.combinatorial import factorials, numbers

__all__ = ["REFUSALS", "Refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A class that is refused when an expression is built.

    Parameters
    ----------
    head : type
        The SymPy class.
    reason : str
        Why it has no value.
    instead : str
        What to write instead.

    Examples
    --------
    >>> [refusal.name for refusal in REFUSALS]
    ['MultiFactorial', 'carmichael', 'mathieus', 'mathieuc', 'mathieusprime', 'mathieucprime']
    """

    head: type[Any]
    reason: str
    instead: str

    @property
    def name(self) -> str:
        """The name of the SymPy class."""
        return str(self.head.__name__)

    @property
    def hint(self) -> str:
        """Reason and way out in one sentence, with the record that gives the class a value."""
        return f"{self.reason}; {self.instead}, and compile(expr, ops=[Op(...)]) gives the class a value"


def _mathieu(head: type[Any], periodic: str) -> Refusal:
    return Refusal(
        head=head,
        reason="SymPy states no normalisation for an arbitrary characteristic value",
        instead=f"scipy.special.{periodic} is that of the m-th periodic solution",
    )


REFUSALS = (
    Refusal(
        head=factorials.MultiFactorial,
        reason="SymPy has the class but no rule for it",
        instead="factorial2 is the double factorial",
    ),
    Refusal(
        head=numbers.carmichael,
        reason="the class holds tests of primality and has no value",
        instead="sympy.ntheory.factor_.is_carmichael tells of one number whether it is a Carmichael number",
    ),
    _mathieu(sympy.mathieus, "mathieu_sem(m, q, z * 180 / pi)[0]"),
    _mathieu(sympy.mathieuc, "mathieu_cem(m, q, z * 180 / pi)[0]"),
    _mathieu(sympy.mathieusprime, "mathieu_sem(m, q, z * 180 / pi)[1]"),
    _mathieu(sympy.mathieucprime, "mathieu_cem(m, q, z * 180 / pi)[1]"),
)
"""Every public class of ``sympy.functions`` without a translation."""
