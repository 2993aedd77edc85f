"""Networks that do not fit an equation, or are no function of their arguments: what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from layered_networks import mlp
from sympy import Function
from torch import nn
from torch.nn import functional
from torch_transforms import close

import sympy_torch_bridge as stb

F64 = torch.float64
x, y, t = sympy.symbols("x y t")
u, v, p = Function("u"), Function("v"), Function("p")
AT = torch.linspace(-1, 1, 6, dtype=F64)
TIME = torch.linspace(0.2, 0.7, 6, dtype=F64)
BURGERS = u(x, t).diff(t) + u(x, t) * u(x, t).diff(x) - u(x, t).diff(x, 2) / 7
SYSTEM = [
    u(x, y).diff(x) + v(x, y).diff(y),
    u(x, y) * u(x, y).diff(x) + p(x, y).diff(x) - u(x, y).diff(x, 2) - u(x, y).diff(y, 2),
]


def test_wrong_sizes_are_refused_when_compiled() -> None:
    with pytest.raises(stb.InputShapeError, match="takes 3 numbers a point, and u has 2 arguments") as caught:
        stb.compile(BURGERS, [x, t], functions={"u": mlp(3)})
    assert "nn.Linear(2, 5)" in str(caught.value)
    assert caught.value.shapes == (("first layer takes", (3,)), ("arguments of u", (2,)))
    with pytest.raises(stb.InputShapeError, match=r"returns 2 numbers a point instead of 1") as caught:
        stb.compile(BURGERS, [x, t], functions={"u": mlp(2, 2)})
    assert "functions={('u', 'v'): network}" in str(caught.value)
    with pytest.raises(stb.InputShapeError, match=r"returns 2 numbers a point instead of 3") as caught:
        stb.compile(SYSTEM, [x, y], functions={("u", "v", "p"): mlp(2, 2)})
    assert "nn.Linear(5, 3)" in str(caught.value)


def test_wrong_results_are_refused_when_called() -> None:
    wide = stb.Network(lambda z: torch.cat([z, z], -1), inputs="stacked")
    with pytest.raises(stb.InputShapeError, match="one value per point") as caught:
        stb.compile(BURGERS, [x, t], functions={"u": wide})(AT, TIME)
    assert "nn.Linear(..., 1)" in str(caught.value)
    with pytest.raises(stb.InputShapeError, match="2 values per point"):
        stb.compile(u(x) + v(x), functions={("u", "v"): lambda a: torch.stack([a, a, a], -1)})(AT)


def test_unknown_functions_are_named_with_what_is_like_them() -> None:
    temperature = Function("temperature")
    with pytest.raises(
        stb.UnsupportedFunctionError, match="'temperature' is an undefined function"
    ) as caught:
        stb.compile(temperature(x).diff(x), functions={"temprature": torch.sin})
    assert caught.value.nearest == ("temprature",)


def test_options_of_a_network_are_checked() -> None:
    with pytest.raises(stb.OptionError, match="inputs='columns'"):
        stb.Network(torch.sin, inputs="columns")
    with pytest.raises(stb.OptionError, match="derivatives='forward'"):
        stb.Network(torch.sin, derivatives="forward")


def test_batch_norm_in_training_is_refused() -> None:
    net = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 1)).double()
    f = stb.compile(BURGERS, [x, t], functions={"u": net})
    with pytest.raises(stb.UnsupportedFunctionError, match="BatchNorm1d in the derivative of 'u'") as caught:
        f(AT, TIME)
    assert "call eval() on it" in caught.value.hint
    net.eval()
    whole = f(AT, TIME)
    close(torch.cat([f(AT[:2], TIME[:2]), f(AT[2:], TIME[2:])]), whole)


@pytest.mark.parametrize("way", ["auto", "taylor", "autograd"])
@pytest.mark.parametrize(
    "dropout",
    [
        functional.dropout,
        lambda z: torch.dropout(z, 0.5, True),
        lambda z: functional.alpha_dropout(z, training=True),
        lambda z: functional.dropout1d(z[None], p=0.3)[0],
    ],
    ids=["functional", "torch", "alpha", "channels"],
)
def test_dropout_of_any_code_is_refused(way: str, dropout: Any) -> None:
    function = stb.Network(lambda a, b: dropout((a * b)[:, None]).squeeze(-1), derivatives=way)
    with pytest.raises(stb.UnsupportedFunctionError, match=r"dropout.* in the derivative of 'u'") as caught:
        stb.compile(BURGERS, [x, t], functions={"u": function})(AT, TIME)
    assert "eval()" in caught.value.hint
    kept = stb.Network(
        lambda a, b: functional.alpha_dropout(functional.dropout(a * b, training=False)),
        derivatives="autograd",
    )
    stb.compile(BURGERS, [x, t], functions={"u": kept})(AT, TIME)


def test_dropout_in_training_is_refused() -> None:
    net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 1)).double()
    f = stb.compile(BURGERS, [x, t], functions={"u": net})
    with pytest.raises(stb.UnsupportedFunctionError, match="Dropout in the derivative of 'u'") as caught:
        f(AT, TIME)
    assert "call eval()" in caught.value.hint
    net[2].eval()
    close(f(AT, TIME), f(AT, TIME), rtol=0, atol=0)
    bounded = stb.compile(
        BURGERS, [x, t], functions={"u": lambda a, b: a * net(torch.stack([a, b], -1))[..., 0]}
    )
    close(bounded(AT, TIME), bounded(AT, TIME), rtol=0, atol=0)
    net.train()
    with pytest.raises(stb.UnsupportedFunctionError, match="dropout in the derivative of 'u'"):
        bounded(AT, TIME)
    net[2].p = 0.0  # leaves out nothing
    close(bounded(AT, TIME), bounded(AT, TIME), rtol=0, atol=0)
    stb.compile(BURGERS, [x, t], functions={"u": net})(AT, TIME)
