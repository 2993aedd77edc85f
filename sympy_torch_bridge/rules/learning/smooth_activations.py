"""Activations with a derivative everywhere."""

from __future__ import annotations

from sympy import Rational, erf, exp, log, pi, sqrt, tanh

from ...domain import POSITIVE, Interval
from .._rule import Rule
from .record import a, activation, b, sigmoid, x

__all__ = ["RULES"]

_S, _S_SCALED = sigmoid(x), sigmoid(a * x)
_SOFTPLUS = log(1 + exp(x))
_CDF = (1 + erf(x / sqrt(2))) / 2
_DENSITY = exp(-(x**2) / 2) / sqrt(2 * pi)
_INNER = sqrt(2 / pi) * (x + Rational(44715, 10**6) * x**3)
_INNER_SLOPE = sqrt(2 / pi) * (1 + 3 * Rational(44715, 10**6) * x**2)
_QUICK = Rational(1702, 1000)
_GATE = {a: Interval(-6, 6), b: Interval(-6, 6)}
_RANGE = Interval(-6, 6)
_STEEPNESS = {x: _RANGE, a: Interval(0.5, 3)}

RULES: tuple[Rule, ...] = (
    activation("silu", "SiLU (swish)", x * _S, _S * (1 + x * (1 - _S)), torch_call="silu(x)"),
    activation("swish.x", "swish with a factor, by its input", x * _S_SCALED,
               _S_SCALED * (1 + a * x * (1 - _S_SCALED)), x, _STEEPNESS, assumptions="x, a real"),
    activation("swish.a", "swish with a factor, by the factor", x * _S_SCALED,
               x**2 * _S_SCALED * (1 - _S_SCALED), a, _STEEPNESS, assumptions="x, a real"),
    activation(
        "mish", "Mish", x * tanh(_SOFTPLUS), tanh(_SOFTPLUS) + x * _S * (1 - tanh(_SOFTPLUS) ** 2),
        torch_call="mish(x)",
    ),
    activation("gelu", "GELU", x * _CDF, _CDF + x * _DENSITY, torch_call="gelu(x)"),
    activation(
        "gelu.tanh", "GELU, approximation by a hyperbolic tangent", x * (1 + tanh(_INNER)) / 2,
        (1 + tanh(_INNER)) / 2 + x * (1 - tanh(_INNER) ** 2) * _INNER_SLOPE / 2,
        x, _RANGE, assumptions="x real", torch_call="gelu(x, approximate='tanh')",
    ),
    activation(
        "gelu.sigmoid", "GELU, approximation by a sigmoid", x * sigmoid(_QUICK * x),
        sigmoid(_QUICK * x) * (1 + _QUICK * x * (1 - sigmoid(_QUICK * x))),
    ),
    activation("log-sigmoid", "logarithm of the sigmoid", log(_S), 1 - _S, torch_call="logsigmoid(x)"),
    activation("sigmoid.scaled", "sigmoid with a factor", _S_SCALED, a * _S_SCALED * (1 - _S_SCALED), x,
               _STEEPNESS,
               assumptions="x, a real"),
    activation("sigmoid.bell", "slope of the sigmoid", _S * (1 - _S), _S * (1 - _S) * (1 - 2 * _S)),
    activation(
        "softplus.x", "softplus with a factor, by its input", log(1 + exp(a * x)) / a, _S_SCALED, x,
        _STEEPNESS,
        assumptions="a != 0", torch_call="softplus(x, beta=a)",
    ),
    activation(
        "softplus.a", "softplus with a factor, by the factor", log(1 + exp(a * x)) / a,
        x * _S_SCALED / a - log(1 + exp(a * x)) / a**2, a, _STEEPNESS, assumptions="a != 0",
        torch_call="softplus(x, beta=a)",
    ),
    activation("tanhshrink", "tanhshrink", x - tanh(x), tanh(x) ** 2, torch_call="tanhshrink(x)"),
    activation("lecun-tanh", "scaled hyperbolic tangent of LeCun", Rational(17159, 10**4) * tanh(2 * x / 3),
               Rational(2, 3) * Rational(17159, 10**4) * (1 - tanh(2 * x / 3) ** 2)),
    activation(
        "bent-identity", "bent identity", (sqrt(x**2 + 1) - 1) / 2 + x, x / (2 * sqrt(x**2 + 1)) + 1,
    ),
    activation("isru", "inverse square root unit", x / sqrt(1 + a * x**2), (1 + a * x**2) ** Rational(-3, 2),
               x,
               {a: POSITIVE}, assumptions="1 + a*x**2 > 0"),
    activation("glu.value", "gated linear unit, by the value", a * sigmoid(b), sigmoid(b), a, _GATE,
               assumptions="a, b real", torch_call="glu(torch.stack([a, b]), dim=0)[0]"),
    activation("glu.gate", "gated linear unit, by the gate", a * sigmoid(b),
               a * sigmoid(b) * (1 - sigmoid(b)), b,
               _GATE, assumptions="a, b real", torch_call="glu(torch.stack([a, b]), dim=0)[0]"),
    activation("swiglu.gate", "gated unit with SiLU, by the gate", a * b * sigmoid(b),
               a * sigmoid(b) * (1 + b * (1 - sigmoid(b))), b, _GATE, assumptions="a, b real"),
)  # fmt: skip
