"""The definitions themselves: derivative, partial derivative and gradient."""

from __future__ import annotations

from sympy import Derivative, Function, ImmutableMatrix, Lambda, Limit, exp, sin, symbols

from ._rule import Rule

__all__ = ["RULES"]

_D2L = "d2l.ai, section 2.4 Calculus"

_x, _h, _t = symbols("x h t", real=True)
_X = symbols("x1:4", real=True)
_F = Function("f")
_SHIFTED = _F(_X[0] + _h, *_X[1:])

_ONE = tuple({_F: Lambda(_t, e)} for e in (3 * _t**2 - 4 * _t, sin(_t), _t * exp(_t)))
_p, _q, _r = _P = symbols("p q r", real=True)
_THREE = tuple({_F: Lambda(_P, e)} for e in (3 * _p**2 + 5 * exp(_q), _p * _q * _r**2, sin(_p) * _q + _r))

RULES: tuple[Rule, ...] = (
    Rule(
        "definition.derivative", "derivative as a limit", _F(_x),
        Limit((_F(_x + _h) - _F(_x)) / _h, _h, 0, "+-"), _x,
        assumptions="where the limit exists", source=_D2L,
        tags=("operator", "definition", "d2l"), instances=_ONE,
    ),
    Rule(
        "definition.partial-derivative", "partial derivative as a limit", _F(*_X),
        Limit((_SHIFTED - _F(*_X)) / _h, _h, 0, "+-"), _X[0],
        assumptions="where the limit exists", source=_D2L, tags=("operator", "definition", "partial", "d2l"),
        instances=_THREE,
    ),
    Rule(
        "definition.gradient", "gradient", _F(*_X), ImmutableMatrix([Derivative(_F(*_X), v) for v in _X]), _X,
        assumptions="where every partial derivative exists", source=_D2L,
        tags=("operator", "definition", "gradient", "d2l"), instances=_THREE,
    ),
)  # fmt: skip
