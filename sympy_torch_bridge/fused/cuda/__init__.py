"""Evaluation on an NVIDIA GPU: a program as one kernel, or a few, compiled when they are first needed."""

from __future__ import annotations

from .compiler import reason_against_compiler
from .sequence import KernelSequence
from .source import reason_against_source

__all__ = ["KernelSequence", "reason_against_compiler", "reason_against_source"]
