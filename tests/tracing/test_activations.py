"""Every activation, and the gradient torch has of it, read as a formula and compared with torch."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch.nn import functional
from traced_values import compared, gradient_of

import sympy_torch_bridge as stb

SLOPE = torch.tensor([0.3], dtype=torch.float64)
ACTIVATIONS = {
    "celu": lambda x: functional.celu(x, 0.5),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "gelu-tanh": lambda x: functional.gelu(x, approximate="tanh"),
    "glu": lambda x: functional.glu(x, 0),
    "hardshrink": functional.hardshrink,
    "hardsigmoid": functional.hardsigmoid,
    "hardswish": functional.hardswish,
    "hardtanh": functional.hardtanh,
    "layer_norm": lambda x: functional.layer_norm(x, (4,)),
    "leaky_relu": functional.leaky_relu,
    "log_softmax": lambda x: functional.log_softmax(x, 0),
    "logsigmoid": functional.logsigmoid,
    "mish": functional.mish,
    "normalize": lambda x: functional.normalize(x, dim=0),
    "prelu": lambda x: functional.prelu(x, SLOPE),
    "relu": functional.relu,
    "relu6": functional.relu6,
    "rms_norm": lambda x: functional.rms_norm(x, (4,)),
    "selu": functional.selu,
    "sigmoid": torch.sigmoid,
    "silu": functional.silu,
    "softmax": lambda x: functional.softmax(x, 0),
    "softmin": lambda x: functional.softmin(x, 0),
    "softplus": functional.softplus,
    "softplus-early": lambda x: functional.softplus(x, 2.0, 0.3),
    "softshrink": functional.softshrink,
    "softsign": functional.softsign,
    "tanhshrink": functional.tanhshrink,
    "threshold": lambda x: functional.threshold(x, 0.2, -3.0),
}


@pytest.mark.parametrize("function", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_value(function):
    compared(function, (4,), low=-3, high=3)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient(name):
    # torch has the slope of hardsigmoid, 1/6, in single precision, also for doubles.
    compared(
        gradient_of(ACTIVATIONS[name]), (4,), low=-3, high=3, gap=3e-8 if name == "hardsigmoid" else 1e-11
    )


x = sympy.Symbol("x", real=True)
FORMULAS = {
    "gelu": (functional.gelu, x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2),
    "logsigmoid": (functional.logsigmoid, -sympy.log(1 + sympy.exp(-x))),
    "mish": (functional.mish, x * sympy.tanh(sympy.log(1 + sympy.exp(x)))),
    "relu": (functional.relu, sympy.Max(0, x)),
    "silu": (functional.silu, x / (1 + sympy.exp(-x))),
    "softplus": (functional.softplus, sympy.log(1 + sympy.exp(x))),
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
