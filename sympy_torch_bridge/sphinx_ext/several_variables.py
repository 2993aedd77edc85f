"""Rules on a line about several variables: gradients, second derivatives, operators on fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sympy import ImmutableMatrix, Symbol

from ..errors import ExpressionSyntaxError
from ..parse import parse_expression, parse_expressions
from ..rules import Rule

__all__ = ["rule_of_several"]

# A number, a column with an entry for each variable or component, or one row for each entry of that.
_Side = Literal["number", "column", "rows"]


@dataclass(frozen=True, slots=True)
class _Form:
    """How a sign is meant, what its sides are, and an example."""

    operator: Literal["derivative", "divergence", "curl", "laplacian", "jacobian"]
    left: _Side
    right: _Side
    example: str
    order: int = 1


_FORMS: Mapping[str, _Form] = {
    "grad": _Form("derivative", "number", "column", "grad(x, y) x*y = y, x"),
    "hess": _Form("derivative", "number", "rows", "hess(x, y) x*y = [[0, 1], [1, 0]]", order=2),
    "div": _Form("divergence", "column", "number", "div(x, y) [x*y, y**2].T = 3*y"),
    "curl": _Form("curl", "column", "column", "curl(x, y, z) [-y, x, 0].T = [0, 0, 2].T"),
    "laplacian": _Form("laplacian", "number", "number", "laplacian(x, y) (x**2 + y**2) = 4"),
    "jac": _Form("jacobian", "column", "rows", "jac(x, y) [x*y, y**2].T = [[y, x], [0, 2*y]]"),
}


def rule_of_several(
    sign: str, id_: str, title: str, left: str, right: str,
    wrt: tuple[Symbol, ...], symbols: Mapping[str, Symbol],
) -> Rule:  # fmt: skip
    """Return the rule of a line that begins with ``sign(x, y)``.

    Parameters
    ----------
    sign : {"grad", "hess", "div", "curl", "laplacian", "jac"}
    id_, title : str
    left, right : str
        Both sides: a formula, formulas with commas between, or rows of them, as the sign has it.
    wrt : tuple of Symbol
    symbols : mapping of str to Symbol
        Of all names on the line.

    Raises
    ------
    ExpressionSyntaxError
        A side has another shape, or cannot be read.
    """
    form = _FORMS[sign]
    if sign == "curl" and len(wrt) != 3:
        reason = f"a curl is taken by three variables, not {len(wrt)}"
        raise ExpressionSyntaxError(left, 0, reason, hint=form.example)
    lhs = _side(left, form.left, None if sign == "jac" else len(wrt), symbols, form)
    outputs = lhs.rows if sign == "jac" else len(wrt)
    rhs = _side(right, form.right, outputs, symbols, form, columns=len(wrt))
    return Rule(id_, title, lhs, rhs, wrt, order=form.order, operator=form.operator)


def _side(
    text: str, side: _Side, count: int | None, symbols: Mapping[str, Symbol], form: _Form, columns: int = 0
) -> Any:
    if side == "number":
        return parse_expression(text, symbols=symbols, allow_relations=False)
    entries = parse_expressions(text.removesuffix(".T"), symbols=symbols)
    if side == "column":
        _require(text, entries, count, "formulas", form)
        return ImmutableMatrix(entries)
    rows = [entry if isinstance(entry, tuple) else (entry,) for entry in entries]
    if len(rows) != count:
        reason = f"{len(rows)} rows where {count} are needed"
        raise ExpressionSyntaxError(text, 0, reason, hint=form.example)
    for row in rows:
        _require(text, row, columns, "formulas in a row", form)
    return ImmutableMatrix(rows)


def _require(text: str, entries: tuple[Any, ...], count: int | None, what: str, form: _Form) -> None:
    """Refuse lists inside a list, and another number of formulas than there are variables."""
    if any(isinstance(entry, tuple) for entry in entries):
        raise ExpressionSyntaxError(text, 0, "a list stands where a formula is expected", hint=form.example)
    if count is not None and len(entries) != count:
        reason = f"{len(entries)} {what} for the {count} variables"
        raise ExpressionSyntaxError(text, 0, reason, hint=form.example)
