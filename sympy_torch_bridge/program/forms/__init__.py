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
    logic,
    matrix,
    matrix_entries,
    matrix_products,
    matrix_refusals,
    matrix_structure,
    predicates,
    sets,
)

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **arithmetic.FORMS,
    **logic.FORMS,
    **calculus.FORMS,
    **matrix.FORMS,
    **arrays.FORMS,
    **indexed.FORMS,
    **sets.FORMS,
    **predicates.FORMS,
    **array_functions.FORMS,
    **matrix_products.FORMS,
    **matrix_entries.FORMS,
    **matrix_structure.FORMS,
    **matrix_refusals.FORMS,
}
