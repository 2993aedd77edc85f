"""Derivatives of integrals: by a limit, by a parameter, by both."""

from __future__ import annotations

from sympy import Derivative, Integral, Lambda, cos, exp, sin, symbols

from ...domain import Interval
from .._rule import Instance, Rule
from .record import F, G, H, a, b, operator, t, x

__all__ = ["RULES"]

_s = symbols("s", real=True)
_BODIES = (sin(t), t**2 + t, exp(-t))
_SINGLE: tuple[Instance, ...] = tuple({F: Lambda(t, body)} for body in _BODIES)
_LIMITS: tuple[Instance, ...] = tuple(
    {F: Lambda(t, body), G: Lambda(t, lower), H: Lambda(t, upper)}
    for body, lower, upper in zip(_BODIES, (t**2 / 4, sin(t), -t / 2), (cos(t), t + 1, t**2 / 4), strict=True)
)
_KERNELS = (sin(_s) * t, _s * t**2 + _s**2, exp(-t) * (1 + _s**2))
_TWO: tuple[Instance, ...] = tuple({F: Lambda((_s, t), kernel)} for kernel in _KERNELS)
_ALL: tuple[Instance, ...] = tuple(
    {F: Lambda((_s, t), kernel), G: Lambda(t, lower), H: Lambda(t, upper)}
    for kernel, lower, upper in zip(
        _KERNELS, (t**2 / 4, sin(t), -t / 2), (cos(t), t + 1, t**2 / 4), strict=True
    )
)
_NEAR = {x: Interval(-3, 3), a: Interval(-3, 3), b: Interval(-3, 3)}
_CONTINUOUS, _SMOOTH = "f continuous", "f and its derivative by x continuous"
_LIMITS_TOO = "g and h differentiable"
_INSIDE = Derivative(F(x, t), x)

RULES: tuple[Rule, ...] = (
    operator("integral.upper", "fundamental theorem of calculus", Integral(F(t), (t, a, x)), F(x), _SINGLE,
    domain=_NEAR,
             assumptions=_CONTINUOUS),
    operator("integral.lower", "integral by its lower limit", Integral(F(t), (t, x, b)), -F(x), _SINGLE,
    domain=_NEAR,
             assumptions=_CONTINUOUS),
    operator("integral.window", "integral over a moving window", Integral(F(t), (t, x - a, x + a)),
    F(x + a) - F(x - a),
             _SINGLE, domain=_NEAR, assumptions=_CONTINUOUS),
    operator("integral.upper-function", "integral up to a function", Integral(F(t), (t, a, H(x))),
             F(H(x)) * Derivative(H(x), x), _LIMITS, domain=_NEAR,
             assumptions=f"{_CONTINUOUS}, h differentiable"),
    operator("integral.limits", "integral between two functions", Integral(F(t), (t, G(x), H(x))),
             F(H(x)) * Derivative(H(x), x) - F(G(x)) * Derivative(G(x), x), _LIMITS, domain=_NEAR,
             assumptions=f"{_CONTINUOUS}, {_LIMITS_TOO}"),
    operator("integral.parameter", "differentiation under the integral sign", Integral(F(x, t), (t, a, b)),
             Integral(_INSIDE, (t, a, b)), _TWO, domain=_NEAR, assumptions=_SMOOTH),
    operator("integral.leibniz", "integral rule of Leibniz", Integral(F(x, t), (t, G(x), H(x))),
             F(x, H(x)) * Derivative(H(x), x) - F(x, G(x)) * Derivative(G(x), x)
             + Integral(_INSIDE, (t, G(x), H(x))), _ALL, domain=_NEAR,
             assumptions=f"{_SMOOTH}, {_LIMITS_TOO}"),
    operator("integral.volterra", "integral of a kernel up to x", Integral(F(x, t), (t, a, x)),
             F(x, x) + Integral(_INSIDE, (t, a, x)), _TWO, domain=_NEAR, assumptions=_SMOOTH),
    operator("integral.mean", "mean value over an interval", Integral(F(t), (t, a, x)) / (x - a),
             (F(x) - Integral(F(t), (t, a, x)) / (x - a)) / (x - a), _SINGLE,
             domain={a: Interval(-3, 0), x: Interval(0.5, 3)}, assumptions=f"{_CONTINUOUS}, x != a"),
)  # fmt: skip
