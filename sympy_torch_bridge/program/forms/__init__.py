"""Forms of the SymPy classes that are not plain function calls."""

from __future__ import annotations

from typing import Any

from ..lowering import FormFunction
from . import arithmetic, calculus, integrals, limits, logic, matrix, sums

__all__ = ["FORMS"]

FORMS: dict[type[Any], FormFunction] = {
    **arithmetic.FORMS,
    **logic.FORMS,
    **calculus.FORMS,
    **sums.FORMS,
    **integrals.FORMS,
    **limits.FORMS,
    **matrix.FORMS,
}
