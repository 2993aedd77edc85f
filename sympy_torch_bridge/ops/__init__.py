"""The op table: one record per SymPy function, from which everything else is generated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import (
    appell,
    bessel,
    code_functions,
    combinatorial,
    deltas,
    elementary,
    elliptic,
    error_functions,
    gamma,
    marcum,
    number_theory,
    piecewise,
    polar,
    polynomials,
    spherical_harmonics,
)
from . import complex as complex_parts
from ._op import Op

__all__ = ["BY_HEAD", "OPS", "Op", "index_by_head"]


def index_by_head(ops: Iterable[Op]) -> dict[type[Any], Op]:
    """Map each SymPy class to its record.

    Raises
    ------
    ValueError
        Two records claim the same class.
    """
    table: dict[type[Any], Op] = {}
    for op in ops:
        if op.head in table:
            raise ValueError(f"two records for {op.name}; a function is one record in one place")
        table[op.head] = op
    return table


_FAMILIES = (
    elementary,
    piecewise,
    complex_parts,
    appell,
    bessel,
    code_functions,
    combinatorial,
    deltas,
    elliptic,
    error_functions,
    gamma,
    marcum,
    number_theory,
    polar,
    polynomials,
    spherical_harmonics,
)

OPS: tuple[Op, ...] = tuple(op for family in _FAMILIES for op in family.OPS)
BY_HEAD: dict[type[Any], Op] = index_by_head(OPS)
