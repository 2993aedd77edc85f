"""Tangents, secants and their alternative texts."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
import torch

from sympy_torch_bridge.errors import DomainError, NotDifferentiableError, OptionError
from sympy_torch_bridge.plot import alt_text, plot_error, plot_secants, plot_tangent

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x

PLOTS = pytest.mark.parametrize(
    "plot", [plot_tangent, plot_secants, plot_error], ids=lambda plot: plot.__name__
)


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


# --- tangent


def test_tangent_of_the_lesson():
    ax = plot_tangent(LESSON, at=1)
    curve, tangent = ax.lines
    xs = np.arange(0, 3, 0.1)
    np.testing.assert_array_equal(curve.get_xdata(), xs)
    np.testing.assert_allclose(curve.get_ydata(), 3 * xs**2 - 4 * xs, atol=1e-14)
    np.testing.assert_allclose(tangent.get_ydata(), 2 * xs - 3, atol=1e-14)
    assert labels(ax) == ["f(x)", "Tangent line (x=1)"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "f(x)")
    assert (curve.get_linestyle(), tangent.get_linestyle(), tangent.get_color()) == ("-", "--", "m")
    assert tuple(ax.figure.get_size_inches()) == (3.5, 2.5)
    assert ax.xaxis.get_gridlines()[0].get_visible()


def test_tangent_of_the_collection(corpus):
    picture = corpus("d2l_limit_table")["plot"]
    ax = plot_tangent(LESSON, at=1)
    assert labels(ax) == picture["legend"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == (picture["xlabel"], picture["ylabel"])
    assert list(ax.figure.get_size_inches()) == picture["figsize"]


def test_tangent_options():
    ax = plot_tangent(
        sympy.log(y),
        at=2,
        x_range=(0.5, 8),
        n_points=50,
        formats=("k-", "r:"),
        figsize=(6, 4),
        xlabel="t",
        ylabel="log t",
        title="logarithm",
        legend=("curve", "line"),
        grid=False,
        xscale="log",
        xlim=(0.5, 8),
        ylim=(-1, 3),
    )
    xs = ax.lines[0].get_xdata()
    np.testing.assert_allclose(xs, np.geomspace(0.5, 8, 50))
    np.testing.assert_allclose(ax.lines[1].get_ydata(), np.log(2) + (xs - 2) / 2)
    assert labels(ax) == ["curve", "line"]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("t", "log t", "logarithm")
    assert (ax.get_xscale(), ax.get_xlim(), ax.get_ylim()) == ("log", (0.5, 8), (-1, 3))
    assert not ax.xaxis.get_gridlines()[0].get_visible()
    assert tuple(ax.figure.get_size_inches()) == (6, 4)


def test_no_legend():
    assert plot_tangent(LESSON, legend=False).get_legend() is None


def test_interval_follows_a_point_outside_the_lesson():
    xs = plot_tangent(sympy.sin(x), at=-5).lines[0].get_xdata()
    assert (xs[0], xs[-1], len(xs)) == (-6.5, -3.5, 200)


def test_several_symbols_and_callables():
    slope = [
        (4, plot_tangent(x**2 * y, at=1, x=x, subs={y: 2})),
        (9, plot_tangent(x**2 * y, at={x: 3, y: 2}, x=y)),
    ]
    slope.append((1 - np.tanh(1) ** 2, plot_tangent(torch.tanh, at=1)))
    slope.append((12, plot_tangent(lambda a, b: a * b**2, at=(3.0, 2.0), x=1)))
    for expected, ax in slope:
        xs, ys = ax.lines[1].get_data()
        assert (ys[-1] - ys[0]) / (xs[-1] - xs[0]) == pytest.approx(expected, rel=1e-9)


def test_curve_is_interrupted_outside_the_domain():
    curve = plot_tangent(sympy.log(x), at=1, x_range=(-1, 3)).lines[0]
    inside = curve.get_xdata() > 0
    assert np.isnan(curve.get_ydata()[~inside]).all()
    assert np.isfinite(curve.get_ydata()[inside]).all()


def test_draws_into_the_given_axes():
    from matplotlib.figure import Figure

    first, second = Figure(figsize=(7, 3)).subplots(1, 2)
    assert plot_tangent(LESSON, 1, first) is first
    assert plot_error(sympy.sin(x), 1, second) is second
    assert tuple(first.figure.get_size_inches()) == (7, 3)
    assert plot_tangent(sympy.sin(x), 1, first) is first
    assert alt_text(first).count("tangent line") == 2


@pytest.mark.parametrize("x_range", [(1, 1), (3, 0), (0, float("inf"))])
def test_range_must_be_an_interval(x_range):
    with pytest.raises(OptionError, match="x_range"):
        plot_tangent(LESSON, x_range=x_range)


def test_number_of_points():
    with pytest.raises(OptionError, match="n_points"):
        plot_tangent(LESSON, n_points=1)


# --- where there is no derivative


@pytest.mark.parametrize("plot", [plot_tangent, plot_error], ids=lambda plot: plot.__name__)
def test_no_tangent_at_a_kink(plot):
    with pytest.raises(NotDifferentiableError, match="from the left -1, from the right 1") as caught:
        plot(sympy.Abs(x), at=0)
    assert caught.value.point == "x = 0"
    assert "what to do: " in str(caught.value)


def test_hint_of_the_error_works():
    with pytest.raises(
        NotDifferentiableError, match=r"plot_secants\(f, at=\.\.\., h=\(0\.5, 0\.1, -0\.1, -0\.5\)\)"
    ):
        plot_tangent(sympy.sqrt(x), at=0)
    ax = plot_secants(sympy.Abs(x), at=0, h=(0.5, 0.1, -0.1, -0.5))
    assert labels(ax)[1:] == ["h=0.5: slope 1", "h=0.1: slope 1", "h=-0.1: slope -1", "h=-0.5: slope -1"]
    assert "there is no tangent" in alt_text(ax)


@PLOTS
def test_point_outside_the_domain(plot):
    with pytest.raises(DomainError):
        plot(sympy.log(x), at=-1)


# --- secants


def test_secants():
    ax = plot_secants(x**2, at=1, h=(1, 0.5, 0.1))
    assert labels(ax) == [
        "f(x)",
        "h=1: slope 3",
        "h=0.5: slope 2.5",
        "h=0.1: slope 2.1",
        "Tangent line: slope 2",
    ]
    secant = next(line for line in ax.lines if line.get_label() == "h=1: slope 3")
    np.testing.assert_allclose(secant.get_ydata(), 3 * secant.get_xdata() - 2, atol=1e-12)


def test_secants_leave_out_what_lies_outside():
    ax = plot_secants(sympy.sqrt(x), at=sympy.Rational(1, 2), h=(-1, 0.5))
    assert [label for label in labels(ax) if label.startswith("h=")] == ["h=0.5: slope 0.5858"]


@pytest.mark.parametrize("h", [0.0, float("nan")])
def test_secant_steps(h):
    with pytest.raises(OptionError, match="other than 0"):
        plot_secants(LESSON, h=(1, h))


# --- alternative text


def test_alternative_texts_name_function_point_and_slope():
    assert alt_text(plot_tangent(LESSON, at=1)) == (
        "Graph of f(x) = 3*x**2 - 4*x with its tangent line at x = 1; the slope is 2."
    )
    for plot in (plot_secants, plot_error):
        text = alt_text(plot(LESSON, at=1))
        assert "f(x) = 3*x**2 - 4*x" in text
        assert "x = 1" in text
        assert "slope is 2" in text


def test_foreign_axes_have_no_alternative_text():
    from matplotlib.figure import Figure

    assert alt_text(Figure().add_subplot()) == ""


@pytest.mark.parametrize("plot", [plot_tangent, plot_secants])
def test_a_point_beyond_float64_is_refused(plot):
    with pytest.raises(OptionError, match="outside the range of float64"):
        plot(sympy.exp(sympy.Symbol("x")), at=1000)
