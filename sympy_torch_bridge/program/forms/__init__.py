"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import (
    adjugates,
    arithmetic,
    array_functions,
    arrays,
    calculus,
    code,
    combinatorial,
    deltas,
    derivative_sums,
    eigen,
    hypergeometric,
    indexed,
    integrals,
    limits,
    log_determinants,
    logic,
    matrix,
    matrix_entries,
    matrix_products,
    matrix_refusals,
    matrix_structure,
    polar,
    predicates,
    representations,
    roots,
    sets,
    softmax,
    sums,
    undefined,
)

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **adjugates.FORMS,
    **arithmetic.FORMS,
    **array_functions.FORMS,
    **arrays.FORMS,
    **calculus.FORMS,
    **code.FORMS,
    **combinatorial.FORMS,
    **deltas.FORMS,
    **derivative_sums.FORMS,
    **eigen.FORMS,
    **hypergeometric.FORMS,
    **indexed.FORMS,
    **integrals.FORMS,
    **limits.FORMS,
    **logic.FORMS,
    **matrix.FORMS,
    **matrix_entries.FORMS,
    **matrix_products.FORMS,
    **log_determinants.FORMS,
    **matrix_refusals.FORMS,
    **matrix_structure.FORMS,
    **polar.FORMS,
    **predicates.FORMS,
    **representations.FORMS,
    **roots.FORMS,
    **sets.FORMS,
    **softmax.FORMS,
    **sums.FORMS,
    **undefined.FORMS,
}
