"""Naming mistakes: what a refuted claim is consistent with."""

from .diagnose import Diagnosis, diagnose
from .difference import short_difference
from .matrix import diagnose_matrix
from .mistake import KINDS, Mistake

__all__ = ["KINDS", "Diagnosis", "Mistake", "diagnose", "diagnose_matrix", "short_difference"]
