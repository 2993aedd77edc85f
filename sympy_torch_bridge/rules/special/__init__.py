"""Derivatives of special functions. The last tag of a rule is its subject."""

from __future__ import annotations

from .._rule import Rule
from ..subject import with_subjects
from . import bessel, elliptic, error, gamma, hypergeometric, integrals, polynomials

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = with_subjects(
    {
        "gamma": gamma.RULES,
        "error": error.RULES,
        "integral": integrals.RULES,
        "bessel": bessel.RULES,
        "elliptic": elliptic.RULES,
        "hypergeometric": hypergeometric.RULES,
        "polynomial": polynomials.RULES,
    }
)
