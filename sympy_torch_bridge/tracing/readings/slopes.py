"""The backward operations of torch: the cotangent times the derivative."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Entries, elementwise, reduced
from ..reading import Call, reads, reads_elementwise
from .activations import sigmoid
from .reductions import total
from .relations import chosen

_OVERFLOW = 20

reads_elementwise("tanh_backward")(lambda g, out: g * (1 - out**2))
reads_elementwise("sigmoid_backward")(lambda g, out: g * out * (1 - out))
reads_elementwise("threshold_backward")(lambda g, x, bound: chosen(x <= bound, 0, g))
reads_elementwise("silu_backward")(lambda g, x: g * sigmoid(x) * (1 + x * (1 - sigmoid(x))))
reads_elementwise("leaky_relu_backward")(lambda g, x, slope, is_result: chosen(x > 0, g, g * slope))
reads_elementwise("softshrink_backward", "hardshrink_backward")(
    lambda g, x, bound: chosen(sympy.Abs(x) <= bound, 0, g)
)
reads_elementwise("hardtanh_backward")(lambda g, x, low, high: chosen(sympy.Or(x <= low, x >= high), 0, g))
reads_elementwise("hardsigmoid_backward")(lambda g, x: chosen(sympy.And(x > -3, x < 3), g / 6, 0))
reads_elementwise("hardswish_backward")(
    lambda g, x: chosen(x <= -3, 0, chosen(x < 3, g * (x / 3 + sympy.Rational(1, 2)), g))
)


@reads("logit_backward")
def _logit(call: Call, cotangent: Entries, entries: Entries, eps: Any = None) -> Entries:
    def slope(g: Any, x: Any) -> Any:
        inside = g / (x * (1 - x))
        if eps is None:
            return inside
        bound = call.number(eps)
        return chosen(sympy.Or(x < bound, x > 1 - bound), sympy.Integer(0), inside)

    return elementwise(slope, cotangent, entries)


@reads_elementwise("softplus_backward")
def _softplus(g: Any, x: Any, beta: Any, threshold: Any) -> Any:
    slope = g * sigmoid(beta * x)
    return slope if threshold == _OVERFLOW else chosen(beta * x > threshold, g, slope)


@reads_elementwise("elu_backward")
def _elu(g: Any, alpha: Any, scale: Any, input_scale: Any, is_result: Any, x: Any) -> Any:
    growth = x + alpha * scale if is_result else scale * alpha * sympy.exp(input_scale * x)
    return chosen(x > 0, g * scale, g * input_scale * growth)


def _density(x: Any) -> Any:
    """Return the density of the standard normal distribution."""
    return sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)


def _distribution(x: Any) -> Any:
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


@reads("gelu_backward")
def _gelu(call: Call, cotangent: Entries, entries: Entries, *, approximate: str = "none") -> Entries:
    if approximate == "none":
        return elementwise(lambda g, x: g * (_distribution(x) + x * _density(x)), cotangent, entries)
    cubic, scale = call.number(0.044715), sympy.sqrt(2 / sympy.pi)

    def slope(g: Any, x: Any) -> Any:
        wave = sympy.tanh(scale * (x + cubic * x**3))
        return g * ((1 + wave) / 2 + x * (1 - wave**2) * scale * (1 + 3 * cubic * x**2) / 2)

    return elementwise(slope, cotangent, entries)


@reads("log_sigmoid_backward")
def _log_sigmoid(call: Call, cotangent: Entries, entries: Entries, kept: Entries) -> Entries:
    return elementwise(lambda g, x: g * sigmoid(-x), cotangent, entries)


@reads("_softmax_backward_data")
def _softmax(call: Call, cotangent: Entries, value: Entries, dim: int, dtype: Any) -> Entries:
    weighted = elementwise(lambda g, p: g * p, cotangent, value)
    sums = reduced(total, weighted, dim, keepdim=True)
    return elementwise(lambda w, p, s: w - p * s, weighted, value, sums)


@reads("_log_softmax_backward_data")
def _log_softmax(call: Call, cotangent: Entries, value: Entries, dim: int, dtype: Any) -> Entries:
    sums = reduced(total, cotangent, dim, keepdim=True)
    return elementwise(lambda g, v, s: g - sympy.exp(v) * s, cotangent, value, sums)


@reads("glu_backward")
def _glu(call: Call, cotangent: Entries, entries: Entries, dim: int) -> Entries:
    value, gate = np.split(entries, 2, axis=dim)
    by_value = elementwise(lambda g, b: g * sigmoid(b), cotangent, gate)
    by_gate = elementwise(lambda g, a, b: g * a * sigmoid(b) * (1 - sigmoid(b)), cotangent, value, gate)
    return np.concatenate([by_value, by_gate], axis=dim)
