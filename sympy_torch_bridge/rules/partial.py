"""Partial derivatives and gradients of common functions of several variables."""

from __future__ import annotations

from typing import Any

from sympy import ImmutableMatrix, Integer, atan2, exp, log, sqrt, symbols

from ..domain import POSITIVE
from ._rule import Rule

__all__ = ["RULES"]

_D2L = "d2l.ai, section 2.4 Calculus"

_x, _y = symbols("x y", real=True)
_X = _x1, _x2, _x3 = symbols("x1:4", real=True)
_w1, _w2, _b = symbols("w1 w2 b", real=True)

_DISTANCE = sqrt(_x**2 + _y**2)
_NORM = sqrt(_x1**2 + _x2**2 + _x3**2)
_MIXED = 3 * _x1**2 + 5 * exp(_x2)
_LINEAR = _w1 * _x1 + _w2 * _x2 + _b
_SUM_OF_EXP = exp(_x) + exp(_y)
_OFF_ORIGIN = "x, y not both 0"


def _rule(name: str, title: str, lhs: Any, rhs: Any, wrt: Any, **facts: Any) -> Rule:
    facts["tags"] = ("function", "partial", "multivariate", *facts.get("tags", ()))
    return Rule(f"partial.{name}", title, lhs, rhs, wrt, **facts)


_PARTIAL = (
    _rule("sum.x", "sum, by the first term", _x + _y, Integer(1), _x),
    _rule("sum.y", "sum, by the second term", _x + _y, Integer(1), _y),
    _rule("difference.x", "difference, by the first term", _x - _y, Integer(1), _x),
    _rule("difference.y", "difference, by the second term", _x - _y, Integer(-1), _y),
    _rule("product.x", "product, by a factor", _x * _y, _y, _x),
    _rule("quotient.x", "quotient, by the numerator", _x / _y, 1 / _y, _x, assumptions="y != 0"),
    _rule("quotient.y", "quotient, by the denominator", _x / _y, -_x / _y**2, _y, assumptions="y != 0"),
    _rule("power.base", "power, by the base", _x**_y, _y * _x ** (_y - 1), _x, domain={_x: POSITIVE}),
    _rule("power.exponent", "power, by the exponent", _x**_y, _x**_y * log(_x), _y, domain={_x: POSITIVE}),
    _rule("distance.x", "distance from the origin", _DISTANCE, _x / _DISTANCE, _x, assumptions=_OFF_ORIGIN),
    _rule(
        "angle.x", "angle, by the abscissa", atan2(_y, _x), -_y / (_x**2 + _y**2), _x, domain={_x: POSITIVE},
        assumptions="not x <= 0 with y = 0",
    ),
    _rule(
        "angle.y", "angle, by the ordinate", atan2(_y, _x), _x / (_x**2 + _y**2), _y, domain={_x: POSITIVE},
        assumptions="not x <= 0 with y = 0",
    ),
    _rule(
        "log-sum-exp.x", "logarithm of a sum of exponentials", log(_SUM_OF_EXP), exp(_x) / _SUM_OF_EXP, _x,
        tags=("activation",),
    ),
    _rule("linear.input", "linear function, by an input", _LINEAR, _w1, _x1),
    _rule("linear.weight", "linear function, by a weight", _LINEAR, _x1, _w1),
    _rule(
        "squared-error.weight", "squared error, by a weight", (_w1 * _x1 + _b - _y) ** 2,
        2 * _x1 * (_w1 * _x1 + _b - _y), _w1,
    ),
    _rule("mixed.x1", "quadratic plus exponential, by x1", _MIXED, 6 * _x1, _x1, source=_D2L, tags=("d2l",)),
    _rule(
        "mixed.x2", "quadratic plus exponential, by x2", _MIXED, 5 * exp(_x2), _x2,
        source=_D2L, tags=("d2l",),
    ),
)  # fmt: skip

_GRADIENTS = (
    Rule(
        "gradient.mixed", "gradient of quadratic plus exponential", _MIXED,
        ImmutableMatrix([6 * _x1, 5 * exp(_x2)]), (_x1, _x2),
        source=_D2L, tags=("function", "gradient", "d2l"),
    ),
    Rule(
        "gradient.norm", "gradient of the Euclidean norm", _NORM,
        ImmutableMatrix([v / _NORM for v in _X]), _X,
        assumptions="x1, x2, x3 not all 0", source=_D2L, tags=("function", "gradient", "d2l"),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_PARTIAL, *_GRADIENTS)
