"""Naming mistakes: what a refuted claim is consistent with."""

from .diagnose import Diagnosis, diagnose
from .difference import short_difference
from .mistake import KINDS, Mistake

__all__ = ["KINDS", "Diagnosis", "Mistake", "diagnose", "short_difference"]
