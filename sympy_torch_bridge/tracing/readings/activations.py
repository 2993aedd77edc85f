"""Activations, as the formulas that define them."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Entries, elementwise
from ..reading import Call, reads, reads_elementwise
from .relations import chosen

__all__ = ["sigmoid", "softplus"]

_SIX = sympy.Integer(6)
_HALF = sympy.Rational(1, 2)
_LEAK = sympy.Rational("0.01")
_CUBIC = sympy.Rational("0.044715")
# Beyond it torch computes x instead of log(1 + exp(x)): a guard against overflow, no part of the formula.
_OVERFLOW = 20


def sigmoid(x: Any) -> Any:
    """Return the logistic function."""
    return 1 / (1 + sympy.exp(-x))


def softplus(x: Any, beta: Any = 1, threshold: Any = _OVERFLOW) -> Any:
    """Return log(1 + exp(beta*x))/beta, and x beyond a threshold that is not torch's default."""
    smooth = sympy.log(1 + sympy.exp(beta * x)) / beta
    return smooth if threshold == _OVERFLOW else chosen(beta * x > threshold, x, smooth)


reads_elementwise("sigmoid")(sigmoid)
reads_elementwise("softplus")(softplus)
reads_elementwise("relu")(lambda x: sympy.Max(0, x))
reads_elementwise("relu6")(lambda x: sympy.Min(6, sympy.Max(0, x)))
reads_elementwise("hardtanh")(lambda x, low=-1, high=1: sympy.Min(high, sympy.Max(low, x)))
reads_elementwise("hardsigmoid")(lambda x: sympy.Min(_SIX, sympy.Max(0, x + 3)) / 6)
reads_elementwise("hardswish")(lambda x: x * sympy.Min(_SIX, sympy.Max(0, x + 3)) / 6)
reads_elementwise("silu")(lambda x: x * sigmoid(x))
reads_elementwise("mish")(lambda x: x * sympy.tanh(softplus(x)))
reads_elementwise("leaky_relu")(lambda x, slope=_LEAK: chosen(x > 0, x, slope * x))
reads_elementwise("_prelu_kernel")(lambda x, slope: chosen(x > 0, x, slope * x))
reads_elementwise("threshold")(lambda x, bound, value: chosen(x > bound, x, value))
reads_elementwise("hardshrink")(lambda x, bound=_HALF: chosen(sympy.Abs(x) <= bound, 0, x))
reads_elementwise("softshrink")(lambda x, bound=_HALF: sympy.Max(x - bound, 0) + sympy.Min(x + bound, 0))


@reads_elementwise("elu")
def _elu(x: Any, alpha: Any = 1, scale: Any = 1, input_scale: Any = 1) -> Any:
    return chosen(x > 0, scale * x, scale * alpha * (sympy.exp(input_scale * x) - 1))


@reads("gelu")
def _gelu(call: Call, entries: Entries, approximate: str = "none") -> Entries:
    if approximate == "none":
        return elementwise(lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2, entries)
    cubic = _CUBIC if call.numerals.rational else sympy.Float(float(_CUBIC))
    scale = sympy.sqrt(2 / sympy.pi)
    return elementwise(lambda x: x * (1 + sympy.tanh(scale * (x + cubic * x**3))) / 2, entries)


@reads("log_sigmoid_forward")
def _log_sigmoid(call: Call, entries: Entries) -> tuple[Entries, Entries]:
    """Return the value, and what torch keeps for the gradient: exp(-|x|)."""
    kept = elementwise(lambda x: sympy.exp(-sympy.Abs(x)), entries)
    return elementwise(lambda x: -sympy.log(1 + sympy.exp(-x)), entries), kept.reshape(call.results[1].shape)


@reads("glu")
def _glu(call: Call, entries: Entries, dim: int = -1) -> Entries:
    value, gate = np.split(entries, 2, axis=dim)
    return elementwise(lambda a, b: a * sigmoid(b), value, gate)
