"""Several assumptions about one matrix: the structure that has them all, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import MatrixSymbol, Q
from sympy.assumptions.assume import global_assumptions

from ..errors import MatrixDerivativeError

__all__ = ["intersection", "refuse_other_assumptions"]

# Two different ones of these leave the diagonal matrices.
_MEET_IN_DIAGONAL = {"symmetric", "diagonal", "lower-triangular", "upper-triangular"}

# Assumptions that bind the entries to each other and that no structure stands for. Those that hold
# for all matrices nearby too, such as Q.invertible, change no derivative.
_WITHOUT_RULE = (Q.triangular, Q.unit_triangular, Q.unitary, Q.normal, Q.singular)


def intersection(names: Sequence[str], symbol: MatrixSymbol) -> str:
    """Return the structure of the matrices that have all the structures named.

    Raises
    ------
    MatrixDerivativeError
        No structure is that of their intersection.

    Examples
    --------
    >>> intersection(["symmetric", "upper-triangular"], MatrixSymbol("X", 2, 2))
    'diagonal'
    """
    if set(names) <= _MEET_IN_DIAGONAL:
        return "diagonal"
    raise _refused(symbol, " and ".join(names))


def refuse_other_assumptions(symbol: MatrixSymbol) -> None:
    """Raise for an assumption that restricts the changes of the matrix and has no projection here."""
    for predicate in _WITHOUT_RULE:
        if predicate(symbol) in global_assumptions:
            raise _refused(symbol, str(predicate))


def _refused(symbol: MatrixSymbol, what: str) -> MatrixDerivativeError:
    why = f"{symbol} is assumed {what}, and there is no projection onto such matrices"
    hint = f"why: {why}; assume one structure"
    return MatrixDerivativeError(type(symbol).__name__, [str(symbol)], wrt=str(symbol), hint=hint)
