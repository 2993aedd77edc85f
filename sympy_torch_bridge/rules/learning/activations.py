"""Activations with kinks, which their conditions leave out."""

from __future__ import annotations

from sympy import Abs, And, Max, Min, Piecewise, Rational, exp, sign

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import a, activation, x

__all__ = ["RULES"]

_SHAPE = {x: Interval(-6, 6), a: Interval(0.25, 3)}
_SCALE, _ALPHA = Rational("1.0507009873554804934193349852946"), Rational("1.6732632423543772848170429916717")
_ZERO = "x != 0"
_AWAY = "|x| != a, a > 0"


def _step(above: object, below: object) -> Piecewise:
    return Piecewise((above, x > 0), (below, True))


RULES: tuple[Rule, ...] = (
    activation("relu", "ReLU", Max(x, 0), _step(1, 0), assumptions=_ZERO, torch_call="relu(x)"),
    activation(
        "relu6", "ReLU6", Min(Max(x, 0), 6), Piecewise((1, And(x > 0, x < 6)), (0, True)),
        x, Interval(-4, 10), assumptions="x != 0, x != 6", torch_call="relu6(x)",
    ),
    activation(
        "relu.squared", "squared ReLU", Max(x, 0) ** 2, 2 * Max(x, 0),
        assumptions="x real (at 0 the slope is 0)",
    ),
    activation(
        "leaky-relu.x", "leaky ReLU, by its input", _step(x, a * x), _step(1, a), x, _SHAPE,
        assumptions=_ZERO,
        torch_call="leaky_relu(x, negative_slope=a)",
    ),
    activation(
        "leaky-relu.a", "leaky ReLU, by the slope below 0 (PReLU)", _step(x, a * x), Min(x, 0), a, _SHAPE,
        assumptions="x, a real", torch_call="prelu(x, a)",
    ),
    activation(
        "elu.x", "ELU, by its input", _step(x, a * (exp(x) - 1)), _step(1, a * exp(x)), x, _SHAPE,
        assumptions="x != 0 or a = 1", torch_call="elu(x, alpha=a)",
    ),
    activation(
        "elu.a", "ELU, by its factor", _step(x, a * (exp(x) - 1)), _step(0, exp(x) - 1), a, _SHAPE,
        assumptions="x, a real", torch_call="elu(x, alpha=a)",
    ),
    activation(
        "selu", "SELU", _SCALE * _step(x, _ALPHA * (exp(x) - 1)), _SCALE * _step(1, _ALPHA * exp(x)),
        assumptions=_ZERO, torch_call="selu(x)",
    ),
    activation(
        "celu.x", "CELU, by its input", _step(x, a * (exp(x / a) - 1)), _step(1, exp(x / a)), x, _SHAPE,
        assumptions="a > 0", torch_call="celu(x, alpha=a)",
    ),
    activation(
        "celu.a", "CELU, by its factor", _step(x, a * (exp(x / a) - 1)),
        _step(0, exp(x / a) * (1 - x / a) - 1), a,
        _SHAPE, assumptions="a > 0", torch_call="celu(x, alpha=a)",
    ),
    activation(
        "softsign", "softsign", x / (1 + Abs(x)), 1 / (1 + Abs(x)) ** 2, assumptions="x real",
        torch_call="softsign(x)",
    ),
    activation(
        "hardtanh", "hardtanh", Min(Max(x, -1), 1), Piecewise((1, And(x > -1, x < 1)), (0, True)),
        x, Interval(-3, 3), assumptions="x != -1, x != 1", torch_call="hardtanh(x)",
    ),
    activation(
        "hardsigmoid", "hardsigmoid", Min(Max(x + 3, 0), 6) / 6,
        Piecewise((Rational(1, 6), And(x > -3, x < 3)), (0, True)), assumptions="x != -3, x != 3",
        torch_call="hardsigmoid(x)",
    ),
    activation(
        "hardswish", "hardswish", x * Min(Max(x + 3, 0), 6) / 6,
        Piecewise((0, x < -3), (1, x > 3), ((2 * x + 3) / 6, True)), assumptions="x != -3, x != 3",
        torch_call="hardswish(x)",
    ),
    activation(
        "hardshrink", "hardshrink", Piecewise((x, Abs(x) > a), (0, True)),
        Piecewise((1, Abs(x) > a), (0, True)), x, _SHAPE, assumptions=_AWAY,
        torch_call="hardshrink(x, lambd=a)",
    ),
    activation(
        "softshrink.x", "softshrink (soft threshold), by its input", sign(x) * Max(Abs(x) - a, 0),
        Piecewise((1, Abs(x) > a), (0, True)), x, _SHAPE, assumptions=_AWAY,
        torch_call="softshrink(x, lambd=a)",
    ),
    activation(
        "softshrink.a", "softshrink (soft threshold), by the threshold", sign(x) * Max(Abs(x) - a, 0),
        Piecewise((-sign(x), Abs(x) > a), (0, True)), a, _SHAPE, assumptions=_AWAY,
        torch_call="softshrink(x, lambd=a)",
    ),
    activation(
        "threshold", "threshold", Piecewise((x, x > a), (0, True)), Piecewise((1, x > a), (0, True)), x,
        {a: POSITIVE}, assumptions="x != a", torch_call="threshold(x, threshold=a, value=0)",
    ),
)  # fmt: skip
