"""All wrong derivatives of one entry that the table proposes, each formula once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .account import Account
from .evidence import Evidence
from .mistake import Mistake
from .subject import Proposal, Subject
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
    weak : frozenset of sympy.Expr
        The formulas of proposals that name no cause.
    subject : Subject
    ops : mapping or None
    """

    mistakes: tuple[Mistake, ...]
    formulas: tuple[Any, ...]
    weak: frozenset[Any]
    subject: Subject
    ops: Any

    @classmethod
    def of(cls, subject: Subject, ops: Any) -> Candidates:
        """Collect what the table proposes for an expression."""
        found: dict[Any, Mistake] = {}
        weak: set[Any] = set()
        for generator in GENERATORS:
            for proposal in generator.propose(subject) if generator.propose else ():
                formula = proposal.formula
                if formula in found:
                    if formula in weak and not proposal.is_weak:
                        weak.discard(formula)
                        found[formula] = _preferred(found[formula], generator.kind, proposal)
                    found[formula] = _with_kind(found[formula], generator.kind)
                elif formula != subject.derivative and len(found) < _MAX_CANDIDATES:
                    found[formula] = Mistake(generator.kind, proposal.text, proposal.part)
                    weak |= {formula} if proposal.is_weak else set()
        return cls(tuple(found.values()), tuple(found), frozenset(weak), subject, ops)

    def values(self, evidence: Evidence) -> Any:
        """Evaluate all formulas at the points of an evidence."""
        return values_of(self.formulas, self.subject.inputs, evidence.points, self.ops)

    def account(self, place: int) -> Account:
        """Return the account of one candidate."""
        formula = self.formulas[place]
        return self.combined((self.mistakes[place],), formula, is_weak=formula in self.weak)

    def combined(self, mistakes: tuple[Mistake, ...], formula: Any, *, is_weak: bool = False) -> Account:
        """Return an account whose prediction is a formula."""
        inputs, ops = self.subject.inputs, self.ops
        return Account(
            mistakes, lambda evidence: values_of([formula], inputs, evidence.points, ops)[0], is_weak
        )


def _preferred(weak: Mistake, kind: str, proposal: Proposal) -> Mistake:
    """Return the mistake of a proposal that names a cause, in place of one that does not."""
    others = tuple(k for k in (weak.kind, *weak.other_kinds) if k != kind)
    return Mistake(kind, proposal.text, proposal.part, other_kinds=others)


def _with_kind(mistake: Mistake, kind: str) -> Mistake:
    """Note a further kind that leads to the very formula of a mistake."""
    if kind in (mistake.kind, *mistake.other_kinds):
        return mistake
    return replace(mistake, other_kinds=(*mistake.other_kinds, kind))
