"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import (
    arithmetic,
    calculus,
    code,
    combinatorial,
    deltas,
    hypergeometric,
    integrals,
    logic,
    matrix,
    polar,
    representations,
    sums,
    undefined,
)

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **arithmetic.FORMS,
    **calculus.FORMS,
    **code.FORMS,
    **combinatorial.FORMS,
    **deltas.FORMS,
    **hypergeometric.FORMS,
    **integrals.FORMS,
    **logic.FORMS,
    **matrix.FORMS,
    **polar.FORMS,
    **representations.FORMS,
    **hypergeometric.FORMS,
    **sums.FORMS,
    **undefined.FORMS,
}
