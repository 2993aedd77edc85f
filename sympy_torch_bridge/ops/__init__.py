"""The op table: one record per SymPy function, from which everything else is generated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import (
    beta_slopes,
    elementary,
    error_functions,
    exponential_integrals,
    gamma,
    incomplete_gamma,
    piecewise,
    slopes,
    zeta,
    zeta_slopes,
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


OPS: tuple[Op, ...] = (
    *elementary.OPS, *piecewise.OPS, *complex_parts.OPS,
    *gamma.OPS, *error_functions.OPS, *exponential_integrals.OPS, *slopes.OPS,
    *incomplete_gamma.OPS, *beta_slopes.OPS, *zeta.OPS, *zeta_slopes.OPS,
)  # fmt: skip
BY_HEAD: dict[type[Any], Op] = index_by_head(OPS)
