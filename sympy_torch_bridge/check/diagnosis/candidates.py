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
from .values import Values, values_of

__all__ = ["Candidate", "Candidates"]

# A budget in formulas, not in time: the answer must not depend on the speed of the machine.
_MAX_CANDIDATES = 600
_RARE, _WEAK = 1, 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wrong derivative and the kinds of mistakes that lead to it.

    Parameters
    ----------
    kind : str
    place : int
        Of its generator in the order of preference.
    proposal : Proposal
    grade : int
        How far the mistake is from a common slip.
    other_kinds : tuple of str
        Kinds of further proposals of the very formula.
    """

    kind: str
    place: int
    proposal: Proposal
    grade: int
    other_kinds: tuple[str, ...] = ()

    @property
    def mistake(self) -> Mistake:
        """The mistake in words."""
        text, part = str(self.proposal.text), str(self.proposal.part)
        return Mistake(self.kind, text, part, other_kinds=self.other_kinds)

    def joined(self, kind: str, place: int, proposal: Proposal) -> Candidate:
        """Return the candidate with a further proposal of its formula: the more probable one names it."""
        grade, found = _grade(kind, proposal), self
        if grade < self.grade:
            others = tuple(k for k in (self.kind, *self.other_kinds) if k != kind)
            found = Candidate(kind, place, proposal, grade, others)
        if kind in (found.kind, *found.other_kinds):
            return found
        return replace(found, other_kinds=(*found.other_kinds, kind))


@dataclass(frozen=True)
class Candidates:
    """Mistakes with the formulas they lead to.

    Parameters
    ----------
    found : tuple of Candidate
        In the order of preference.
    formulas : tuple of sympy.Expr
        One for each candidate.
    subject : Subject
    ops : mapping or None
    """

    found: tuple[Candidate, ...]
    formulas: tuple[Any, ...]
    subject: Subject
    ops: Any

    @classmethod
    def of(cls, subject: Subject, ops: Any) -> Candidates:
        """Collect what the table proposes for an expression."""
        found: dict[Any, Candidate] = {}
        for place, generator in enumerate(GENERATORS):
            kind = generator.kind
            for proposal in generator.propose(subject) if generator.propose else ():
                formula = proposal.formula
                known = found.get(formula)
                if known is not None:
                    found[formula] = known.joined(kind, place, proposal)
                elif len(found) < _MAX_CANDIDATES and formula != subject.derivative:
                    found[formula] = Candidate(kind, place, proposal, _grade(kind, proposal))
        return cls(tuple(found.values()), tuple(found), subject, ops)

    @cached_property
    def is_common(self) -> NDArray[np.bool_]:
        """For each candidate whether it names a slip that many people make."""
        return np.array([c.grade != _WEAK and not _is_rare(c) for c in self.found], dtype=bool)

    @cached_property
    def _values(self) -> Values:
        return Values(self.formulas, self.subject.inputs, self.ops)

    def values(self, evidence: Evidence) -> Any:
        """Evaluate all formulas at the points of an evidence."""
        return self._values.at(evidence.points)

    def fitting(self, evidence: Evidence) -> list[int]:
        """Return the places of the formulas that account for an evidence.

        One wrong point rules most of them out, and only the others are evaluated at the rest.
        """
        wrong = np.flatnonzero(evidence.wrong)[:1]
        first = evidence.at(wrong)
        values = self.values(first)
        left = np.flatnonzero((first.matches(values) | np.isnan(values)).all(axis=1))
        formulas = [self.formulas[place] for place in left]
        table = values_of(formulas, self.subject.inputs, evidence.points, self.ops)
        return [int(place) for place, row in zip(left, table, strict=True) if evidence.fits(row)]

    def account(self, place: int) -> Account:
        """Return the account of one candidate."""
        candidate = self.found[place]
        account = self.combined((candidate.mistake,), self.formulas[place])
        is_weak, is_rare = candidate.grade == _WEAK, _is_rare(candidate)
        return replace(account, is_weak=is_weak, is_rare=is_rare, place=candidate.place)

    def combined(self, mistakes: tuple[Mistake, ...], formula: Any) -> Account:
        """Return an account whose prediction is a formula."""
        inputs, ops = self.subject.inputs, self.ops
        return Account(mistakes, lambda evidence: values_of([formula], inputs, evidence.points, ops)[0])


def _grade(kind: str, proposal: Proposal) -> int:
    """Return how far a proposal is from a common slip."""
    return _WEAK if proposal.is_weak else _RARE if proposal.is_rare or kind in SAY_LEAST else 0


def _is_rare(candidate: Candidate) -> bool:
    """Tell whether few people make the slip; what says least about a cause is another matter."""
    return candidate.grade == _RARE and candidate.kind not in SAY_LEAST
