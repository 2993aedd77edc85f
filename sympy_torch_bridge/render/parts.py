"""The parts of the entry of a rule, by name and in order: known without loading what computes them."""

from __future__ import annotations

__all__ = ["PARTS"]

PARTS = ("statement", "facts", "derivation", "checks", "limit", "plot", "code", "relations", "references")
