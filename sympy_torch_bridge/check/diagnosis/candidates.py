"""All wrong derivatives of one entry that the table proposes, each formula once."""

from __future__ import annotations

from collections.abc import Iterator
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
    """A mistake, and the mistakes of other kinds that lead to the very formula.

    Parameters
    ----------
    kind : str
    place : int
        Of its generator in the order of preference.
    proposal : Proposal
    grade : int
        How far the mistake is from a common slip.
    others : tuple of Candidate
        One of each further kind.
    """

    kind: str
    place: int
    proposal: Proposal
    grade: int
    others: tuple[Candidate, ...] = ()

    @property
    def mistake(self) -> Mistake:
        """The mistake in words."""
        kinds = tuple(other.kind for other in self.others)
        return Mistake(self.kind, str(self.proposal.text), str(self.proposal.part), other_kinds=kinds)

    @property
    def is_weak(self) -> bool:
        """Whether it describes the formula rather than a cause."""
        return self.grade == _WEAK

    @property
    def is_rare(self) -> bool:
        """Whether few people make the slip; what says least about a cause is another matter."""
        return self.grade == _RARE and self.kind not in SAY_LEAST

    def joined(self, other: Candidate) -> Candidate:
        """Return the candidate with another one of its formula: the more probable of the two names it."""
        if other.grade < self.grade:
            former = tuple(one for one in (replace(self, others=()), *self.others) if one.kind != other.kind)
            return replace(other, others=former)
        known = (self.kind, *(one.kind for one in self.others))
        return self if other.kind in known else replace(self, others=(*self.others, other))


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
        for place, proposal, formula in _proposed(subject):
            known, kind = found.get(formula), GENERATORS[place].kind
            candidate = Candidate(kind, place, proposal, _grade(kind, proposal))
            if known is not None:
                found[formula] = known.joined(candidate)
            elif len(found) < _MAX_CANDIDATES and formula != subject.derivative:
                found[formula] = candidate
        return cls(tuple(found.values()), tuple(found), subject, ops)

    @cached_property
    def may_be_one_of_two(self) -> NDArray[np.bool_]:
        """For each candidate whether it names a slip that many people make, with another one beside it."""
        alone = [GENERATORS[c.place].is_alone for c in self.found]
        return np.array([not (c.is_weak or c.is_rare or a) for c, a in zip(self.found, alone, strict=True)])

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

    def accounts(self, place: int) -> tuple[Account, ...]:
        """Return the account of one candidate, and those of other mistakes with its very formula."""
        candidate, formula = self.found[place], self.formulas[place]
        return tuple(
            replace(
                self.combined((one.mistake,), formula),
                is_weak=one.is_weak,
                is_rare=one.is_rare,
                place=one.place,
            )
            for one in (candidate, *candidate.others)
        )

    def combined(self, mistakes: tuple[Mistake, ...], formula: Any) -> Account:
        """Return an account whose prediction is a formula."""
        inputs, ops = self.subject.inputs, self.ops
        return Account(mistakes, lambda evidence: values_of([formula], inputs, evidence.points, ops)[0])


def _proposed(subject: Subject) -> Iterator[tuple[int, Proposal, Any]]:
    """Yield the place of a generator, what it proposes, and the derivative of the whole expression then."""
    branches = list(subject.branches)
    for place, generator in enumerate(GENERATORS):
        if generator.propose is not None:
            for proposal in generator.propose(subject):
                yield place, proposal, proposal.formula
            for branch, whole in branches:
                for proposal in generator.propose(branch):
                    yield place, proposal, whole(proposal.formula)


def _grade(kind: str, proposal: Proposal) -> int:
    """Return how far a proposal is from a common slip."""
    return _WEAK if proposal.is_weak else _RARE if proposal.is_rare or kind in SAY_LEAST else 0
