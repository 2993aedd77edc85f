"""Divergence, curl and Laplacian as derivatives by one number: a step along the axes, taken at 0."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from ..rules import Rule
from .claim import symbolic_claim, symbols_of_claim
from .formula_check import check_formula
from .higher_claim import higher_claim
from .options import Options
from .question import question_of
from .report import Report
from .torch_witnesses import compiled_value

__all__ = ["check_field_case"]

_STEP = sympy.Symbol("step", real=True)
_DRAWS = 20


def check_field_case(case: Rule, options: Options) -> Report:
    """Check a rule about an operator on fields, every function of which is known.

    The divergence of ``(p, q)`` is the slope at ``s = 0`` of ``p(x + s, y) + q(x, y + s)``, so that
    difference quotients and torch judge it like any other derivative. The Laplacian is a second one.
    """
    if case.operator == "jacobian":
        return _check(list(case.lhs), list(case.wrt), case.rhs.tolist(), options)
    order = 2 if case.operator == "laplacian" else 1
    at_zero = replace(options, domain=None, relations=(), points=_points(options))
    if case.operator == "curl":
        return _check(_circulations(case), [_STEP], [[entry] for entry in case.rhs], at_zero)
    parts = case.lhs if case.operator == "divergence" else [case.lhs] * len(case.wrt)
    along = sympy.Add(*(_moved(case, part, axis) for axis, part in enumerate(parts)))
    return _check(along, [_STEP], case.rhs, at_zero, order)


def _check(expr: Any, wrt: list[Any], claimed: Any, options: Options, order: int = 1) -> Report:
    question = question_of(expr, wrt, symbols_of_claim(claimed), order)
    claim = (symbolic_claim if order == 1 else higher_claim)(claimed, question)
    return check_formula(question, claim, options, value=compiled_value(question, options.ops))


def _points(options: Options) -> list[dict[Any, float]]:
    """Draw points from the domain, more than are wanted where the relations exclude some."""
    rng = np.random.default_rng(options.seed)
    found: list[dict[Any, float]] = []
    for _ in range(_DRAWS):
        drawn = {
            symbol: interval.sample(rng, options.n_points) for symbol, interval in options.domain.items()
        }
        points = ({s: values[place] for s, values in drawn.items()} for place in range(options.n_points))
        found += [{_STEP: 0.0, **point} for point in points if options.admits(point)]
        if len(found) >= options.n_points:
            break
    return found[: options.n_points]


def _moved(case: Rule, expr: Any, axis: int) -> Any:
    return expr.subs(case.wrt[axis], case.wrt[axis] + _STEP)


def _circulations(case: Rule) -> list[Any]:
    """Return the functions of the step whose slopes at 0 are the components of the curl."""
    p, q, r = case.lhs
    pairs = (((r, 1), (q, 2)), ((p, 2), (r, 0)), ((q, 0), (p, 1)))
    return [_moved(case, *plus) - _moved(case, *minus) for plus, minus in pairs]
