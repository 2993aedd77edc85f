"""Programs: the hash-consed intermediate form between a SymPy expression and torch."""

from __future__ import annotations

from .collection import collection_paused
from .complex_plane import in_complex_plane, refuses_complex
from .emit import argument_names, emit, emit_inline, load
from .lower import lower, vocabulary_of
from .program import Layout, Node, Program
from .stabilise import stabilise

__all__ = [
    "Layout",
    "Node",
    "Program",
    "argument_names",
    "collection_paused",
    "emit",
    "emit_inline",
    "in_complex_plane",
    "load",
    "lower",
    "refuses_complex",
    "stabilise",
    "vocabulary_of",
]
