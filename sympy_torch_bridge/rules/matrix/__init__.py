"""Derivatives of vector and matrix expressions; every rule states its shapes and its layout."""

from __future__ import annotations

from .._rule import Rule
from . import (
    determinants,
    hessians,
    inverses,
    likelihoods,
    linear,
    norms,
    powers,
    quadratic,
    regression,
    similarity,
    stacked,
    structured,
    traces,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    *linear.RULES,
    *quadratic.RULES,
    *traces.RULES,
    *powers.RULES,
    *determinants.RULES,
    *inverses.RULES,
    *norms.RULES,
    *stacked.RULES,
    *structured.RULES,
    *regression.RULES,
    *likelihoods.RULES,
    *similarity.RULES,
    *hessians.RULES,
)
