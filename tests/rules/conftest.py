"""An independent proof of a rule: SymPy at 30 digits for functions, entry by entry for matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

from sympy_torch_bridge.rules import Rule, cases

_DIGITS = 30
_POINTS = 5


def _points(rule: Rule) -> list[dict[sp.Symbol, sp.Float]]:
    rng = np.random.default_rng(7)
    drawn = {symbol: interval.sample(rng, _POINTS) for symbol, interval in rule.intervals.items()}
    return [{s: sp.Float(values[i], 2 * _DIGITS) for s, values in drawn.items()} for i in range(_POINTS)]


def _agree(left: sp.Expr, right: sp.Expr, point: dict[sp.Symbol, sp.Float]) -> bool:
    a, b = (sp.sympify(side).subs(point).evalf(_DIGITS) for side in (left, right))
    if not (a.is_real and a.is_finite and b.is_real and b.is_finite):
        return False
    return bool(abs(a - b) <= sp.Float("1e-25", _DIGITS) * max(abs(a), abs(b)))


def _scalar_holds(rule: Rule) -> bool:
    gradient = isinstance(rule.wrt, tuple)
    pairs = list(zip(rule.wrt, rule.rhs, strict=True)) if gradient else [(rule.wrt, rule.rhs)]
    return all(
        _agree(sp.diff(rule.lhs, variable), claimed, point)
        for variable, claimed in pairs
        for point in _points(rule)
    )


def _entries(expr: sp.Basic) -> sp.Matrix:
    if isinstance(expr, sp.Trace):
        return sp.Matrix([[expr.arg.as_explicit().trace()]])
    return expr.as_explicit()


def _expected(lhs: sp.Matrix, wrt: sp.Matrix, layout: str) -> sp.Matrix:
    if lhs.shape == (1, 1):
        return wrt.applyfunc(lambda variable: sp.diff(lhs[0, 0], variable))
    # A vector by a vector, whichever way either of them lies.
    rows, columns = (wrt, lhs) if layout == "denominator" else (lhs, wrt)
    numerator = layout == "numerator"
    return sp.Matrix([[sp.diff(r, c) if numerator else sp.diff(c, r) for c in columns] for r in rows])


def _matrix_holds(rule: Rule) -> bool:
    expected, claimed = _expected(_entries(rule.lhs), rule.wrt.as_explicit(), rule.layout), _entries(rule.rhs)
    return expected.shape == claimed.shape and (expected - claimed).applyfunc(sp.expand).is_zero_matrix


def _holds(rule: Rule) -> bool:
    return all((_matrix_holds if case.kind == "matrix" else _scalar_holds)(case) for case in cases(rule))


@pytest.fixture
def holds() -> Callable[[Rule], bool]:
    """Tell whether a rule holds in each of its cases."""
    return _holds
