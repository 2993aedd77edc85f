"""What a translation knows: forms, records, and the user's functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy

from ...ops import BY_HEAD, Op
from ..expressions.indices import Indices
from .scope import FormFunction

__all__ = ["Vocabulary"]

_ARITHMETIC = frozenset({sympy.Add, sympy.Mul, sympy.Pow})


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

    def is_called(self, head: type[Any]) -> bool:
        """Whether nodes of the class are computed from the values of their arguments."""
        return head in _ARITHMETIC or head in self.ops or self.is_supplied(head)

    def keeps(self, node: Any, position: int, is_deep: bool = False) -> bool:
        """Whether SymPy's derivative by an argument is not that of what computes the function here.

        So it is for a function that the user has replaced, and where the record has a rule of its own,
        which holds at points where SymPy's formula is undefined.
        """
        head = type(node)
        if self.is_supplied(head) or head in self.overridden:
            return True
        if self._replaces_known() and isinstance(node, sympy.Function):
            return True  # SymPy's formula may hold a function that has been replaced: the cosine for the sine
        if is_deep:
            return False
        if isinstance(node, sympy.Pow):
            return _divides_by_base(node, position)
        op = self.ops.get(head)
        if op is None:
            return False
        has_rule = position < len(op.partials) and op.partials[position] is not None
        return op.removable or has_rule

    def _replaces_known(self) -> bool:
        """Whether a function that SymPy's derivatives may hold is another one here."""
        known = {*self.forms, *BY_HEAD}
        names = {head.__name__ for head in known}
        return any(key in known or key in names for key in self.functions) or any(
            head in BY_HEAD for head in self.overridden
        )

    def supplied(self, head: type[Any]) -> Callable[..., Any]:
        """Return the user's callable for a class."""
        return self.functions[head if head in self.functions else head.__name__]


def _divides_by_base(power: Any, position: int) -> bool:
    """Whether SymPy's derivative of a power is undefined at a base of 0 where the derivative exists."""
    base, exponent = power.args
    if position == 1:
        return base.is_zero is not False and not base.is_extended_positive
    inner_power = isinstance(base, sympy.Pow) and exponent.is_Number and not exponent.is_Integer
    return inner_power or (not exponent.is_Number and base.is_zero is not False)
