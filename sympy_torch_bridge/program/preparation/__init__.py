"""Preparation: what stands for a formula becomes the formula, before its inputs are collected.

Vectors become their components, polynomials expressions, probabilities integrals.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.physics.vector import Vector as FrameVector

from ...errors import InputTypeError
from ..expressions.traversal import kinds_of, remember
from . import random_variables, vectors

__all__ = ["prepared"]


def prepared(expr: Any) -> Any:
    """Return the SymPy expression that a leaf of a container stands for.

    Raises
    ------
    InputTypeError
        It is no expression; text is never evaluated.
    UnsupportedFunctionError
        It holds a random variable, or vectors of several coordinate systems.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> prepared(sympy.Poly(x**2 + 1, x)), prepared(2)
    (x**2 + 1, 2)
    """
    if isinstance(expr, FrameVector):
        return vectors.components_in_frame(expr)
    value = _sympified(expr)
    if isinstance(value, sympy.Poly):
        value = value.as_expr()
    remember(value)
    heads = kinds_of(value)
    if any(issubclass(head, random_variables.HEADS) for head in heads):
        value = random_variables.without_random_variables(value)
    if any(issubclass(head, vectors.HEADS) for head in heads):
        value = vectors.without_vectors(value)
    return value


def _sympified(expr: Any) -> Any:
    if hasattr(expr, "__torch_function__"):  # a tensor of one number would become that number
        raise _unusable(expr)
    try:
        value = sympy.sympify(expr, strict=True)
    except sympy.SympifyError:
        raise _unusable(expr) from None
    if not isinstance(value, sympy.Basic | sympy.MatrixBase | sympy.NDimArray):
        raise _unusable(expr)
    return value


def _unusable(expr: Any) -> InputTypeError:
    name = getattr(expr, "__name__", "f")
    hints = {
        str: "text is never evaluated; parse it with sympy_torch_bridge.parse_expression(text)",
        type: f"apply the function to its arguments: {name}(x)",
    }
    hint = next((text for kind, text in hints.items() if isinstance(expr, kind)), "")
    if not hint and hasattr(expr, "__array__"):
        hint = "an array of numbers is sympy.Array(values.tolist())"
    if not hint and hasattr(expr, "to_matrix"):
        hint = "expr.to_matrix(frame) is the matrix of its components"
    expected = "a SymPy expression, or a list, tuple or dict of them"
    return InputTypeError("expr", f"a {type(expr).__name__}", expected=expected, hint=hint)
