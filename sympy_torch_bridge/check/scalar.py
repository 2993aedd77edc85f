"""One formula of a question or a claim, and what is none."""

from __future__ import annotations

import numbers
from types import FunctionType
from typing import Any

import sympy
from numpy import ndarray
from torch import Tensor

from ..errors import InputTypeError

__all__ = ["scalar"]


def scalar(value: Any, name: str) -> Any:
    """Return a number or an expression as a SymPy expression; text is refused.

    Raises
    ------
    InputTypeError
        The value is anything else.
    """
    result = sympy.sympify(value) if isinstance(value, sympy.Basic | numbers.Number) else None
    if isinstance(value, sympy.Lambda):
        hint = f"give what it computes: function({', '.join(map(str, value.variables))})"
        raise InputTypeError(name, "a Lambda", expected="a SymPy expression", hint=hint)
    if not isinstance(result, sympy.Expr):
        raise InputTypeError(
            name,
            f"a {type(value).__name__}",
            expected="a SymPy expression",
            hint=_reading_hint(value),
        )
    return result


def _reading_hint(value: Any) -> str:
    if isinstance(value, str):
        return "text is never evaluated; sympy_torch_bridge.parse_expression(text) reads a formula"
    if isinstance(value, sympy.Eq):
        return "give one side of the equation, or the difference of both"
    if isinstance(value, sympy.Poly):
        return "give polynomial.as_expr()"
    if isinstance(value, Tensor):
        return "a tensor holds values at some points: give the code that computes it, as lambda x: 2 * x"
    if isinstance(value, ndarray):
        return "give array.tolist()"
    if isinstance(value, set | frozenset):
        return "a set has no order: give a list over wrt, or a dictionary {x: df/dx}"
    if isinstance(value, FunctionType):
        return "code is a claim as a whole: lambda x, y: torch.stack([df_dx, df_dy], dim=-1)"
    return "numbers and expressions are accepted here; code is given as a callable"
