"""Derivatives of vector and matrix expressions; every rule states its shapes and its layout.

Its last tag is its subject. Of section 2 of the Matrix Cookbook (version of November 15, 2012) every equation
has a rule, but for definitions, general chain rules, and those that another one says already.
"""

from __future__ import annotations

from dataclasses import replace

from .._rule import Rule
from . import (
    complex_parts,
    determinants,
    eigenvalues,
    hessians,
    inverses,
    likelihoods,
    linear,
    lines,
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

_SUBJECTS = {
    "linear": linear.RULES,
    "line": lines.RULES,
    "quadratic": quadratic.RULES,
    "trace": (*traces.RULES, *powers.RULES),
    "determinant": determinants.RULES,
    "inverse": inverses.RULES,
    "eigenvalue": eigenvalues.RULES,
    "norm": norms.RULES,
    "stacked": stacked.RULES,
    "structured": structured.RULES,
    "regression": regression.RULES,
    "likelihood": likelihoods.RULES,
    "similarity": similarity.RULES,
    "hessian": hessians.RULES,
    "complex": complex_parts.RULES,
}

RULES: tuple[Rule, ...] = tuple(
    replace(rule, tags=(*rule.tags, subject)) for subject, rules in _SUBJECTS.items() for rule in rules
)
