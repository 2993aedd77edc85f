"""Rules as people write them on a line: ``d/dx sin(x) = cos(x)``, read without evaluating any text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sympy import Function, Piecewise, Pow, Symbol, atan, cos, cosh, erf, exp, sin, sinh, tanh

from ..errors import ExpressionSyntaxError
from ..parse import parse_expression
from ..quantity import free_names, read_domain, real_symbols
from ..rules import Rule
from .several_variables import rule_of_several

__all__ = ["FORM", "read_rule"]

FORM = (
    "[id:] d/dx FORMULA = FORMULA [for x in (LOWER, UPPER)]; instead of d/dx also d²/dx², grad(x, y), "
    "hess(x, y), laplacian(x, y), div(x, y), curl(x, y, z) or jac(x, y)"
)

_NAME = re.compile(r"([a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+)\s*:\s+")
_OTHER_NAME = re.compile(r"([\w.-]+)\s*:\s")
# A raised digit belongs to the order of the derivative, not to the name of the variable.
_VARIABLE = r"[^\W\d²³⁴][^\W²³⁴]*"
_OPERATOR = re.compile(
    rf"(?:(?P<sign>[d∂])(?P<order>[²³⁴]|\*\*[234])?/[d∂]\s*(?P<one>{_VARIABLE})(?(order)(?P=order))"
    r"|(?P<operator>grad|hess|div|curl|laplacian|jac)\((?P<several>[^()]*)\))\s+"
)
_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_CONDITION = re.compile(r"\s+for\s+")
_SMOOTH = (sin, cos, exp, sinh, cosh, tanh, atan, erf)
_WHERE = "where the left side has a derivative"
_ORDERS = {"²": 2, "³": 3, "⁴": 4, "**2": 2, "**3": 3, "**4": 4}


def read_rule(line: str, *, unnamed: str) -> Rule:
    """Read one rule.

    Parameters
    ----------
    line : str
        ``d/dx lhs = rhs``, or ``d²/dx² lhs = rhs``, or ``grad(x, y) lhs = rhs, rhs`` with one formula
        a variable; instead of ``grad`` also ``hess``, ``laplacian``, and of fields, which have one
        formula a component, ``div``, ``curl`` and ``jac``. A dotted id with a colon may stand before it
        and intervals after it, as in ``physics.half-life: d/dt exp(-t) = -exp(-t) for t in (0, oo)``.
    unnamed : str
        The id of a line that states none.

    Returns
    -------
    Rule
        All symbols of it are real.

    Raises
    ------
    ExpressionSyntaxError
        The line has another form, or one of its formulas cannot be read.

    Examples
    --------
    >>> print(read_rule("d/dx x**2 = 2*x for x in (0, 3)", unnamed="page.line-1"))
    page.line-1: d/dx (x**2) = 2*x
    >>> rule = read_rule("my.product: grad(x, y) x*y = y, x", unnamed="page.line-2")
    >>> print(rule, "|", rule.conditions)
    my.product: grad(x, y) (x*y) = [y, x].T | x, y real
    >>> print(read_rule("d²/dx² (x if x > 0 else x**3) = 0 if x > 0 else 6*x", unnamed="page.line-3"))
    page.line-3: d²/dx² (x if x > 0 else x**3) = (0 if x > 0 else 6*x)
    >>> print(read_rule("div(x, y) [x**2, x*y].T = 3*x", unnamed="page.line-4"))
    page.line-4: div(x, y) [x**2, x*y].T = 3*x
    """
    named = _NAME.match(line)
    operator = _OPERATOR.match(line, named.end() if named else 0)
    if operator is None:
        reason = "no derivative operator"
        if not named and (other := _OTHER_NAME.match(line)):
            reason = f"'{other[1]}' is no id: an id is two or more lower-case words with dots between them"
        raise ExpressionSyntaxError(line, named.end() if named else 0, reason, hint=FORM)
    start = operator.end()
    statement, *conditions = _CONDITION.split(line[start:], maxsplit=1)
    signs = list(_EQUALS.finditer(statement))
    _require_variables(line, operator)
    if len(signs) != 1:
        raise ExpressionSyntaxError(line, start, f"{len(signs)} equals signs where one is needed", hint=FORM)
    left, right = statement[: signs[0].start()], statement[signs[0].end() :]
    id_, title = (named[1], _title(named[1])) if named else (unnamed, "")
    rule = _rule(id_, title, left.strip(), right.strip(), operator, conditions[0] if conditions else "")
    return replace(rule, tags=("partial",)) if operator["sign"] == "∂" else rule


def _require_variables(line: str, operator: re.Match[str]) -> None:
    """Refuse a derivative by nothing, by what is no name, and by one variable twice."""
    names = _names(operator)
    for name in names:
        if not re.fullmatch(_VARIABLE, name):
            reason = f"'{name}' is no variable" if name else "a variable is missing"
            raise ExpressionSyntaxError(line, operator.start(), reason, hint=FORM)
        if names.count(name) > 1:
            raise ExpressionSyntaxError(
                line, operator.start(), f"the variable {name} stands twice", hint=FORM
            )


def _names(operator: re.Match[str]) -> list[str]:
    return [name.strip() for name in (operator["one"] or operator["several"]).split(",")]


def _title(id_: str) -> str:
    return id_.rpartition(".")[2].replace("-", " ")


def _rule(id_: str, title: str, left: str, right: str, operator: re.Match[str], conditions: str) -> Rule:
    names = _names(operator)
    symbols = real_symbols({*names, *free_names(left), *free_names(right)})
    wrt = tuple(symbols[name] for name in names)
    if operator["one"] or (operator["operator"] == "grad" and len(wrt) == 1):
        lhs, rhs = (_number(side, symbols) for side in (left, right))
        rule = Rule(id_, title, lhs, rhs, wrt[0], order=_ORDERS.get(operator["order"], 1))
    else:
        rule = rule_of_several(operator["operator"], id_, title, left, right, wrt, symbols)
    if conditions:
        return replace(rule, domain=tuple(read_domain(conditions, symbols).items()))
    # The points of a check are those where the left side has a derivative; "x real" alone would say more.
    return rule if _is_smooth(rule.lhs) else replace(rule, assumptions=f"{rule.conditions}, {_WHERE}")


def _is_smooth(side: Any) -> bool:
    """Whether a side has all derivatives for all real numbers, as can be seen from its functions."""
    return all(
        isinstance(part, _SMOOTH)
        or (
            isinstance(part, Pow)
            and (part.base.is_positive or (part.exp.is_Integer and part.exp.is_nonnegative))
        )
        for part in side.atoms(Pow, Function, Piecewise)
    )


def _number(text: str, symbols: Mapping[str, Symbol]) -> Any:
    return parse_expression(text, symbols=symbols, allow_relations=False)
