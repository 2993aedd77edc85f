"""Derivatives of activations and losses. The last tag of a rule is its subject."""

from __future__ import annotations

from .._rule import Rule
from ..subject import with_subjects
from . import (
    activations,
    classification_losses,
    regression_losses,
    smooth_activations,
    softmax,
    vector_losses,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = with_subjects(
    {
        "smooth": smooth_activations.RULES,
        "kinked": activations.RULES,
        "softmax": softmax.RULES,
        "prediction": regression_losses.RULES,
        "classification": classification_losses.RULES,
        "vectors": vector_losses.RULES,
    }
)
