"""Programs: the hash-consed intermediate form between a SymPy expression and torch."""

from __future__ import annotations

from .collection import collection_paused
from .complex_plane import in_complex_plane, refuses_complex
from .emit import argument_names, emit, emit_inline, load
from .emitted import Emitted
from .layout import Layout
from .lower import lower, vocabulary_of
from .node import Node
from .program import Program
from .stabilise import stabilise

__all__ = [
    "Emitted",
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
