"""Score functions of probability distributions, and densities. The last tag of a rule is its subject."""

from __future__ import annotations

from .._rule import Rule
from ..subject import with_subjects
from . import discrete, half_line, interval, location_scale

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = with_subjects(
    {
        "line": location_scale.RULES,
        "half-line": half_line.RULES,
        "interval": interval.RULES,
        "discrete": discrete.RULES,
    }
)
