"""All wrong derivatives of one entry that the table proposes, each formula once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .account import Account
from .evidence import Evidence
from .mistake import Mistake
from .subject import Subject
from .table import GENERATORS
from .values import values_of

__all__ = ["Candidates"]

# A budget in formulas, not in time: the answer must not depend on the speed of the machine.
_MAX_CANDIDATES = 600


@dataclass(frozen=True)
class Candidates:
    """Mistakes with the formulas they lead to.

    Parameters
    ----------
    mistakes : tuple of Mistake
        In the order of preference.
    formulas : tuple of sympy.Expr
        One for each mistake.
    subject : Subject
    ops : mapping or None
    """

    mistakes: tuple[Mistake, ...]
    formulas: tuple[Any, ...]
    subject: Subject
    ops: Any

    @classmethod
    def of(cls, subject: Subject, ops: Any) -> Candidates:
        """Collect what the table proposes for an expression."""
        found: dict[Any, Mistake] = {}
        for generator in GENERATORS:
            for proposal in generator.propose(subject) if generator.propose else ():
                formula = proposal.formula
                if formula in found:
                    found[formula] = _with_kind(found[formula], generator.kind)
                elif formula != subject.derivative and len(found) < _MAX_CANDIDATES:
                    found[formula] = Mistake(generator.kind, proposal.text, proposal.part)
        return cls(tuple(found.values()), tuple(found), subject, ops)

    def values(self, evidence: Evidence) -> Any:
        """Evaluate all formulas at the points of an evidence."""
        return values_of(self.formulas, self.subject.inputs, evidence.points, self.ops)

    def account(self, place: int) -> Account:
        """Return the account of one candidate."""
        return self.combined((self.mistakes[place],), self.formulas[place])

    def combined(self, mistakes: tuple[Mistake, ...], formula: Any) -> Account:
        """Return an account whose prediction is a formula."""
        inputs, ops = self.subject.inputs, self.ops
        return Account(
            mistakes, lambda evidence: values_of([formula], inputs, evidence.points, ops)[0], formula
        )


def _with_kind(mistake: Mistake, kind: str) -> Mistake:
    """Note a further kind that leads to the very formula of a mistake."""
    if kind in (mistake.kind, *mistake.other_kinds):
        return mistake
    return replace(mistake, other_kinds=(*mistake.other_kinds, kind))
