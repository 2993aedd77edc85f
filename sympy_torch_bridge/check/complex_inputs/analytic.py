"""Whether a formula is written in analytic functions of its complex symbols alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sympy
from sympy.core.relational import Relational

from ...program.expressions.traversal import children, postorder

__all__ = ["is_analytic_form"]

_NOT_ANALYTIC = (
    sympy.Abs,
    sympy.Adjoint,
    sympy.adjoint,
    sympy.arg,
    sympy.atan2,
    sympy.ceiling,
    sympy.conjugate,
    sympy.floor,
    sympy.frac,
    sympy.Heaviside,
    sympy.im,
    sympy.Max,
    sympy.Min,
    sympy.Mod,
    sympy.Piecewise,
    sympy.re,
    sympy.sign,
    Relational,
)


def is_analytic_form(expr: Any, symbols: Collection[Any]) -> bool:
    """Tell whether no node of an expression hides complex symbols from the rules of differentiation.

    Then its derivative, where there is one, is the complex derivative that SymPy's rules give.

    Examples
    --------
    >>> z = sympy.Symbol("z")
    >>> is_analytic_form(sympy.log(z) + sympy.I, {z}), is_analytic_form(sympy.Abs(z) ** 2, {z})
    (True, False)
    """
    depends: dict[int, bool] = {}
    for node in postorder(expr):
        inside = node in symbols or any(depends[id(child)] for child in children(node))
        if inside and isinstance(node, _NOT_ANALYTIC):
            return False
        depends[id(node)] = inside
    return True
