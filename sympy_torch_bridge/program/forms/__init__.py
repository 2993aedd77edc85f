"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import arithmetic, array_functions, arrays, calculus, indexed, logic, matrix, predicates, sets

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
}
