"""Derivatives of the common functions of one variable."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..domain import OPEN_UNIT, POSITIVE, REAL, SYMMETRIC_OPEN_UNIT, Interval
from ._rule import Rule

__all__ = ["RULES"]

_x, _n, _a, _C = sp.symbols("x n a C", real=True)
_k = sp.Symbol("k", integer=True)

_D2L = "d2l.ai, section 2.4 Calculus"
_HANDBOOK = "Abramowitz and Stegun (1964), eq."
_ABOVE_ONE = Interval(1.0, lower_open=True)
_SIGMOID = 1 / (1 + sp.exp(-_x))


def _rule(name: str, title: str, lhs: Any, rhs: Any, domain: Any = REAL, **facts: Any) -> Rule:
    facts["tags"] = ("function", *facts.get("tags", ()))
    return Rule(f"derivative.{name}", title, lhs, rhs, _x, domain, **facts)


_POWERS = (
    _rule("constant", "constant", _C, sp.S.Zero, source=_D2L, tags=("power", "d2l")),
    _rule("identity", "identity", _x, sp.S.One, source=_D2L, tags=("power", "d2l")),
    _rule(
        "power", "power rule", _x**_n, _n * _x ** (_n - 1), {_x: POSITIVE, _n: Interval(-3, 3)},
        assumptions="x > 0, n real", source=_D2L, tags=("power", "d2l"),
    ),
    _rule(
        "integer-power", "power rule, integer exponent", _x**_k, _k * _x ** (_k - 1),
        assumptions="k an integer, x != 0 where k < 1", source=_D2L, tags=("power", "d2l"),
        instances=({_k: 2}, {_k: 3}, {_k: 7}, {_k: -1}, {_k: -4}),
    ),
    _rule(
        "reciprocal", "reciprocal", 1 / _x, -1 / _x**2,
        assumptions="x != 0", tags=("power",),
    ),
    _rule(
        "sqrt", "square root", sp.sqrt(_x), 1 / (2 * sp.sqrt(_x)), POSITIVE,
        source="Fungrim 2a11ab", tags=("power",),
    ),
    _rule("abs", "absolute value", sp.Abs(_x), sp.sign(_x), assumptions="x != 0", tags=("power",)),
)  # fmt: skip

_EXPONENTIALS = (
    _rule(
        "exp", "exponential", sp.exp(_x), sp.exp(_x),
        source=_D2L, tags=("exponential", "d2l"),
    ),
    _rule(
        "exponential", "exponential to base a", _a**_x, _a**_x * sp.log(_a), {_a: POSITIVE},
        assumptions="a > 0", tags=("exponential",),
    ),
    _rule(
        "log", "natural logarithm", sp.log(_x), 1 / _x, POSITIVE,
        source=_D2L, tags=("exponential", "d2l"),
    ),
    _rule(
        "log-base", "logarithm to base a", sp.log(_x) / sp.log(_a), 1 / (_x * sp.log(_a)),
        {_x: POSITIVE, _a: POSITIVE}, assumptions="x > 0, a > 0, a != 1", tags=("exponential",),
    ),
    _rule("self-power", "self power", _x**_x, _x**_x * (sp.log(_x) + 1), POSITIVE, tags=("exponential",)),
    _rule("gaussian", "Gaussian", sp.exp(-_x**2 / 2), -_x * sp.exp(-_x**2 / 2), tags=("exponential",)),
    _rule(
        "sigmoid", "logistic sigmoid", _SIGMOID, _SIGMOID * (1 - _SIGMOID),
        tags=("exponential", "activation"),
    ),
    _rule("softplus", "softplus", sp.log(1 + sp.exp(_x)), _SIGMOID, tags=("exponential", "activation")),
)  # fmt: skip

_TRIGONOMETRIC = tuple(
    _rule(name, title, lhs, rhs, domain, assumptions=where, source=source, tags=("trigonometric",))
    for name, title, lhs, rhs, domain, where, source in (
        ("sin", "sine", sp.sin(_x), sp.cos(_x), REAL, "", f"{_HANDBOOK} 4.3.105"),
        ("cos", "cosine", sp.cos(_x), -sp.sin(_x), REAL, "", f"{_HANDBOOK} 4.3.106"),
        ("tan", "tangent", sp.tan(_x), sp.sec(_x) ** 2, REAL, "cos(x) != 0", f"{_HANDBOOK} 4.3.107"),
        ("csc", "cosecant", sp.csc(_x), -sp.csc(_x) * sp.cot(_x), REAL, "sin(x) != 0",
         f"{_HANDBOOK} 4.3.108"),
        ("sec", "secant", sp.sec(_x), sp.sec(_x) * sp.tan(_x), REAL, "cos(x) != 0", f"{_HANDBOOK} 4.3.109"),
        ("cot", "cotangent", sp.cot(_x), -sp.csc(_x) ** 2, REAL, "sin(x) != 0", f"{_HANDBOOK} 4.3.110"),
    )
)  # fmt: skip

_ROOT_BELOW = sp.sqrt(1 - _x**2)
_ROOT_ABOVE = sp.sqrt(1 + _x**2)
_ROOT_BEYOND = sp.Abs(_x) * sp.sqrt(_x**2 - 1)

_INVERSE_TRIGONOMETRIC = tuple(
    _rule(name, title, lhs, rhs, domain, assumptions=where, source=source, tags=("inverse-trigonometric",))
    for name, title, lhs, rhs, domain, where, source in (
        ("asin", "arc sine", sp.asin(_x), 1 / _ROOT_BELOW, SYMMETRIC_OPEN_UNIT, "", "DLMF 4.24.7"),
        ("acos", "arc cosine", sp.acos(_x), -1 / _ROOT_BELOW, SYMMETRIC_OPEN_UNIT, "", "DLMF 4.24.8"),
        ("atan", "arc tangent", sp.atan(_x), 1 / (1 + _x**2), REAL, "", "DLMF 4.24.9"),
        ("acsc", "arc cosecant", sp.acsc(_x), -1 / _ROOT_BEYOND, REAL, "|x| > 1", "DLMF 4.24.10"),
        ("asec", "arc secant", sp.asec(_x), 1 / _ROOT_BEYOND, REAL, "|x| > 1", "DLMF 4.24.11"),
        ("acot", "arc cotangent", sp.acot(_x), -1 / (1 + _x**2), REAL, "x != 0", "DLMF 4.24.12"),
    )
)  # fmt: skip

_HYPERBOLIC = tuple(
    _rule(name, title, lhs, rhs, assumptions=where, source=source, tags=("hyperbolic",))
    for name, title, lhs, rhs, where, source in (
        ("sinh", "hyperbolic sine", sp.sinh(_x), sp.cosh(_x), "", ""),
        ("cosh", "hyperbolic cosine", sp.cosh(_x), sp.sinh(_x), "", ""),
        ("tanh", "hyperbolic tangent", sp.tanh(_x), 1 - sp.tanh(_x) ** 2, "", ""),
        ("csch", "hyperbolic cosecant", sp.csch(_x), -sp.csch(_x) * sp.coth(_x), "x != 0", ""),
        ("sech", "hyperbolic secant", sp.sech(_x), -sp.sech(_x) * sp.tanh(_x), "", ""),
        ("coth", "hyperbolic cotangent", sp.coth(_x), -sp.csch(_x) ** 2, "x != 0", ""),
    )
)  # fmt: skip

_INVERSE_HYPERBOLIC = tuple(
    _rule(name, f"inverse hyperbolic {title}", lhs, rhs, domain, assumptions=where, source=source,
          tags=("inverse-hyperbolic",))
    for name, title, lhs, rhs, domain, where, source in (
        ("asinh", "sine", sp.asinh(_x), 1 / _ROOT_ABOVE, REAL, "", ""),
        ("acosh", "cosine", sp.acosh(_x), 1 / sp.sqrt(_x**2 - 1), _ABOVE_ONE, "", ""),
        ("atanh", "tangent", sp.atanh(_x), 1 / (1 - _x**2), SYMMETRIC_OPEN_UNIT, "", ""),
        ("acsch", "cosecant", sp.acsch(_x), -1 / (sp.Abs(_x) * _ROOT_ABOVE), REAL, "x != 0", ""),
        ("asech", "secant", sp.asech(_x), -1 / (_x * _ROOT_BELOW), OPEN_UNIT, "", ""),
        ("acoth", "cotangent", sp.acoth(_x), 1 / (1 - _x**2), REAL, "|x| > 1", ""),
    )
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *_POWERS,
    *_EXPONENTIALS,
    *_TRIGONOMETRIC,
    *_INVERSE_TRIGONOMETRIC,
    *_HYPERBOLIC,
    *_INVERSE_HYPERBOLIC,
)
