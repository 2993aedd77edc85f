"""An independent proof of a rule: SymPy at 30 digits for functions, quotients of 60 digits for matrices."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy as sp
from explicit_matrices import evaluate, rational_point
from sympy.vector import CoordSys3D, Vector, curl, divergence

from sympy_torch_bridge.rules import Rule, cases
from sympy_torch_bridge.rules.branches import regions
from sympy_torch_bridge.rules.condition import holds_at

_DIGITS = 30
_POINTS = 5
_POINTS_OF_CASES = 20  # each case needs its own
_TRIALS = 200


def _points(rule: Rule, *, of_instance: bool) -> list[dict[sp.Symbol, sp.Float]]:
    """Return points of every branch of the condition, at which all its relations hold."""
    points: list[dict[sp.Symbol, sp.Float]] = []
    wanted = _POINTS_OF_CASES if sp.sympify(rule.rhs).has(sp.Piecewise) else _POINTS
    for region in regions(rule, of_instance=of_instance):
        rng, held = np.random.default_rng(7), 0
        for _ in range(_TRIALS):
            drawn = {s: interval.sample(rng, 1)[0] for s, interval in region.items()}
            point = {s: sp.Float(value, 2 * _DIGITS) for s, value in drawn.items()}
            if held < wanted and holds_at(rule.relations, point):
                points.append(point)
                held += 1
        assert held == wanted, f"too few points of {rule.id} in {region}"
    return points


# What SymPy has no numbers for, by its definition.
_DEFINITIONS = {
    sp.RisingFactorial: lambda x, k: sp.gamma(x + k) / sp.gamma(x),
    sp.FallingFactorial: lambda x, k: sp.gamma(x + 1) / sp.gamma(x - k + 1),
    sp.erfcinv: lambda x: sp.erfinv(1 - x),
    sp.erf2inv: lambda x, y: sp.erfinv(y + sp.erf(x)),
}


def _number(side: sp.Expr, point: dict[sp.Symbol, sp.Float]) -> sp.Expr:
    side = sp.sympify(side)
    for head, definition in _DEFINITIONS.items():
        side = side.replace(head, definition)
    return side.subs(point).evalf(_DIGITS)


def _agree(left: sp.Expr, right: sp.Expr, point: dict[sp.Symbol, sp.Float]) -> bool:
    a, b = (_number(side, point) for side in (left, right))
    if not (a.is_real and a.is_finite and b.is_real and b.is_finite):
        return False
    return bool(abs(a - b) <= sp.Float("1e-25", _DIGITS) * max(abs(a), abs(b)))


def _slope(expr: sp.Expr, path: tuple[sp.Symbol, ...]) -> sp.Expr:
    # SymPy has no derivative of roundings; between two whole numbers a quotient is exact enough.
    if not expr.has(sp.floor, sp.ceiling, sp.frac):
        return sp.diff(expr, *path)
    (variable,), step = path, sp.Float("1e-18", 2 * _DIGITS)
    ends = [expr.subs(variable, variable + sign * step) for sign in (1, -1)]
    return (ends[0] - ends[1]) / (2 * step)


def _paths(rule: Rule) -> list[tuple[sp.Symbol, ...]]:
    """Return by what each entry of the right side is differentiated."""
    if not isinstance(rule.wrt, tuple):
        return [(rule.wrt,) * rule.order]
    return list(product(rule.wrt, repeat=rule.order))


def _of_field(rule: Rule) -> list[sp.Expr]:
    """Return divergence, curl, Laplacian or Jacobian by SymPy's vectors and matrices."""
    if rule.operator == "jacobian":
        return list(sp.Matrix(rule.lhs).jacobian(rule.wrt))
    if rule.operator == "laplacian":
        return [sum(rule.lhs.diff(x, 2) for x in rule.wrt)]
    space = CoordSys3D("R")
    here = dict(zip(rule.wrt, space.base_scalars(), strict=False))
    back = {scalar: symbol for symbol, scalar in here.items()}
    parts = zip(rule.lhs, space.base_vectors(), strict=False)
    field = sum((part.subs(here) * base for part, base in parts), Vector.zero)
    if rule.operator == "divergence":
        return [divergence(field).subs(back)]
    return list(curl(field).to_matrix(space).subs(back))


def _scalar_holds(rule: Rule, *, of_instance: bool) -> bool:
    claims = list(rule.rhs) if isinstance(rule.rhs, sp.MatrixBase) else [rule.rhs]
    plain = rule.operator == "derivative"
    slopes = [_slope(rule.lhs, path) for path in _paths(rule)] if plain else _of_field(rule)
    points = _points(rule, of_instance=of_instance)
    # Digits that cancel to nothing leave no number to compare.
    slopes = [sp.simplify(s) if claim == 0 else s for s, claim in zip(slopes, claims, strict=True)]
    return all(
        _agree(slope, claimed, point)
        for slope, claimed in zip(slopes, claims, strict=True)
        for point in points
    )


def _value(expr: sp.Basic, values: dict[sp.Basic, Any]) -> sp.Matrix:
    found = evaluate(expr, values)
    return found if isinstance(found, sp.MatrixBase) else sp.Matrix([[found]])


def _matrix_holds(rule: Rule) -> bool:
    """Compare with central difference quotients of 60 digits, entry by entry."""
    expected, claimed = _quotients(rule), _value(rule.rhs, _matrix_values(rule))
    if expected.shape != claimed.shape:
        return False
    return all(
        abs(a - b) <= sp.Float("1e-25", _DIGITS) * (1 + abs(a))
        for a, b in zip(expected, claimed, strict=True)
    )


def _matrix_values(rule: Rule) -> dict[sp.Basic, Any]:
    values = rational_point(rule.lhs, rule.rhs, rule.wrt)
    for symbol, _ in rule.structure:
        values[symbol] = (values[symbol] + values[symbol].T) / 2
    return {s: v.evalf(2 * _DIGITS) for s, v in values.items()}


def _quotients(rule: Rule) -> sp.Matrix:
    """Return the derivative in the layout of the rule; columns of matrices are stacked."""
    values, step = _matrix_values(rule), sp.Float("1e-18", 2 * _DIGITS)
    at = values[rule.wrt]
    columns = []
    for place in _stacked_places(at):
        ends = [_value(rule.lhs, {**values, rule.wrt: _moved(at, place, sign * step)}) for sign in (1, -1)]
        columns.append((ends[0] - ends[1]) / (2 * step))
    if columns[0].shape == (1, 1):
        shape = getattr(at, "shape", (1, 1))
        return sp.Matrix(*shape[::-1], [column[0, 0] for column in columns]).T
    if not isinstance(at, sp.MatrixBase):
        return columns[0]
    jacobian = sp.Matrix.hstack(*(column.T.reshape(len(column), 1) for column in columns))
    return jacobian if rule.layout == "numerator" else jacobian.T


def _stacked_places(value: Any) -> list[tuple[int, int] | None]:
    if not isinstance(value, sp.MatrixBase):
        return [None]
    return [(i, j) for j in range(value.cols) for i in range(value.rows)]


def _moved(value: Any, place: tuple[int, int] | None, step: sp.Float) -> Any:
    if place is None:
        return value + step
    moved = value.as_mutable()
    moved[place] += step
    return moved


def _holds(rule: Rule) -> bool:
    of_instance = rule.kind == "operator"
    return all(
        _matrix_holds(case) if case.kind == "matrix" else _scalar_holds(case, of_instance=of_instance)
        for case in cases(rule)
    )


@pytest.fixture
def holds() -> Callable[[Rule], bool]:
    """Tell whether a rule holds in each of its cases."""
    return _holds
