"""Rules as people write them on a line: ``d/dx sin(x) = cos(x)``, read without evaluating any text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sympy import ImmutableMatrix, Symbol

from ..errors import ExpressionSyntaxError
from ..parse import parse_expression, parse_expressions
from ..quantity import free_names, read_domain, real_symbols
from ..rules import Rule

__all__ = ["FORM", "read_rule"]

FORM = "[id:] d/dx FORMULA = FORMULA [for x in (LOWER, UPPER)]"

_NAME = re.compile(r"([a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+)\s*:\s+")
_OPERATOR = re.compile(r"(?:(?P<sign>[d∂])/[d∂]\s*(?P<one>[^\W\d]\w*)|grad\((?P<several>[^()]*)\))\s+")
_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_CONDITION = re.compile(r"\s+for\s+")


def read_rule(line: str, *, unnamed: str) -> Rule:
    """Read one rule.

    Parameters
    ----------
    line : str
        ``d/dx lhs = rhs``, or ``grad(x, y) lhs = rhs, rhs`` with one formula a variable. A dotted id
        with a colon may stand before it and intervals after it, as in
        ``physics.half-life: d/dt exp(-t) = -exp(-t) for t in (0, oo)``.
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
    """
    named = _NAME.match(line)
    operator = _OPERATOR.match(line, named.end() if named else 0)
    if operator is None:
        raise ExpressionSyntaxError(line, named.end() if named else 0, "no derivative operator", hint=FORM)
    start = operator.end()
    statement, *conditions = _CONDITION.split(line[start:], maxsplit=1)
    signs = list(_EQUALS.finditer(statement))
    if len(signs) != 1:
        raise ExpressionSyntaxError(line, start, f"{len(signs)} equals signs where one is needed", hint=FORM)
    left, right = statement[: signs[0].start()], statement[signs[0].end() :]
    names = [name.strip() for name in (operator["one"] or operator["several"]).split(",")]
    id_, title = (named[1], _title(named[1])) if named else (unnamed, "")
    rule = _rule(id_, title, left.strip(), right.strip(), names, conditions[0] if conditions else "")
    return replace(rule, tags=("partial",)) if operator["sign"] == "∂" else rule


def _title(id_: str) -> str:
    return id_.rpartition(".")[2].replace("-", " ")


def _rule(id_: str, title: str, left: str, right: str, names: list[str], conditions: str) -> Rule:
    symbols = real_symbols({*names, *free_names(left), *free_names(right)})
    wrt = tuple(symbols[name] for name in names)
    sides = (parse_expression(left, symbols=symbols, allow_relations=False), _right(right, symbols, wrt))
    rule = Rule(id_, title, *sides, wrt[0] if len(wrt) == 1 else wrt)
    return replace(rule, domain=tuple(read_domain(conditions, symbols).items())) if conditions else rule


def _right(text: str, symbols: Mapping[str, Symbol], wrt: tuple[Any, ...]) -> Any:
    if len(wrt) == 1:
        return parse_expression(text, symbols=symbols, allow_relations=False)
    entries = parse_expressions(text.removesuffix(".T"), symbols=symbols)
    if len(entries) != len(wrt) or any(isinstance(entry, tuple) for entry in entries):
        reason = f"{len(entries)} formulas for the {len(wrt)} variables of the gradient"
        raise ExpressionSyntaxError(text, 0, reason, hint="grad(x, y) x*y = y, x")
    return ImmutableMatrix(entries)
