"""The numbers of wrong differentials beside those of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..alike import SAME
from ..named_entries import entry_number
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
_ENOUGH = 3
# What doubles lose in inverses shows when the inputs are moved by some rounding units, twice.
_MOVE = 2.0**-48
_MOVES = 2
_SEED = 20


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
        self._common = common_numbers(list(evidences.values()))
        self._sizes = sizes
        inputs = {s: np.array([float(point[s]) for point in self._common.points]) for s in scalars}
        for matrix, symbols in entries.items():
            numbers = [[entry_number(e, point) for e in symbols.flat()] for point in self._common.points]
            inputs[matrix] = np.array(numbers).reshape(-1, *symbols.shape)
        rng = np.random.default_rng(_SEED)
        moved = [
            {
                symbol: values * (1 + _MOVE * rng.uniform(-1, 1, values.shape))
                for symbol, values in inputs.items()
            }
            for _ in range(_MOVES)
        ]
        self._numbers = [MatrixNumbers(numbers) for numbers in (inputs, *moved)]
        self._known: dict[Term, Any] = {}

    def fits(self, terms: Sequence[Term], factor: float = 1.0) -> bool:
        """Tell whether a sum of terms, times a factor, accounts for every claimed number.

        Numbers that double precision cannot tell from the exact ones are no evidence; most of the wrong ones
        have to be.
        """
        common = self._common
        if not len(common.points):
            return False
        parts = [self._value(term) for term in terms]
        if any(part is None for part in parts):
            return False
        with np.errstate(all="ignore"):
            values, *moved = factor * sum(parts, np.zeros((1 + _MOVES, *common.claimed.shape)))
            sizes = np.max([np.abs(part[0]) for part in parts], axis=0, initial=0)
            noise = np.max([np.abs(other - values) for other in moved], axis=0)
            allowed = np.max([common.slack, SAME * np.abs(values), _LOST * sizes, noise], axis=0)
            is_wrong = ~np.isclose(common.claimed, common.exact, rtol=SAME, atol=0)
            tells = is_wrong & (allowed <= _CLOSER * np.abs(common.claimed - common.exact))
            is_enough = tells.sum() >= max(_ENOUGH, is_wrong.sum() / 2)
            return bool(is_enough and (np.abs(common.claimed - values) <= allowed).all())

    def _value(self, term: Term) -> Any:
        if term not in self._known:
            self._known[term] = self._evaluated(term)
        return self._known[term]

    def _evaluated(self, term: Term) -> Any:
        """Return the entries of a term: at the points, and at moved ones; None for one of another shape."""
        found = [self._at(numbers, term) for numbers in self._numbers]
        return None if any(values is None for values in found) else np.stack(found)

    def _at(self, numbers: MatrixNumbers, term: Term) -> Any:
        p, q, n, m = self._sizes
        left, right, factor = (numbers.of(part) for part in (term.left, term.right, term.factor))
        if left is None or right is None or factor is None:
            return None
        if term.pairing is not None:
            spread = self._paired(left, right, numbers.of(term.pairing))
        else:
            spread = self._spread(left, right, is_turned=term.is_turned)
        if spread is None or spread.shape[1:] != (p, q, n, m):
            return None
        flat = factor.reshape(-1, 1) * spread.reshape(len(spread), -1)
        return np.broadcast_to(flat, self._common.claimed.shape)

    def _paired(self, left: Any, right: Any, pairing: Any) -> Any:
        """Return the four axes of a matrix times the change of a scalar factor."""
        if pairing is None or pairing.shape[1:] != self._sizes[2:] or left.shape[2] != right.shape[1]:
            return None
        return (left @ right)[:, :, :, None, None] * pairing[:, None, None]

    def _spread(self, left: Any, right: Any, *, is_turned: bool) -> Any:
        """Return the four axes of a Kronecker product that acts on stacked columns."""
        p, q, n, m = self._sizes
        kron = np.einsum("zba,zcd->zacbd", right, left)
        rows, columns = right.shape[2] * left.shape[1], right.shape[1] * left.shape[2]
        if (rows, columns) != (p * q, n * m):
            return None
        if is_turned:  # the columns of the transpose are the rows
            return kron.reshape(-1, q, p, n, m).transpose(0, 2, 1, 3, 4)
        return kron.reshape(-1, q, p, m, n).transpose(0, 2, 1, 4, 3)
