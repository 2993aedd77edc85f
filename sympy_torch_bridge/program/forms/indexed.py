"""Entries of arrays: ``x[i]`` of an IndexedBase, an ArraySymbol, an explicit array or an array expression."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.tensor.array.expressions import ArrayElement

from ...errors import UnsupportedFunctionError
from ...ops import array_kernels
from ..expressions.indices import base_and_positions
from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import parametrised

__all__ = ["FORMS"]


def _entry(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    """Pick one entry: at literal indices by indexing, at computed ones by gathering."""
    base, positions = base_and_positions(expr)
    array = yield base, scope
    rank = len(positions)
    if lowering.builder.rank(array) != rank:
        have = lowering.builder.rank(array)
        raise UnsupportedFunctionError(
            type(expr).__name__, [type(expr).__name__], hint=f"give all {have} indices of {base}, not {rank}"
        )
    if all(position.is_Integer for position in positions):
        fixed = tuple(int(position) for position in positions)
        if min(fixed) < 0:
            hint = f"indices count from 0 and do not wrap around; {expr} has no value"
            raise UnsupportedFunctionError(type(expr).__name__, [type(expr).__name__], hint=hint)
        return lowering.builder.add(parametrised(array_kernels.entry, fixed, rank=0, integral=True), array)
    build = lowering.builder
    places = []
    for position in positions:
        places.append((yield position, lowering.index_scope(scope)))
    places = list(build.aligned(tuple(places)))
    entries = max(map(build.rank, places))
    if entries:  # inside a function of entries every entry has a place of its own
        insert = parametrised(array_kernels.inserted, entries, rank, rank=rank, integral=True)
        array = build.add(insert, array)
    return build.add(
        parametrised(array_kernels.gather, rank, rank=entries, integral=scope.is_index), array, *places
    )


FORMS: dict[type[Any], FormFunction] = {sympy.Indexed: _entry, ArrayElement: _entry}
