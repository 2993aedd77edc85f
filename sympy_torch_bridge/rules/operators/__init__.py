"""Rules about unknown functions beyond the first ones. The last tag of a rule is its subject."""

from __future__ import annotations

from .._rule import Rule
from ..subject import with_subjects
from . import compositions, higher, integrals, inverse, products

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = with_subjects(
    {
        "combination": products.RULES,
        "composition": compositions.RULES,
        "integral-rule": integrals.RULES,
        "implicit": inverse.RULES,
        "higher-order": higher.RULES,
    }
)
