"""Checks with complex inputs: holomorphic functions, and real functions of complex variables."""

from __future__ import annotations

from .analytic import is_analytic_form
from .arrangement import arrangement_diagnosis
from .checks import (
    check_complex_code,
    check_complex_consistency,
    check_complex_formula,
    check_complex_gradient,
    refuse_complex,
)
from .report import Naming

__all__ = [
    "Naming",
    "arrangement_diagnosis",
    "check_complex_code",
    "check_complex_consistency",
    "check_complex_formula",
    "check_complex_gradient",
    "is_analytic_form",
    "refuse_complex",
]
