"""The error of difference quotients against the step."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.plot import alt_text, plot_error

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_error_curve():
    ax = plot_error(sympy.sin(x), at=1, kinds=("forward", "central", "richardson"))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [label.split(",")[0] for label in labels(ax)] == ["forward", "central", "richardson"]
    assert [text.get_text() for text in ax.texts] == ["slope 1", "slope 2", "slope 4"]
    forward = ax.lines[0]
    h, error = forward.get_data()
    coarse = h > 1e-6
    np.testing.assert_allclose(error[coarse], np.sin(1) / 2 * h[coarse], rtol=0.3)
    best = h[np.nanargmin(error)]
    assert labels(ax)[0] == f"forward, best h = {best:.1e}".replace("e-0", "e-")


def test_error_curve_of_a_quadratic_has_no_slope_2():
    ax = plot_error(LESSON, at=1)
    assert [text.get_text() for text in ax.texts] == ["slope 1"]


def test_error_curve_options():
    ax = plot_error(sympy.exp(x), at=0, kinds=("backward",), h=(0.1, 0.01), slopes=False, mark_best=False)
    (line,) = ax.lines
    assert line.get_xdata().tolist() == [0.1, 0.01]
    assert labels(ax) == ["backward"]
    with pytest.raises(OptionError, match="accepted: 'forward', 'backward', 'central', 'richardson'"):
        plot_error(sympy.exp(x), kinds=("middle",))


def test_error_curve_without_any_error():
    ax = plot_error(sympy.Integer(2) * x, at=0, kinds=("forward",))
    assert labels(ax) == ["forward: no error"]
    assert "no error at all" in alt_text(ax)


def test_error_curve_of_a_callable():
    assert "forward, best h" in labels(plot_error(torch.sin, at=1.0))[0]
