"""Naming mistakes: what a refuted claim is consistent with."""

from .diagnose import Diagnosis, diagnose
from .difference import short_difference
from .jacobian import diagnose_jacobian
from .matrix import diagnose_matrix
from .mistake import KINDS, Mistake

__all__ = [
    "KINDS",
    "Diagnosis",
    "Mistake",
    "diagnose",
    "diagnose_jacobian",
    "diagnose_matrix",
    "short_difference",
]
