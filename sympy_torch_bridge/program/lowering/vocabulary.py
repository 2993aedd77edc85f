"""What a translation knows: forms, records, and the user's functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...ops import Op
from ..expressions.indices import Indices
from .scope import FormFunction

__all__ = ["Vocabulary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a translation knows: the forms and records of SymPy classes, and the user's functions.

    Parameters
    ----------
    forms : mapping
        Generator of each SymPy class that is not a plain function call.
    ops : mapping
        Record of each SymPy function.
    functions : mapping
        Torch callables for classes, or for names of undefined functions; they come first.
    complex : bool
        Whether the program will compute in complex arithmetic.
    overridden : frozenset
        Classes whose record or form the user has replaced: their constants are not SymPy's.
    indices : Indices
        The numbers of axes of indexed arrays, and the symbols that count their entries.
    """

    forms: Mapping[type[Any], FormFunction]
    ops: Mapping[type[Any], Op]
    functions: Mapping[Any, Callable[..., Any]] = field(default_factory=dict)
    complex: bool = False
    overridden: frozenset[Any] = frozenset()
    indices: Indices = field(default_factory=lambda: Indices({}, frozenset()))

    def is_supplied(self, head: type[Any]) -> bool:
        """Whether the user has given a callable for the class, or for its name."""
        return head in self.functions or getattr(head, "__name__", "") in self.functions

    def supplied(self, head: type[Any]) -> Callable[..., Any]:
        """Return the user's callable for a class."""
        return self.functions[head if head in self.functions else head.__name__]
