"""All wrong derivatives of one entry that the table proposes, each formula once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .account import Account
from .evidence import Evidence
from .mistake import SAY_LEAST, Mistake
from .subject import Proposal, Subject
from .table import GENERATORS
from .values import values_of

__all__ = ["Candidates"]

# A budget in formulas, not in time: the answer must not depend on the speed of the machine.
_MAX_CANDIDATES = 600
_RARE, _WEAK = 1, 2


@dataclass(frozen=True)
class Candidates:
    """Mistakes with the formulas they lead to.

    Parameters
    ----------
    mistakes : tuple of Mistake
        In the order of preference.
    formulas : tuple of sympy.Expr
        One for each mistake.
    weak, rare : frozenset of sympy.Expr
        The formulas of proposals that name no cause, and of those that few people make.
    subject : Subject
    ops : mapping or None
    """

    mistakes: tuple[Mistake, ...]
    formulas: tuple[Any, ...]
    weak: frozenset[Any]
    rare: frozenset[Any]
    subject: Subject
    ops: Any

    @classmethod
    def of(cls, subject: Subject, ops: Any) -> Candidates:
        """Collect what the table proposes for an expression."""
        found: dict[Any, Mistake] = {}
        grades: dict[Any, int] = {}
        for generator in GENERATORS:
            for proposal in generator.propose(subject) if generator.propose else ():
                formula = proposal.formula
                if formula in found:
                    if _grade(generator.kind, proposal) < grades[formula]:
                        grades[formula] = _grade(generator.kind, proposal)
                        found[formula] = _preferred(found[formula], generator.kind, proposal)
                    found[formula] = _with_kind(found[formula], generator.kind)
                elif formula != subject.derivative and len(found) < _MAX_CANDIDATES:
                    found[formula] = Mistake(generator.kind, proposal.text, proposal.part)
                    grades[formula] = _grade(generator.kind, proposal)
        weak = frozenset(f for f in found if grades[f] == _WEAK)
        rare = frozenset(f for f in found if grades[f] == _RARE and found[f].kind not in SAY_LEAST)
        return cls(tuple(found.values()), tuple(found), weak, rare, subject, ops)

    @cached_property
    def is_common(self) -> NDArray[np.bool_]:
        """For each candidate whether it names a slip that many people make."""
        return np.array([f not in self.weak and f not in self.rare for f in self.formulas], dtype=bool)

    def values(self, evidence: Evidence) -> Any:
        """Evaluate all formulas at the points of an evidence."""
        return values_of(self.formulas, self.subject.inputs, evidence.points, self.ops)

    def account(self, place: int) -> Account:
        """Return the account of one candidate."""
        formula = self.formulas[place]
        account = self.combined((self.mistakes[place],), formula)
        return replace(account, is_weak=formula in self.weak, is_rare=formula in self.rare)

    def combined(self, mistakes: tuple[Mistake, ...], formula: Any) -> Account:
        """Return an account whose prediction is a formula."""
        inputs, ops = self.subject.inputs, self.ops
        return Account(mistakes, lambda evidence: values_of([formula], inputs, evidence.points, ops)[0])


def _grade(kind: str, proposal: Proposal) -> int:
    """Return how far a proposal is from a common slip."""
    return _WEAK if proposal.is_weak else _RARE if proposal.is_rare or kind in SAY_LEAST else 0


def _preferred(former: Mistake, kind: str, proposal: Proposal) -> Mistake:
    """Return the mistake of a more probable proposal, in place of that of a former one."""
    others = tuple(k for k in (former.kind, *former.other_kinds) if k != kind)
    return Mistake(kind, proposal.text, proposal.part, other_kinds=others)


def _with_kind(mistake: Mistake, kind: str) -> Mistake:
    """Note a further kind that leads to the very formula of a mistake."""
    if kind in (mistake.kind, *mistake.other_kinds):
        return mistake
    return replace(mistake, other_kinds=(*mistake.other_kinds, kind))
