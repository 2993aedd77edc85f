"""Residuals of equations: what has to vanish for an equation to hold."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from .errors import InputTypeError
from .expression_record import like

__all__ = ["residual"]


def residual(equations: Any) -> Any:
    """Return the left side of an equation less the right side, of each equation of a system.

    An ``Eq`` compiles to a truth value, whether both sides are equal; its residual compiles to numbers.

    Parameters
    ----------
    equations : Eq, expression, or list, tuple, dict of these
        An expression stands for the equation that it is zero, and is returned as it is. Sides may be
        matrices.

    Returns
    -------
    expression, or container of expressions

    Raises
    ------
    InputTypeError
        An entry is no equation: a truth value, as SymPy makes of an ``Eq`` that it can decide, or an
        inequality.

    Examples
    --------
    >>> x, t = sympy.symbols("x t")
    >>> u = sympy.Function("u")(x, t)
    >>> residual(sympy.Eq(u.diff(t), u.diff(x, 2)))
    Derivative(u(x, t), t) - Derivative(u(x, t), (x, 2))
    >>> residual([sympy.Eq(u.subs(t, 0), sympy.sin(x)), u.subs(x, 0)])
    [u(x, 0) - sin(x), u(0, t)]
    """
    if isinstance(equations, dict):
        return {key: residual(item) for key, item in equations.items()}
    if isinstance(equations, list | tuple):
        return like(equations, [residual(item) for item in equations])
    if isinstance(equations, sympy.Tuple):
        return tuple(residual(item) for item in equations)
    if isinstance(equations, sympy.Equality):
        left, right = equations.lhs, equations.rhs
        return left if right == 0 else left - right
    if isinstance(equations, Boolean | bool) and not isinstance(equations, sympy.Symbol):
        raise _refusal(equations)
    try:
        return sympy.sympify(equations, strict=True)
    except sympy.SympifyError:
        raise InputTypeError(
            "equations",
            f"a {type(equations).__name__}",
            expected="an equation, or an expression that has to be zero",
            hint="text is never evaluated; parse it with sympy_torch_bridge.parse_expression(text)",
        ) from None


def _refusal(condition: Any) -> InputTypeError:
    is_decided = condition in (True, False)
    return InputTypeError(
        str(condition),
        "a truth value" if is_decided else f"a {type(condition).__name__}",
        expected="an equation, or an expression that has to be zero",
        hint="SymPy decides an Eq at once where it can; pass the difference of the two sides"
        if is_decided
        else "an inequality has no residual",
    )
