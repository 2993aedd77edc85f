"""Lowering: a SymPy expression becomes a Program.

Each SymPy class has a *form*, a generator that yields the subexpressions it needs lowered and
receives their node indices. :class:`Lowering` drives them.
"""

from __future__ import annotations

from .lowering import Lowering
from .scope import Form, FormFunction, Scope
from .supplied import derivative_of_supplied, derivatives_of_supplied, guarded
from .vocabulary import Vocabulary

__all__ = [
    "Form",
    "FormFunction",
    "Lowering",
    "Scope",
    "Vocabulary",
    "derivative_of_supplied",
    "derivatives_of_supplied",
    "guarded",
]
