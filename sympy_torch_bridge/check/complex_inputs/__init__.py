"""Checks with complex inputs: holomorphic functions, and real functions of complex variables."""

from __future__ import annotations

from .checks import (
    check_complex_code,
    check_complex_consistency,
    check_complex_formula,
    check_complex_gradient,
    refuse_complex,
)
from .diagnose import complex_diagnosis

__all__ = [
    "check_complex_code",
    "check_complex_consistency",
    "check_complex_formula",
    "check_complex_gradient",
    "complex_diagnosis",
    "refuse_complex",
]
