"""Arrays and their indices in an expression: how many axes an array has, and which symbols count entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.tensor.array.expressions import ArrayElement

from ...errors import InputShapeError
from .traversal import kinds_of, postorder
from .variable import is_variable, shape_of

__all__ = ["Indices", "base_and_positions", "counters_among", "indices_in"]


@dataclass(frozen=True, slots=True)
class Indices:
    """What the indexed entries of an expression say about its symbols.

    Parameters
    ----------
    shapes : dict
        The shape of each IndexedBase, None for a size that is not declared.
    counters : frozenset
        Symbols that occur in an index, or in the range of one: whole numbers, kept exact in every dtype.
    """

    shapes: dict[Any, tuple[Any, ...]]
    counters: frozenset[Any]


_ENTRIES = (sympy.Indexed, ArrayElement, MatrixElement)


def indices_in(exprs: Iterable[Any]) -> Indices:
    """Gather the facts about all arrays of some expressions.

    Raises
    ------
    InputShapeError
        An array is used with different numbers of indices.

    Examples
    --------
    >>> x, i = sympy.IndexedBase("x"), sympy.Idx("i")
    >>> indices_in([x[i + 1]])
    Indices(shapes={x: (None,)}, counters=frozenset({i}))
    """
    shapes: dict[Any, tuple[Any, ...]] = {}
    counters: set[Any] = set()
    seen: set[int] = set()
    counted: set[int] = set()
    for expr in exprs:
        if not any(issubclass(kind, _ENTRIES) for kind in kinds_of(expr)):
            continue
        for node in postorder(expr, seen):
            if isinstance(node, ExprWithLimits) and _has_entries(node):
                counters.update(part for part in postorder(sympy.Tuple(*node.limits)) if is_variable(part))
            if not isinstance(node, _ENTRIES):
                continue
            base, positions = base_and_positions(node)
            for position in positions:
                counters.update(part for part in postorder(position, counted) if is_variable(part))
            if isinstance(base, sympy.IndexedBase):
                _record(shapes, base, len(positions))
    return Indices(shapes, frozenset(counters))


def _has_entries(expr: Any) -> bool:
    return any(issubclass(kind, _ENTRIES) for kind in kinds_of(expr))


def base_and_positions(entry: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the array and the indices of an entry."""
    if isinstance(entry, sympy.Indexed):
        return entry.base, tuple(entry.indices)
    base, *positions = entry.args
    return base, tuple(positions[0] if isinstance(entry, ArrayElement) else positions)


def _record(shapes: dict[Any, tuple[Any, ...]], base: Any, rank: int) -> None:
    shape = shape_of(base) or (None,) * rank
    known = shapes.setdefault(base, shape)
    if len(known) != rank:
        raise InputShapeError(
            [(str(base), tuple(known))],
            why=f"'{base}' is used with {rank} and with {len(known)} indices",
            hint="every use of an array takes all its indices; give another name to the second array",
        )


def counters_among(inputs: Sequence[Any], indices: Indices) -> frozenset[int]:
    """Return the positions of the inputs that count entries; none if no other input gives a dtype.

    Examples
    --------
    >>> x, i = sympy.IndexedBase("x"), sympy.Idx("i")
    >>> counters_among([x, i], indices_in([x[i + 1]]))
    frozenset({1})
    """
    places = frozenset(place for place, symbol in enumerate(inputs) if symbol in indices.counters)
    return places if len(places) < len(inputs) else frozenset()
