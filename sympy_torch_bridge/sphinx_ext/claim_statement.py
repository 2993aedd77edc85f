"""How a claimed derivative of any order, of one formula or several, is written out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes

__all__ = ["claim_node"]


def claim_node(expr: Any, claimed: Sequence[Any], wrt: Sequence[Any], order: int) -> nodes.math:
    """Return ``d EXPR / d wrt = claim`` as an inline formula.

    Parameters
    ----------
    expr : sympy.Expr, or list of them
    claimed : sequence
        One entry, one for each variable, or rows.
    wrt : sequence of Symbol
    order : int
    """
    from sympy import ImmutableMatrix, Matrix

    from ..rules import Rule
    from .table_node import math_node

    right = (
        claimed[0] if len(claimed) == 1 and not isinstance(claimed[0], tuple) else ImmutableMatrix(claimed)
    )
    by = wrt[0] if len(wrt) == 1 else tuple(wrt)
    if order == 1 and not isinstance(expr, list):
        # Written as the tables of rules write theirs; the record is not part of any catalog.
        tags = ("partial",) if len(expr.free_symbols) > 1 else ()
        rule = Rule("page.claim", "claim", expr, right, by, tags=tags)
        return math_node(rule.statement_latex, rule.statement_text)
    left = Matrix(expr) if isinstance(expr, list) else expr
    names = ", ".join(map(str, wrt))
    return math_node(
        f"{_operator_latex(expr, wrt, order)} {_latex(left)} = {_latex(right)}",
        f"{_operator_text(names, order, len(wrt))} {_text(left)} = {_text(right)}",
    )


def _operator_latex(expr: Any, wrt: Sequence[Any], order: int) -> str:
    from ..rules.statement import latex_of

    if len(wrt) > 1:
        sign = {1: "D", 2: r"\nabla^{2}"}.get(order, rf"D^{{{order}}}")
        return rf"{sign}_{{({', '.join(map(latex_of, wrt))})}}"
    several = not isinstance(expr, list) and len(expr.free_symbols) > 1
    d, power = r"\partial" if several else "d", "" if order == 1 else f"^{{{order}}}"
    return rf"\frac{{{d}{power}}}{{{d} {latex_of(wrt[0])}{power}}}"


def _operator_text(names: str, order: int, n_symbols: int) -> str:
    if n_symbols == 1:
        power = "" if order == 1 else f"^{order}"
        return f"d{power}/d{names}{power}"
    return f"{ {1: 'jacobian', 2: 'hessian'}.get(order, f'derivatives of order {order}') }({names})"


def _latex(value: Any) -> str:
    from ..rules.statement import latex_of

    return latex_of(value) if getattr(value, "is_Matrix", False) else rf"\left[{latex_of(value)}\right]"


def _text(value: Any) -> str:
    from ..rules.statement import text_of

    return f"({text_of(value)})" if not getattr(value, "is_Matrix", False) else text_of(value)
