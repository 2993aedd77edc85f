"""Judging the claim again at other points: a diagnosis has to hold where it was not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..case import Case, Entry
from ..judge import number_of
from ..measurement import Bench
from ..options import facts_of_sample
from ..points import rounded
from ..question import Component
from .evidence import Evidence, evidence_of

__all__ = ["Trial"]

_FRESH_SEED = 7919
_FRESH_POINTS = 18
_MORE_POINTS = 40


@dataclass(frozen=True)
class Trial:
    """The claim at the points of the check, at fresh points, and at points made for a purpose.

    Parameters
    ----------
    case : Case
    """

    case: Case

    @cached_property
    def entries(self) -> list[Entry]:
        """The judged derivatives at the points of the check."""
        return self.case.entries()

    def evidence(self, component: Component) -> Evidence:
        """Return the numbers of one entry at the points of the check."""
        return self._evidence(self.case.bench, self.entries, component)

    def fresh(self, component: Component) -> Evidence:
        """Return the numbers of one entry at points of another seed."""
        return self._evidence(*self._fresh, component)

    def more(self, component: Component) -> Evidence:
        """Return the numbers of one entry at many points of a third seed."""
        return self._evidence(*self._more, component)

    def at(self, component: Component, points: Sequence[Mapping[Any, float]]) -> Evidence:
        """Return the numbers of one entry at given points."""
        facts = [self.case.reference.at(rounded(point, self.case.options.dtype)) for point in points]
        kept = [fact for fact in facts if all(value.is_finite for value in fact.values)]
        bench = Bench(
            self.case.question, kept, self.case.options.dtype, self.case.options.seed, is_drawn=True
        )
        return self._evidence(bench, self._judged(bench), component)

    @cached_property
    def _fresh(self) -> tuple[Bench, list[Entry]]:
        return self._drawn(_FRESH_SEED, min(_FRESH_POINTS, max(6, self.case.options.n_points - 1)))

    @cached_property
    def _more(self) -> tuple[Bench, list[Entry]]:
        return self._drawn(2 * _FRESH_SEED, max(_MORE_POINTS, self.case.options.n_points))

    def _drawn(self, shift: int, n_points: int) -> tuple[Bench, list[Entry]]:
        case = self.case
        options = replace(case.options, points=None, seed=case.options.seed + shift, n_points=n_points)
        facts = facts_of_sample(case.question, case.reference, options)
        bench = Bench(case.question, facts, options.dtype, options.seed, is_drawn=True)
        return bench, self._judged(bench)

    def _judged(self, bench: Bench) -> list[Entry]:
        return self.case.entries(self.case.rows_at(bench)) if bench.facts else []

    @staticmethod
    def _evidence(bench: Bench, entries: Sequence[Entry], component: Component) -> Evidence:
        mine = [entry for entry in entries if entry.component == component]
        exact = [number_of(bench.facts[e.index].derivatives[component].exact) for e in mine]
        return evidence_of(mine, [fact.point for fact in bench.facts], exact)
