"""Evaluation on an NVIDIA GPU: a program as one kernel, compiled when it is first needed."""

from __future__ import annotations

from .compiler import reason_against_compiler
from .kernel import CudaKernel
from .source import reason_against_source, source_of

__all__ = ["CudaKernel", "reason_against_compiler", "reason_against_source", "source_of"]
