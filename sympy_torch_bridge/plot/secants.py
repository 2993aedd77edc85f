"""The picture of a limit: secants that turn into the tangent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..calculus.limit_verdict import number_text
from ..errors import OptionError
from .alternative import describe
from .frame import Frame, axes_or_new
from .graph import Floats, Graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_secants"]

_MARGIN = 0.25


def plot_secants(
    f: Any,
    at: Any = 1,
    h: Sequence[float] = (1.0, 0.5, 0.1),
    ax: Axes | None = None,
    *,
    x: Any = None,
    subs: Mapping[Any, Any] | None = None,
    x_range: tuple[float, float] | None = None,
    n_points: int | None = None,
    formats: Sequence[str] = ("-", "m--"),
    figsize: tuple[float, float] = (4.5, 3.2),
    xlabel: str | None = None,
    ylabel: str | None = None,
    title: str = "",
    legend: bool = True,
    grid: bool = True,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
) -> Axes:
    """Draw the secants through a point and its neighbours at distance ``h``, and the tangent they turn into.

    Where there is no tangent the secants are drawn without one; negative steps show the left side.

    Parameters
    ----------
    h : sequence of float
        Steps, not 0; a negative one goes to the left.
    legend : bool
        Whether the legend shows each step with the slope of its secant.
    ylim : pair of float, optional
        Default: the range of the curve with a quarter on either side.
    f, at, ax, x, subs, x_range, n_points, formats, figsize, xlabel, ylabel, title, grid, xlim
        As for :func:`plot_tangent`.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        A step is 0 or not finite.
    DomainError
        The function has no value at the point.
    MissingDependencyError
        matplotlib is not installed.

    Examples
    --------
    >>> import sympy
    >>> symbol = sympy.Symbol("x")
    >>> ax = plot_secants(symbol**2, at=1, h=(1, 0.5))
    >>> [line.get_label() for line in ax.lines if not line.get_label().startswith("_")]
    ['f(x)', 'h=1: slope 3', 'h=0.5: slope 2.5', 'Tangent line: slope 2']
    """
    steps = _steps(h)
    graph = Graph.of(f, at, x, subs)
    ax = axes_or_new(ax, figsize)
    xs = graph.abscissas(x_range, n_points)
    curve = graph.values(xs)
    ax.plot(xs, curve, formats[0], label=graph.label)
    _draw_secants(ax, graph, steps, xs)
    _draw_tangent(ax, graph, xs, formats[1])
    Frame(
        xlabel=graph.variable if xlabel is None else xlabel,
        ylabel=graph.label if ylabel is None else ylabel,
        title=title,
        legend=legend,
        legend_size="small",
        grid=grid,
        xlim=xlim,
        ylim=_around(curve) if ylim is None else ylim,
    ).apply(ax)
    return ax


def _steps(h: Sequence[float]) -> list[float]:
    steps = [float(step) for step in h]
    for step in steps:
        if not (step and math.isfinite(step)):
            raise OptionError("h", step, accepted=["finite numbers other than 0"])
    return steps


def _draw_secants(ax: Axes, graph: Graph, steps: Sequence[float], xs: Floats) -> None:
    """Draw the secants from light to dark, so that the last, nearest to the tangent, stands out."""
    (here,) = graph.values([graph.at])
    shades = np.linspace(0.7, 0.2, len(steps))
    for step, shade in zip(steps, shades, strict=True):
        there_x = graph.at + step
        (there,) = graph.values([there_x])
        slope = (there - here) / (there_x - graph.at)
        if not math.isfinite(slope):
            continue
        color = str(shade)
        label = f"h={step:g}: slope {slope:.4g}"
        ax.plot(xs, here + slope * (xs - graph.at), "-", color=color, linewidth=1.0, label=label)
        ax.plot([there_x], [there], "o", color=color, markersize=4)
    ax.plot([graph.at], [here], "ko", markersize=4)


def _draw_tangent(ax: Axes, graph: Graph, xs: Floats, style: str) -> None:
    start = f"Graph of {graph.formula} with secants through the point {graph.place.point}"
    if graph.slope is None:
        describe(ax, f"{start}; there is no tangent, because the function is {graph.table.conclusion}.")
        return
    (here,) = graph.values([graph.at])
    found = number_text(graph.table.limit, graph.table.uncertainty)
    ax.plot(xs, here + graph.slope * (xs - graph.at), style, label=f"Tangent line: slope {graph.slope:.4g}")
    describe(ax, f"{start}, turning into the tangent line, whose slope is {found}.")


def _around(curve: Floats) -> tuple[float, float] | None:
    """Return limits around the curve, so that steep secants do not flatten it."""
    if np.isnan(curve).all():
        return None
    low, high = float(np.nanmin(curve)), float(np.nanmax(curve))
    margin = _MARGIN * (high - low) or 1.0
    return low - margin, high + margin
