"""Claims that are wrong only where two variables are equal."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from ..question import Component
from .account import Account
from .evidence import Evidence
from .mistake import Mistake
from .trial import Trial

__all__ = ["diagonal_account"]

_ENOUGH = 3


def diagonal_account(trial: Trial, component: Component) -> Account | None:
    """Return the pair of variables whose equality makes an entry wrong.

    The sample holds few points of equal values: further ones are made, and all of them have to be wrong.
    """
    evidence = trial.evidence(component)
    for first, second in combinations(trial.case.question.inputs, 2):
        equal = np.array([point[first] == point[second] for point in evidence.points], dtype=bool)
        # Where both are zero the derivative often is, and the claim right by chance.
        by_chance = np.array([point[first] == 0 for point in evidence.points]) & equal & ~evidence.wrong
        if not evidence.n_wrong or ((equal != evidence.wrong) & ~by_chance).any():
            continue
        fresh = trial.fresh(component)
        on = trial.at(component, [{**point, second: point[first]} for point in fresh.points if point[first]])
        if _is_confirmed(fresh, on, first, second):
            text = f"a claim that is wrong only where {first} = {second}"
            mistake = Mistake("diagonal", text, f"{first}, {second}", region=f"{first} = {second}")
            return Account((mistake,), lambda other: other.exact)
    return None


def _is_confirmed(fresh: Evidence, on: Evidence, first: Any, second: Any) -> bool:
    away = np.array([point[first] != point[second] for point in fresh.points], dtype=bool)
    right = (~fresh.wrong)[away]
    return bool(len(right) >= _ENOUGH and right.all() and on.n_wrong >= _ENOUGH and on.wrong.all())
