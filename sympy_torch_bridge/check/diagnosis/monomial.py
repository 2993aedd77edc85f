"""Numbers that are a constant times powers of the variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..alike import SAME
from .evidence import Evidence

__all__ = ["is_lone_symbol", "is_monomial"]

# More points than unknowns: with as many, every number would be a product of powers.
_SPARE = 4


def is_monomial(evidence: Evidence, inputs: Sequence[Any]) -> bool:
    """Tell whether the claimed numbers are one number times whole or half powers of the inputs.

    Parameters
    ----------
    evidence : Evidence
    inputs : sequence of Symbol

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> points = tuple({x: float(i), y: float(j)} for i in (1, 2, -3) for j in (2, 5, 7))
    >>> of = lambda f: np.array([f(p[x], p[y]) for p in points])
    >>> evidence = lambda f: Evidence(points, of(f), of(f), 0 * of(f), of(f) == 0, 9)
    >>> (
    ...     is_monomial(evidence(lambda a, b: 3 * a**2 / b), [x, y]),
    ...     is_monomial(evidence(lambda a, b: a + b), [x, y]),
    ... )
    (True, False)
    """
    coordinates = np.array([[float(point[symbol]) for symbol in inputs] for point in evidence.points])
    used = (coordinates != 0).all(axis=1) & (evidence.measured != 0)
    if used.sum() < len(inputs) + _SPARE:
        return False
    logarithms = np.log(np.abs(coordinates[used]))
    unknown = np.column_stack([np.ones(len(logarithms)), logarithms])
    size = np.log(np.abs(evidence.measured[used]))
    solution, _, rank, _ = np.linalg.lstsq(unknown, size, rcond=None)
    powers = np.round(2 * solution[1:]) / 2
    rest = size - logarithms @ powers
    return bool(rank == unknown.shape[1] and np.ptp(rest) <= SAME * max(1.0, np.abs(size).max()))


def is_lone_symbol(evidence: Evidence, symbols: Sequence[Any]) -> bool:
    """Tell whether all numbers of a claim are those of one symbol.

    Parameters
    ----------
    evidence : Evidence
    symbols : sequence of Symbol
    """
    columns = ([float(point[symbol]) for point in evidence.points] for symbol in symbols)
    return any(evidence.matches(np.array(column)).all() for column in columns)
