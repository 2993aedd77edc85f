"""Functions that are defined by an equation: inverse functions, and curves and surfaces."""

from __future__ import annotations

from sympy import (
    Derivative,
    Function,
    Lambda,
    Rational,
    Subs,
    asinh,
    atan,
    exp,
    log,
    sinh,
    sqrt,
    symbols,
    tan,
)

from ...domain import Interval
from .._rule import Instance, Rule
from .record import F, G, operator, slope, t, x

__all__ = ["RULES"]

_y, _z, _u, _v, _w = symbols("y z u v w", real=True)
_Y, _Z = Function("y"), Function("z")
_NEAR = {x: Interval(0.2, 2.5)}

_INVERSES: tuple[Instance, ...] = tuple(
    {F: Lambda(t, outer), G: Lambda(t, inner)}
    for outer, inner in (
        (exp(t), log(t)),
        (sinh(t), asinh(t)),
        (tan(t), atan(t)),
        (t**3, t ** Rational(1, 3)),
    )
)

_CURVES: tuple[Instance, ...] = tuple(
    {F: Lambda((_u, _v), equation), _Y: Lambda(t, solution)}
    for equation, solution in (
        (_u**2 + _v**2 - 9, sqrt(9 - t**2)),
        (_u * exp(_v) - 1, -log(t)),
        (_v**3 - _u, t ** Rational(1, 3)),
    )
)
_SURFACES: tuple[Instance, ...] = tuple(
    {F: Lambda((_u, _v, _w), equation), _Z: Lambda((_u, _v), solution)}
    for equation, solution in (
        (_u**2 + _v**2 + _w**2 - 16, sqrt(16 - _u**2 - _v**2)),
        (_u * _v * _w - 1, 1 / (_u * _v)),
        (exp(_w) - _u - _v**2, log(_u + _v**2)),
    )
)


def _slopes(slots: tuple[object, ...], at: tuple[object, ...]) -> tuple[Subs, ...]:
    return tuple(Subs(Derivative(F(*slots), slot), slots, at) for slot in slots)


_FIRST, _SECOND = _slopes((_u, _v), (x, _Y(x)))
_OVER_X, _OVER_Y, _DOWN = _slopes((_u, _v, _w), (x, _y, _Z(x, _y)))
_NEAR_PLANE = {x: Interval(0.2, 2.5), _y: Interval(0.2, 2.5)}

RULES: tuple[Rule, ...] = (
    operator("inverse", "inverse function", G(x), 1 / slope(F, G(x)), _INVERSES, given=F(G(x)) - x,
             domain=_NEAR,
             assumptions="f differentiable, f'(g(x)) != 0"),
    operator("inverse.second", "second derivative of an inverse function", G(x),
             -slope(F, G(x), 2) / slope(F, G(x)) ** 3, _INVERSES, given=F(G(x)) - x, order=2, domain=_NEAR,
             assumptions="f differentiable twice, f'(g(x)) != 0"),
    operator("implicit", "implicit function", _Y(x), -_FIRST / _SECOND, _CURVES, given=F(x, _Y(x)),
             domain=_NEAR,
             assumptions="f(u, v) differentiable, its derivative by v not 0"),
    operator("implicit.surface-x", "implicit function of two variables, by x", _Z(x, _y), -_OVER_X / _DOWN,
             _SURFACES,
             given=F(x, _y, _Z(x, _y)), domain=_NEAR_PLANE,
             assumptions="f(u, v, w) differentiable, its derivative by w not 0"),
    operator("implicit.surface-y", "implicit function of two variables, by y", _Z(x, _y), -_OVER_Y / _DOWN,
             _SURFACES,
             wrt=_y, given=F(x, _y, _Z(x, _y)), domain=_NEAR_PLANE,
             assumptions="f(u, v, w) differentiable, its derivative by w not 0"),
)  # fmt: skip
