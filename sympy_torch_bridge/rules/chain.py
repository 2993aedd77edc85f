"""The chain rule in one variable, in several, and as a product of a matrix and a gradient."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import Derivative, Function, ImmutableMatrix, Lambda, MatMul, Subs, cos, exp, log, sin, sqrt, tanh

from ._rule import Instance, Rule

__all__ = ["RULES"]

_D2L = "d2l.ai, section 2.4 Calculus"

_x, _t, _u, _v = sp.symbols("x t u v", real=True)
_X = sp.symbols("x1:4", real=True)
_U = sp.symbols("u1:3", real=True)
_F, _G, _Y = Function("f"), Function("g"), Function("y")
_INNER = (Function("u1"), Function("u2"))


def _slopes(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the partial derivatives of the outer function y(u1, u2) at ``values``."""
    return tuple(Subs(Derivative(_Y(*_U), slot), _U, values) for slot in _U)


def _composed(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(inner(*arguments) for inner in _INNER)


def _sum_over_paths(arguments: tuple[Any, ...], wrt: Any) -> Any:
    values = _composed(arguments)
    pairs = zip(_slopes(values), values, strict=True)
    return sp.Add(*(slope * Derivative(value, wrt) for slope, value in pairs))


def _outer(first: Lambda, second: Lambda, third: Lambda) -> tuple[Instance, ...]:
    """Return three instances: three outer functions on one set of inner ones given in the order y, u1, u2."""
    return tuple(
        {_Y: Lambda(_U, outer), _INNER[0]: first, _INNER[1]: second if number % 2 else third}
        for number, outer in enumerate(
            (_U[0] * sin(_U[1]), exp(-(_U[0] ** 2)) + _U[1] ** 3, log(1 + _U[0] ** 2 + _U[1] ** 2))
        )
    )


_p, _q = sp.symbols("p q", real=True)
_ONE = _outer(Lambda(_t, cos(_t)), Lambda(_t, _t**2), Lambda(_t, sqrt(1 + _t**2)))
_TWO = _outer(
    Lambda((_p, _q), _p * _q), Lambda((_p, _q), _p + _q**2), Lambda((_p, _q), log(1 + _p**2) - cos(_q))
)
_r = sp.Symbol("r", real=True)
_THREE = _outer(
    Lambda((_p, _q, _r), _p * _q - _r),
    Lambda((_p, _q, _r), sin(_p) + _q * _r**2),
    Lambda((_p, _q, _r), _p + 2 * _q + exp(-(_r**2))),
)
_NESTED: tuple[Instance, ...] = tuple(
    {_F: Lambda(_t, outer), _G: Lambda(_t, inner)}
    for outer, inner in (
        (sin(_t), exp(-(_t**2))),
        (log(1 + _t**2), _t**3 + _t),
        (tanh(_t), 2 + sin(_t)),
        (sqrt(1 + _t**2), cos(_t)),
    )
)

_JACOBIAN_TRANSPOSED = ImmutableMatrix(
    [[Derivative(value, variable) for value in _composed(_X)] for variable in _X]
)

RULES: tuple[Rule, ...] = (
    Rule(
        "rule.chain", "chain rule", _F(_G(_x)),
        Subs(Derivative(_F(_u), _u), _u, _G(_x)) * Derivative(_G(_x), _x), _x,
        assumptions="f and g differentiable", source=_D2L, tags=("operator", "d2l"),
        instances=_NESTED,
    ),
    Rule(
        "rule.chain.total", "chain rule along a curve", _Y(*_composed((_t,))), _sum_over_paths((_t,), _t), _t,
        assumptions="y, u1 and u2 differentiable", source=_D2L, tags=("operator", "d2l"), instances=_ONE,
    ),
    *(
        Rule(
            f"rule.chain.partial-{variable}", f"chain rule in several variables, by {variable}",
            _Y(*_composed(_X[:2])), _sum_over_paths(_X[:2], variable), variable,
            assumptions="y, u1 and u2 differentiable", source=_D2L, tags=("operator", "partial", "d2l"),
            instances=_TWO,
        )
        for variable in _X[:2]
    ),
    Rule(
        "rule.chain.gradient", "chain rule for the gradient", _Y(*_composed(_X)),
        MatMul(_JACOBIAN_TRANSPOSED, ImmutableMatrix(_slopes(_composed(_X))), evaluate=False), _X,
        assumptions="y, u1 and u2 differentiable; entry (i, j) of the matrix is the derivative of u_j by x_i",
        source=_D2L, tags=("operator", "gradient", "d2l"), instances=_THREE,
    ),
)  # fmt: skip
