"""The error of a kernel of the op table, measured against the reference of its record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np
import torch

from ..ops import Op
from ..program.record_facts import arity_of
from ..tolerance import FLOAT64
from ..working_precision import PRECISION_LOCK

__all__ = ["largest_ulp"]

_DIGITS = 40


def largest_ulp(op: Op, n_points: int = 12) -> float:
    """Return the largest error of the value in units in the last place of a double.

    Parameters
    ----------
    op : Op
        A record with a reference.
    n_points : int
        How many points to draw from the domain, in addition to the samples of the record.

    Returns
    -------
    float
        nan where the record has no reference.

    Examples
    --------
    >>> import sympy
    >>> from sympy_torch_bridge.ops import BY_HEAD
    >>> largest_ulp(BY_HEAD[sympy.exp]) < 1
    True
    """
    if op.reference is None:
        return math.nan
    columns = _points(op, n_points)
    dtype = torch.complex128 if op.complex_valued else torch.float64
    with torch.no_grad():
        computed = op.lower(*(torch.tensor(column, dtype=dtype) for column in columns))
    values = computed.broadcast_to((len(columns[0]),)).tolist()
    with PRECISION_LOCK, mpmath.workdps(_DIGITS):
        return max(_error(value, op, point) for value, point in zip(values, columns.T.tolist(), strict=True))


def _points(op: Op, n_points: int) -> np.ndarray[Any, Any]:
    """Draw arguments, whole numbers where the record says so; shape (arity, points)."""
    arity, rng = arity_of(op), np.random.default_rng(0)
    drawn = np.array([op.argument_domain(i).sample(rng, n_points) for i in range(arity)])
    drawn[list(op.integer)] = np.rint(drawn[list(op.integer)])
    return np.concatenate([drawn, np.array(op.samples).T.reshape(arity, -1)], axis=1)


def _error(value: complex, op: Op, point: Sequence[float]) -> float:
    exact = mpmath.mpmathify(op.reference(*map(mpmath.mpf, point)))  # type: ignore[misc]  # not None here
    got = mpmath.mpmathify(value)
    if got == exact or (mpmath.isnan(got) and mpmath.isnan(exact)):
        return 0.0
    unit = mpmath.ldexp(mpmath.mpf(FLOAT64.eps), mpmath.mag(max(abs(exact), FLOAT64.tiny)) - 1)
    return float(abs(got - exact) / unit)
