"""Rules that combine derivatives of unknown functions: sum, product, quotient, powers, logarithm."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Function, Lambda, Rational, cos, exp, log, sin, sqrt, symbols, tanh

from ..domain import Interval
from ._rule import Instance, Rule

__all__ = ["RULES"]

_x, _t, _C, _n = symbols("x t C n", real=True)
_F, _G = Function("f"), Function("g")
_f, _g = _F(_x), _G(_x)
_df, _dg = Derivative(_f, _x), Derivative(_g, _x)

_D2L = "d2l.ai, section 2.4 Calculus"

_SINE, _SQUARE, _TANH, _GROWTH = (Lambda(_t, e) for e in (sin(_t), _t**2 + 1, tanh(_t), log(1 + _t**2)))
# Positive everywhere, so that they may stand in a denominator, under a logarithm and below a real exponent.
_EXP, _WAVE, _ROOT, _HILL = (Lambda(_t, e) for e in (exp(_t), cos(_t) + 2, sqrt(_t**2 + 1), 2 + sin(_t)))

_PAIRS: tuple[Instance, ...] = (
    {_F: _SINE, _G: _EXP},
    {_F: _SQUARE, _G: _WAVE},
    {_F: _TANH, _G: _ROOT},
    {_F: _GROWTH, _G: _HILL},
)
_SINGLES: tuple[Instance, ...] = ({_F: _SINE}, {_F: _SQUARE}, {_F: _TANH})
_POSITIVE: tuple[Instance, ...] = ({_F: _EXP}, {_F: _WAVE}, {_F: _ROOT})


def _rule(name: str, title: str, lhs: Any, rhs: Any, instances: tuple[Instance, ...], **facts: Any) -> Rule:
    facts["tags"] = ("operator", *(("d2l",) if _D2L in facts.get("source", "") else ()))
    return Rule(f"rule.{name}", title, lhs, rhs, _x, instances=instances, **facts)


RULES: tuple[Rule, ...] = (
    _rule(
        "constant-multiple", "constant multiple rule", _C * _f, _C * _df, _SINGLES,
        assumptions="f differentiable, C constant", source=_D2L,
    ),
    _rule(
        "sum", "sum rule", _f + _g, _df + _dg, _PAIRS,
        assumptions="f and g differentiable", source=_D2L,
    ),
    _rule("difference", "difference rule", _f - _g, _df - _dg, _PAIRS, assumptions="f and g differentiable"),
    _rule(
        "product", "product rule", _f * _g, _f * _dg + _g * _df, _PAIRS,
        assumptions="f and g differentiable", source=_D2L,
    ),
    _rule(
        "quotient", "quotient rule", _f / _g, (_g * _df - _f * _dg) / _g**2, _PAIRS,
        assumptions="f and g differentiable, g(x) != 0", source=_D2L,
    ),
    _rule(
        "reciprocal", "reciprocal rule", 1 / _f, -_df / _f**2, _POSITIVE,
        assumptions="f differentiable, f(x) != 0",
    ),
    _rule(
        "power-of-function", "power of a function", _f**_n, _n * _f ** (_n - 1) * _df,
        ({_F: _SINE, _n: 3}, {_F: _WAVE, _n: Rational(5, 2)}, {_F: _EXP, _n: -2}),
        assumptions="f differentiable; f(x) > 0, or n a positive integer",
    ),
    _rule(
        "general-power", "function to the power of a function", _f**_g,
        _f**_g * (_dg * log(_f) + _g * _df / _f),
        ({_F: _WAVE, _G: _SINE}, {_F: _ROOT, _G: _TANH}, {_F: _HILL, _G: _WAVE}),
        assumptions="f and g differentiable, f(x) > 0",
    ),
    _rule(
        "logarithmic-derivative", "logarithmic derivative", log(_f), _df / _f, _POSITIVE,
        assumptions="f differentiable, f(x) > 0",
    ),
    _rule(
        "exponential-of-function", "exponential of a function", exp(_f), exp(_f) * _df,
        _SINGLES, domain=Interval(-4, 4), assumptions="f differentiable",
    ),
)  # fmt: skip
