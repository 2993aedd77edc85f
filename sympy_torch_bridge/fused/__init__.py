"""The fused backend: value and gradient as one program, evaluated in blocks or by a kernel of a GPU."""

from __future__ import annotations

from .evaluator import Evaluator
from .explanation import Explanation
from .fused_program import FusedProgram

__all__ = ["Evaluator", "Explanation", "FusedProgram"]
