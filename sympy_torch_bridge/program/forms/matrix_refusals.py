"""Matrix expressions that have no value to compute, each with the reason and a way out."""

from __future__ import annotations

from typing import Any

from sympy.matrices.expressions import factorizations
from sympy.matrices.expressions.sets import MatrixSet
from sympy.matrices.expressions.special import GenericIdentity, GenericZeroMatrix

from ...errors import UnsupportedFunctionError
from ..lowering import Form, FormFunction, Lowering, Scope

__all__ = ["FORMS", "REASONS"]

_SIZELESS = "it has no size by itself; write Identity(n) or ZeroMatrix(n, m)"
_PIVOTS = "SymPy leaves the pivoting open; functions={'%s': torch_callable} binds one that you choose"
_NOT_UNIQUE = (
    "order and sign of its columns are open, so that it has no one value; "
    "functions={'%s': torch_callable} binds a choice of yours"
)

REASONS: dict[type[Any], str] = {
    GenericIdentity: _SIZELESS,
    GenericZeroMatrix: _SIZELESS,
    MatrixSet: "a set of matrices is no value; compile a condition on entries instead",
    **{
        head: reason % head.__name__
        for reason, heads in (
            (_PIVOTS, (factorizations.LofLU, factorizations.UofLU)),
            (
                _NOT_UNIQUE,
                (
                    factorizations.EigenValues,
                    factorizations.EigenVectors,
                    factorizations.UofSVD,
                    factorizations.SofSVD,
                    factorizations.VofSVD,
                ),
            ),
        )
        for head in heads
    },
}


def _refused(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    yield from ()
    name = type(expr).__name__
    raise UnsupportedFunctionError(name, [name], hint=REASONS[type(expr)])


FORMS: dict[type[Any], FormFunction] = dict.fromkeys(REASONS, _refused)
