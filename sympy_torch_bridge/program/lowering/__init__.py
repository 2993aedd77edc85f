"""Lowering: a SymPy expression becomes a Program.

Each SymPy class has a *form*, a generator that yields the subexpressions it needs lowered and
receives their node indices. :class:`Lowering` drives them.
"""

from __future__ import annotations

from .lowering import Lowering
from .scope import Form, FormFunction, Scope
from .vocabulary import Vocabulary

__all__ = ["Form", "FormFunction", "Lowering", "Scope", "Vocabulary"]
