"""Derivatives that leave out the kinks of an activation: warned of, and nothing else is."""

from __future__ import annotations

import warnings

import pytest
import sympy
import torch
from layered_networks import mlp
from sympy import Function
from torch import nn
from torch_transforms import close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, t = sympy.symbols("x y t")
u = Function("u")
AT = torch.linspace(-1, 1, 6, dtype=F64)
TIME = torch.linspace(0.2, 0.7, 6, dtype=F64)
BURGERS = u(x, t).diff(t) + u(x, t) * u(x, t).diff(x) - u(x, t).diff(x, 2) / 7
THIRD = u(x, t).diff(x, 3) + u(x, t).diff(x, t) + u(x, t)


@pytest.mark.parametrize("way", ["auto", "taylor", "autograd"])
def test_second_derivatives_of_relu_networks_are_warned_of(way: str) -> None:
    f = stb.compile(BURGERS, [x, t], functions={"u": stb.Network(mlp(activation=nn.ReLU), derivatives=way)})
    with pytest.warns(stb.SmoothnessWarning, match=r"orders \(2, 0\) of 'u'") as caught:
        f(AT, TIME)
    warning = caught[0].message
    assert isinstance(warning, stb.SmoothnessWarning)
    assert (warning.function, warning.orders, warning.order) == ("u", (2, 0), 1)
    assert warning.operation.lower() == "relu"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f(AT, TIME)  # said once


def test_kinks_are_seen_although_backward_passes_are_cheaper() -> None:
    """In a function that is no module, too."""
    equation = u(x, y, t).diff(x, 2) + u(x, y, t).diff(y) + u(x, y, t).diff(t)
    f = stb.compile(equation, [x, y, t], functions={"u": lambda a, b, c: torch.relu(a + b + c)})
    with pytest.warns(stb.SmoothnessWarning):
        f(AT, AT, TIME)


def test_no_false_alarm_of_kinks() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for activation, expr in (
            (nn.ReLU, u(x, t).diff(x) + u(x, t).diff(t)),
            (nn.ELU, BURGERS),
            (nn.Softplus, THIRD),
        ):
            for way in ("auto", "autograd"):
                network = stb.Network(mlp(activation=activation), derivatives=way)
                stb.compile(expr, [x, t], functions={"u": network})(AT, TIME)
        cubes = stb.compile(BURGERS, [x, t], functions={"u": lambda a, b: torch.relu(a + b) ** 3})
        close(
            cubes(AT, TIME),
            stb.compile(BURGERS.subs(u(x, t), sympy.Max(x + t, 0) ** 3).doit(), [x, t])(AT, TIME),
        )
