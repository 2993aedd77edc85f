"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import (
    arithmetic,
    array_functions,
    arrays,
    calculus,
    indexed,
    integrals,
    limits,
    logic,
    matrix,
    matrix_entries,
    matrix_products,
    matrix_refusals,
    matrix_structure,
    predicates,
    roots,
    sets,
    sums,
)

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **arithmetic.FORMS,
    **logic.FORMS,
    **calculus.FORMS,
    **sums.FORMS,
    **integrals.FORMS,
    **limits.FORMS,
    **matrix.FORMS,
    **matrix_products.FORMS,
    **matrix_entries.FORMS,
    **matrix_structure.FORMS,
    **matrix_refusals.FORMS,
    **arrays.FORMS,
    **array_functions.FORMS,
    **indexed.FORMS,
    **sets.FORMS,
    **predicates.FORMS,
    **roots.FORMS,
}
