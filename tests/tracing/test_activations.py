"""Every activation, and the gradient torch has of it, read as a formula and compared with torch."""

from __future__ import annotations

import pytest
import sympy
import torch
import torch.nn.functional as F
from traced_values import compared, gradient_of

import sympy_torch_bridge as stb

SLOPE = torch.tensor([0.3], dtype=torch.float64)
ACTIVATIONS = {
    "celu": lambda x: F.celu(x, 0.5),
    "elu": F.elu,
    "gelu": F.gelu,
    "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
    "glu": lambda x: F.glu(x, 0),
    "hardshrink": F.hardshrink,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardtanh": F.hardtanh,
    "layer_norm": lambda x: F.layer_norm(x, (4,)),
    "leaky_relu": F.leaky_relu,
    "log_softmax": lambda x: F.log_softmax(x, 0),
    "logsigmoid": F.logsigmoid,
    "mish": F.mish,
    "normalize": lambda x: F.normalize(x, dim=0),
    "prelu": lambda x: F.prelu(x, SLOPE),
    "relu": F.relu,
    "relu6": F.relu6,
    "rms_norm": lambda x: F.rms_norm(x, (4,)),
    "selu": F.selu,
    "sigmoid": torch.sigmoid,
    "silu": F.silu,
    "softmax": lambda x: F.softmax(x, 0),
    "softmin": lambda x: F.softmin(x, 0),
    "softplus": F.softplus,
    "softplus-early": lambda x: F.softplus(x, 2.0, 0.3),
    "softshrink": F.softshrink,
    "softsign": F.softsign,
    "tanhshrink": F.tanhshrink,
    "threshold": lambda x: F.threshold(x, 0.2, -3.0),
}


@pytest.mark.parametrize("function", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_value(function):
    compared(function, (4,), low=-3, high=3)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient(name):
    # torch has the slope of hardsigmoid, 1/6, in single precision, also for doubles.
    compared(gradient_of(ACTIVATIONS[name]), (4,), low=-3, high=3, gap=3e-8 if name == "hardsigmoid" else 1e-11)


x = sympy.Symbol("x", real=True)
FORMULAS = {
    "gelu": (F.gelu, x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2),
    "logsigmoid": (F.logsigmoid, -sympy.log(1 + sympy.exp(-x))),
    "mish": (F.mish, x * sympy.tanh(sympy.log(1 + sympy.exp(x)))),
    "relu": (F.relu, sympy.Max(0, x)),
    "silu": (F.silu, x / (1 + sympy.exp(-x))),
    "softplus": (F.softplus, sympy.log(1 + sympy.exp(x))),
    "tanh": (torch.tanh, sympy.tanh(x)),
}


@pytest.mark.parametrize(("function", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_it_is_the_formula_of_the_textbook(function, formula):
    assert stb.from_torch(function, x) == formula


@pytest.mark.parametrize("name", ["gelu", "logsigmoid", "mish", "silu", "softplus", "tanh"])
def test_the_gradient_is_proved_to_be_the_derivative(name):
    function, formula = FORMULAS[name]
    slope = stb.from_torch(lambda t: torch.autograd.grad(function(t), t)[0], x)
    assert sympy.simplify(slope - sympy.diff(formula, x)) == 0
    assert sympy.simplify(slope - 2 * sympy.diff(formula, x)) != 0
