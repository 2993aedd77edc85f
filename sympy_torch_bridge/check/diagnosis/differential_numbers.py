"""The numbers of wrong differentials beside those of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..case import SAME
from ..question import Component
from .differential import Term
from .evidence import Evidence
from .matrix_numbers import MatrixNumbers
from .matrix_screen import common_numbers

__all__ = ["DifferentialNumbers"]

# Of the largest product: what doubles lose where the terms cancel.
_LOST = 1e-11
# A wrong form has to come this much closer to a wrong number than the exact derivative does.
_CLOSER = 0.1


class DifferentialNumbers:
    """Compares wrong differentials with the claimed numbers at all points that have every entry.

    Parameters
    ----------
    evidences : mapping of Component to Evidence
        The numbers of all entries, one row for each output.
    entries : mapping of MatrixSymbol to Matrix of Symbols
    scalars : sequence of Symbol
        The other inputs.
    sizes : tuple of int
        Rows and columns of the result, rows and columns of the variable.
    """

    def __init__(
        self,
        evidences: Mapping[Component, Evidence],
        entries: Mapping[Any, Any],
        scalars: Sequence[Any],
        sizes: tuple[int, int, int, int],
    ) -> None:
        points, self._claimed, self._exact = common_numbers(list(evidences.values()))
        self._sizes = sizes
        inputs = {s: np.array([float(point[s]) for point in points]) for s in scalars}
        for matrix, symbols in entries.items():
            numbers = [[float(point[symbol]) for symbol in symbols.flat()] for point in points]
            inputs[matrix] = np.array(numbers).reshape(-1, *symbols.shape)
        self._numbers = MatrixNumbers(inputs)
        self._known: dict[Term, Any] = {}

    def fits(self, terms: Sequence[Term], factor: float = 1.0) -> bool:
        """Tell whether a sum of terms, times a factor, accounts for every claimed number."""
        if not len(self._claimed):
            return False
        parts = [self._value(term) for term in terms]
        if any(part is None for part in parts):
            return False
        with np.errstate(all="ignore"):
            values = factor * sum(parts, np.zeros_like(self._claimed))
            sizes = np.max([np.abs(part) for part in parts], axis=0, initial=0)
            gaps = np.abs(self._claimed - values)
            is_wrong = ~np.isclose(self._claimed, self._exact, rtol=SAME, atol=0)
            allowed = np.maximum(SAME * np.abs(values), _LOST * sizes)
            near = np.where(is_wrong, _CLOSER * np.abs(self._claimed - self._exact), np.inf)
            return bool(is_wrong.any() and (gaps <= np.minimum(allowed, near)).all())

    def _value(self, term: Term) -> Any:
        if term not in self._known:
            self._known[term] = self._evaluated(term)
        return self._known[term]

    def _evaluated(self, term: Term) -> Any:
        """Return the entries of a term, one row for each point; None for one of another shape."""
        p, q, n, m = self._sizes
        left, right, factor = (self._numbers.of(part) for part in (term.left, term.right, term.factor))
        if left is None or right is None or factor is None:
            return None
        count = len(self._claimed)
        if term.pairing is not None:
            pairing = self._numbers.of(term.pairing)
            if pairing is None or pairing.shape[1:] != (n, m) or left.shape[2] != right.shape[1]:
                return None
            matrix = left @ right
            spread = matrix[:, :, :, None, None] * pairing[:, None, None]
        else:
            spread = self._spread(left, right, is_turned=term.is_turned)
        if spread is None or spread.shape[1:] != (p, q, n, m):
            return None
        flat = factor.reshape(-1, 1) * spread.reshape(len(spread), -1)
        return np.broadcast_to(flat, (count, p * q * n * m))

    def _spread(self, left: Any, right: Any, *, is_turned: bool) -> Any:
        """Return the four axes of a Kronecker product that acts on stacked columns."""
        p, q, n, m = self._sizes
        kron = np.einsum("zba,zcd->zacbd", right, left)
        rows, columns = right.shape[2] * left.shape[1], right.shape[1] * left.shape[2]
        if (rows, columns) != (p * q, n * m):
            return None
        stacked = kron.reshape(-1, q, p, m, n)
        if is_turned:  # the columns of the transpose are the rows
            stacked = kron.reshape(-1, q, p, n, m).swapaxes(3, 4)
        return stacked.transpose(0, 2, 1, 4, 3)
