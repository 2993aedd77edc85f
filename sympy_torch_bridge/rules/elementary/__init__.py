"""Further elementary functions. The last tag of a rule is its subject."""

from __future__ import annotations

from .._rule import Rule
from ..subject import with_subjects
from . import angles, antiderivatives, exponentials, powers

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = with_subjects(
    {
        "algebraic": powers.RULES,
        "logarithmic": exponentials.RULES,
        "angular": angles.RULES,
        "antiderivative": antiderivatives.RULES,
    }
)
