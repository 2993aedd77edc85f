"""Where a subexpression stands while it is lowered, and the generators that lower it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .lowering import Lowering

__all__ = ["Form", "FormFunction", "Scope"]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Where a subexpression stands: in a branch of a Piecewise, or under a substitution.

    Inside a branch every input is replaced by 1 wherever the branch is not taken. The discarded
    value may be anything, but its gradient is cut at the inputs, so that it never poisons the result.

    Under a substitution the ``bound`` symbols stand for nodes computed outside. So do the variables
    of a function that is applied to the entries of a matrix, where every operation is one of entries.
    In the scope of an index, symbols that count entries are the whole numbers that were passed.
    The ``points`` are the expressions of bound symbols that have to be computed anew inside a branch.
    """

    parent: Scope | None = None
    mask: int = -1
    bound: Mapping[Any, int] = field(default_factory=dict)
    points: Mapping[Any, Any] = field(default_factory=dict)
    entrywise: bool = False
    is_index: bool = False


Form = Generator[tuple[Any, "Scope"], int, int]
FormFunction = Callable[["Lowering", Any, Scope], Form]
