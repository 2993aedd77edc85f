"""What torch looks up in the factors of a matrix before it solves by them."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Entries, Factors
from ..reading import Call

__all__ = ["Pivot", "diagonal_of", "shifted"]


class Pivot(sympy.Dummy):
    """A diagonal entry of the factors: of a matrix of symbols it is not zero, and nothing else is known."""

    def __new__(cls) -> Any:
        """Make a new number that is not zero."""
        return super().__new__(cls, "pivot", real=True, nonzero=True)


def diagonal_of(call: Call, factors: Factors) -> Entries:
    """Return the diagonal of the factors, of which torch asks whether an entry is zero."""
    result = np.empty(tuple(call.results[0].shape), object)
    for place in np.ndindex(*result.shape):
        result[place] = Pivot()
    return result


def shifted(call: Call, factors: Factors, added: Any) -> Factors:
    """Return the factors that torch shifts where the matrix is singular: here it is not."""
    if not isinstance(added, np.ndarray) or any(entry != 0 for entry in added.flat):
        call.refuse("it changes the factors of a matrix")
    return factors
