"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import arithmetic, calculus, combinatorial, logic, matrix, undefined

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **arithmetic.FORMS,
    **logic.FORMS,
    **undefined.FORMS,
    **calculus.FORMS,
    **matrix.FORMS,
    **combinatorial.FORMS,
}
