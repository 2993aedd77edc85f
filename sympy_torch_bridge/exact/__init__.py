"""Exact values of SymPy expressions: balls with proved radii, quotients that need no derivative rule."""

from __future__ import annotations

from .enclosure import Enclosure
from .expected import Expected
from .function import ExactFunction
from .higher import central_derivative, classify_derivative
from .quotient import central_curvature, central_slope
from .real_result import RealResult
from .sides import OneSided, Slope, classify, is_kink, one_sided_slopes

__all__ = [
    "Enclosure",
    "ExactFunction",
    "Expected",
    "OneSided",
    "RealResult",
    "Slope",
    "central_curvature",
    "central_derivative",
    "central_slope",
    "classify",
    "classify_derivative",
    "is_kink",
    "one_sided_slopes",
]
